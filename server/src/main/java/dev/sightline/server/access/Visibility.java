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

    /** How rows of the right owners are found; both find the same. */
    public enum Look {
        /** From the owners to their rows, by index: for few people, or where nothing else narrows the search. */
        GATHER,
        /**
         * Row by row along an index in the wanted order, looking each owner up, until there are enough: for viewers who see a good part
         * of all rows and want the first few. Nobody is gathered, and the planner cannot turn it into gathering.
         */
        WALK;

        private static final int MANY = 200;
        private static final int MANY_ROWS = 5_000;

        /** For the first few rows of what somebody sees who has so many people below. */
        public static Look forFirstOf(int reports) {
            return reports >= MANY ? WALK : GATHER;
        }

        /** For the first few of so many rows that are found. */
        public static Look forFirstOfRows(long found) {
            return found >= MANY_ROWS ? WALK : GATHER;
        }
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
        return part(scope, Part.BOTH, alias, Look.GATHER);
    }

    /** As {@link #visible}, for one record that is named beside it: its owner is looked up, and nobody is gathered. */
    public static Condition visibleOne(Scope scope, String alias) {
        return part(scope, Part.BOTH, alias, Look.WALK);
    }

    /** The viewer's own, the rest of what they see, or both. */
    public static Condition part(Scope scope, Part part, String alias, Look look) {
        Map<String, Object> params = new HashMap<>();
        String sql = inOrganization(scope, alias, params)
                + switch (part) {
                    case MINE -> " AND " + own(scope, alias, params);
                    case TEAM ->
                        " AND NOT coalesce(" + own(scope, alias, params) + ", false) AND "
                                + seen(scope, alias, look, params);
                    case BOTH -> " AND " + seen(scope, alias, look, params);
                };
        return new Condition(sql, params);
    }

    /**
     * The part of a named person, as far as the viewer sees it: their own, their team's (strictly below them, or in a
     * team that they lead and not their own), or both.
     *
     * @param personId a person that the viewer may see; nothing they may not see is shown even where that was not checked
     */
    public static Condition part(Scope scope, Part part, String personId, String alias, Look look) {
        Map<String, Object> params = new HashMap<>();
        params.put("scope_person", personId);
        String mine = alias + ".owner_id = :scope_person";
        String both = "(" + atOrBelow("scope_person", alias, look) + " OR " + alias + """
                .team_id = ANY (ARRAY(SELECT pl.team_id FROM team_leads pl
                                      WHERE pl.organization_id = :scope_organization AND pl.leader_id = :scope_person)))""";
        String wanted = switch (part) {
            case MINE -> mine;
            case TEAM -> "(" + alias + ".owner_id IS DISTINCT FROM :scope_person AND " + both + ")";
            case BOTH -> both;
        };
        String sql =
                inOrganization(scope, alias, params) + " AND " + wanted + " AND " + seen(scope, alias, look, params);
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
    private static String seen(Scope scope, String alias, Look look, Map<String, Object> params) {
        if (scope.all()) {
            return "true";
        }
        StringBuilder any = new StringBuilder("(false");
        if (scope.viewerId() != null) {
            params.put("scope_viewer", scope.viewerId());
            any.append(" OR ").append(atOrBelow("scope_viewer", alias, look));
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

    /** Whether the owner is the person that the parameter names, or below them. */
    private static String atOrBelow(String person, String alias, Look look) {
        return switch (look) {
            // As an array, read once: PostgreSQL then goes to the few owners by index, also beside other conditions.
            // With
            // EXISTS under OR it looked at every record of the organisation, whoever asked.
            case GATHER -> """
                    %1$s.owner_id = ANY (ARRAY(SELECT m.owner_id FROM user_access_matrix m
                                               WHERE m.organization_id = :scope_organization AND m.viewer_id = :%2$s
                                               UNION ALL SELECT CAST(:%2$s AS text)))""".formatted(alias, person);
            // LIMIT keeps the planner from making a join of it.
            case WALK -> """
                    (%1$s.owner_id = :%2$s
                     OR (SELECT true FROM user_access_matrix m
                         WHERE m.organization_id = :scope_organization AND m.viewer_id = :%2$s
                           AND m.owner_id = %1$s.owner_id LIMIT 1))""".formatted(alias, person);
        };
    }
}
