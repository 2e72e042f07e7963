package dev.sightline.server.access;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who sees what (design §3): the one rule, as a pure function and as the SQL that every query carries. A test holds the
 * two to the same answers.
 */
public final class Visibility {
    private Visibility() {}

    /** Which of the visible records are asked for. */
    public enum Part {
        /** Owned by the viewer. */
        MINE,
        /** Visible and not the viewer's own. */
        TEAM,
        /** All that is visible. */
        BOTH
    }

    /**
     * A condition with its named parameters (their names start with {@code scope_}), for {@code WHERE}. Never built from
     * input: the SQL depends on the kind of question alone.
     */
    public record Condition(String sql, Map<String, Object> params) {
        public Condition {
            params = Map.copyOf(params);
        }
    }

    /**
     * Whether the viewer sees a record of their own organisation.
     *
     * @param ownerId person id; null where nobody owns the record
     * @param teamId the sales team's key; null where it belongs to none
     * @param below whether a person is the viewer or anywhere below
     */
    public static boolean sees(
            Scope scope, @Nullable String ownerId, @Nullable String teamId, Predicate<String> below) {
        if (scope.all()) {
            return true;
        }
        if (ownerId == null && scope.unassigned()) {
            return true;
        }
        if (ownerId != null && scope.viewerId() != null && (ownerId.equals(scope.viewerId()) || below.test(ownerId))) {
            return true;
        }
        return teamId != null && scope.ledTeams().contains(teamId);
    }

    /**
     * The same as SQL over a table with the columns {@code organization_id}, {@code owner_id} and {@code team_id}.
     *
     * @param alias the table's alias in the query
     */
    public static Condition visible(Scope scope, String alias) {
        return part(scope, Part.BOTH, alias);
    }

    /** The viewer's own, the rest of what they see, or both. */
    public static Condition part(Scope scope, Part part, String alias) {
        Map<String, Object> params = new HashMap<>();
        String sql = inOrganization(scope, alias, params)
                + switch (part) {
                    case MINE -> " AND " + own(scope, alias, params);
                    case TEAM ->
                        " AND NOT coalesce(" + own(scope, alias, params) + ", false) AND " + seen(scope, alias, params);
                    case BOTH -> " AND " + seen(scope, alias, params);
                };
        return new Condition(sql, params);
    }

    /**
     * The part of a named person, as far as the viewer sees it: their own, their team's (strictly below them, or in a
     * team that they lead and not their own), or both.
     *
     * @param personId a person that the viewer may see; nothing they may not see is shown even where that was not checked
     */
    public static Condition part(Scope scope, Part part, String personId, String alias) {
        Map<String, Object> params = new HashMap<>();
        params.put("scope_person", personId);
        String mine = "t.owner_id = :scope_person".replace("t.", alias + ".");
        String team = """
                (t.owner_id IS DISTINCT FROM :scope_person
                 AND (EXISTS (SELECT 1 FROM user_access_matrix pm
                              WHERE pm.organization_id = t.organization_id
                                AND pm.viewer_id = :scope_person AND pm.owner_id = t.owner_id)
                      OR t.team_id IN (SELECT pl.team_id FROM team_leads pl
                                       WHERE pl.organization_id = :scope_organization
                                         AND pl.leader_id = :scope_person)))""".replace(" t.", " " + alias + ".").replace("(t.", "(" + alias + ".");
        String wanted = switch (part) {
            case MINE -> mine;
            case TEAM -> team;
            case BOTH -> "(" + mine + " OR " + team + ")";
        };
        String sql = inOrganization(scope, alias, params) + " AND " + wanted + " AND " + seen(scope, alias, params);
        return new Condition(sql, params);
    }

    private static String inOrganization(Scope scope, String alias, Map<String, Object> params) {
        params.put("scope_organization", scope.organization().value());
        return alias + ".organization_id = :scope_organization";
    }

    private static String own(Scope scope, String alias, Map<String, Object> params) {
        if (scope.viewerId() == null) {
            return "false";
        }
        params.put("scope_viewer", scope.viewerId());
        return alias + ".owner_id = :scope_viewer";
    }

    // Said only as far as it applies: a shorter condition leaves the planner its indexes.
    private static String seen(Scope scope, String alias, Map<String, Object> params) {
        if (scope.all()) {
            return "true";
        }
        StringBuilder any = new StringBuilder("(false");
        if (scope.viewerId() != null) {
            params.put("scope_viewer", scope.viewerId());
            // As an array, read once: PostgreSQL then goes to the few owners by index, also beside the other
            // conditions.
            // With EXISTS under OR it looked at every record of the organisation, whoever asked.
            any.append(" OR ")
                    .append(alias)
                    .append(".owner_id = ANY (ARRAY(SELECT m.owner_id FROM user_access_matrix m")
                    .append(" WHERE m.organization_id = :scope_organization AND m.viewer_id = :scope_viewer")
                    .append(" UNION ALL SELECT CAST(:scope_viewer AS text)))");
        }
        if (!scope.ledTeams().isEmpty()) {
            params.put("scope_teams", scope.ledTeams().toArray(String[]::new));
            any.append(" OR ").append(alias).append(".team_id = ANY(:scope_teams)");
        }
        if (scope.unassigned()) {
            any.append(" OR ").append(alias).append(".owner_id IS NULL");
        }
        return any.append(")").toString();
    }
}
