package dev.sightline.server.crm.dashboard;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Part;
import dev.sightline.server.crm.dashboard.Dashboard.Performer;
import dev.sightline.server.crm.dashboard.ReadSums.Question;
import dev.sightline.server.crm.lists.Amounts;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Questions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The people in scope by won revenue, then by pipeline value. Of few people all are looked up. Of many, only the best few by either can be
 * among the best by both, so both are read from the end of an index until there are enough who are in scope.
 */
final class TopPerformers {
    private static final int HOW_MANY = 5;

    private static final String BEST = """
            (SELECT x.owner_id FROM dashboard_people x
             WHERE x.organization_id = :organization AND x.period = %1$s AND x.team_id = '*' AND x.rank_key > 0 AND %2$s
             ORDER BY x.rank_key DESC FETCH FIRST %3$d ROWS WITH TIES)
            """;

    /**
     * Everyone below in all their records; others in the teams that the subject leads with those records alone. Names are looked up
     * for those shown.
     */
    private static final String RANKED = """
            WITH %4$s best AS (%1$s),
            figures AS (
                SELECT b.owner_id, coalesce(w.won_amount, 0) AS won_amount, coalesce(w.won_count, 0) AS won_count,
                       coalesce(o.open_amount, 0) AS open_amount
                FROM best b
                LEFT JOIN dashboard_people w ON w.organization_id = :organization AND w.owner_id = b.owner_id
                                                AND w.period = :period AND w.team_id = '*'
                LEFT JOIN dashboard_people o ON o.organization_id = :organization AND o.owner_id = b.owner_id
                                                AND o.period = 'open' AND o.team_id = '*'
                %2$s),
            ranked AS (
                SELECT f.* FROM figures f
                WHERE f.won_amount > 0 OR f.open_amount > 0
                ORDER BY f.won_amount DESC, f.open_amount DESC, f.owner_id LIMIT %3$d)
            SELECT r.owner_id, p.name, p.job_title, r.won_amount, r.won_count, r.open_amount
            FROM ranked r
            LEFT JOIN user_profiles p ON p.organization_id = :organization AND p.person_id = r.owner_id
            %5$s
            ORDER BY r.won_amount DESC, r.open_amount DESC, r.owner_id
            """;

    /** Only the best few are looked up among those below, and not the whole team. */
    private static final String LED = """
            UNION ALL (
            SELECT c.owner_id, c.won_amount, c.won_count, c.open_amount
            FROM (
                SELECT x.owner_id, sum(x.won_amount) AS won_amount, sum(x.won_count) AS won_count,
                       sum(x.open_amount) AS open_amount
                FROM dashboard_people x
                JOIN team_leads l ON l.organization_id = x.organization_id AND l.team_id = x.team_id
                                     AND l.leader_id = :subject
                WHERE x.organization_id = :organization AND x.period = ANY (:periods) AND x.owner_id <> :subject
                  AND x.team_id <> '*'
                  AND (:seen OR x.team_id = ANY (:teams) OR x.owner_id = :viewer
                       OR EXISTS (SELECT 1 FROM user_access_matrix m
                                  WHERE m.organization_id = :organization AND m.viewer_id = :viewer
                                    AND m.owner_id = x.owner_id))
                GROUP BY x.owner_id
                ORDER BY won_amount DESC, open_amount DESC, x.owner_id OFFSET 0) c
            WHERE (SELECT true FROM user_access_matrix m
                   WHERE m.organization_id = :organization AND m.viewer_id = :subject AND m.owner_id = c.owner_id
                   LIMIT 1) IS NULL
            ORDER BY c.won_amount DESC, c.open_amount DESC, c.owner_id LIMIT %1$d)
            """;

    /** How many people below are looked up one by one; of more, the ranking is walked. */
    private static final int EACH = 60;
    /** How many people below are worth remembering for the walk; of more, the walk meets enough soon. */
    private static final int REMEMBERED = 1_500;

    private TopPerformers() {}

    /**
     * @param reports how many people there are below the subject, about: decides about the way to the answer, not about the answer
     * @param known the changes ({@link ReadSums#changes}) at which the viewer's answer is known already, and is not wanted again; null for none
     */
    static Supplier<List<Performer>> ask(
            Questions questions, Scope scope, Whose whose, int reports, Period period, @Nullable String known) {
        boolean everyone = scope.all() && whose.person() == null;
        String viewer = scope.viewerId() == null ? "?" : scope.viewerId();
        String subject = whose.person() == null ? viewer : whose.person();
        Map<String, @Nullable Object> params = new HashMap<>();
        String changes = "";
        if (known != null) {
            Question asked = ReadSums.changes(scope);
            changes = asked.sql() + ",";
            params.putAll(asked.params());
            params.put("known", known);
        }
        params.put("organization", scope.organization().value());
        params.put("period", Comparison.peopleKey(period));
        String best = best(whose.part(), everyone, reports);
        if (best.contains(":subject")) {
            params.put("subject", subject);
        }
        // A leader who sees everybody has these people already.
        boolean led = !everyone
                && whose.part() != Part.MINE
                && (whose.person() != null || !scope.ledTeams().isEmpty());
        if (led) {
            params.put("subject", subject);
            params.put("viewer", viewer);
            params.put("periods", ofOneTeam(period));
            params.put("seen", scope.all());
            params.put("teams", scope.ledTeams().toArray(String[]::new));
        }
        return questions.ask(
                RANKED.formatted(
                        best,
                        led ? LED.formatted(HOW_MANY) : "",
                        HOW_MANY,
                        changes,
                        known == null ? "" : "WHERE " + ReadSums.UNKNOWN),
                params,
                (row, number) -> new Performer(
                        row.getString("owner_id"),
                        row.getString("name") == null ? row.getString("owner_id") : row.getString("name"),
                        row.getString("job_title"),
                        Amounts.of(row.getBigDecimal("won_amount")),
                        row.getLong("won_count"),
                        Amounts.of(row.getBigDecimal("open_amount"))));
    }

    /** Those of an earlier answer by what they are called now. */
    static Supplier<List<Performer>> askNames(Questions questions, Scope scope, List<Performer> known) {
        Supplier<List<Name>> named = questions.ask(
                """
                SELECT person_id, name, job_title FROM user_profiles
                WHERE organization_id = :organization AND person_id = ANY (:people)
                """,
                Map.of(
                        "organization",
                        scope.organization().value(),
                        "people",
                        known.stream().map(Performer::userId).toArray(String[]::new)),
                (row, number) ->
                        new Name(row.getString("person_id"), row.getString("name"), row.getString("job_title")));
        return () -> {
            Map<String, Name> names = new HashMap<>();
            named.get().forEach(each -> names.put(each.personId, each));
            return known.stream()
                    .map(each -> called(each, names.get(each.userId())))
                    .toList();
        };
    }

    private record Name(
            String personId,
            @Nullable String name,
            @Nullable String jobTitle) {}

    private static Performer called(Performer performer, @Nullable Name name) {
        return new Performer(
                performer.userId(),
                name == null || name.name == null ? performer.userId() : name.name,
                name == null ? null : name.jobTitle,
                performer.wonAmount(),
                performer.wonCount(),
                performer.pipeline());
    }

    /** What is open now, and what was closed in the months of the period: what is kept of a person in one team. */
    static String[] ofOneTeam(Period period) {
        return Stream.concat(
                        Stream.of(FigureChanges.OPEN),
                        period.from()
                                .datesUntil(period.until(), java.time.Period.ofMonths(1))
                                .map(FigureChanges::monthOf))
                .toArray(String[]::new);
    }

    /** The people among whom are the best, and perhaps others. */
    private static String best(Part part, boolean everyone, int reports) {
        if (part == Part.MINE) {
            return "SELECT CAST(:subject AS text) AS owner_id";
        }
        if (everyone) {
            return best(part == Part.TEAM ? "x.owner_id <> :subject" : "true");
        }
        String below = "FROM user_access_matrix m WHERE m.organization_id = :organization AND m.viewer_id = :subject"
                + (part == Part.TEAM ? " AND m.distance > 0" : "");
        if (reports < EACH) {
            return "SELECT m.owner_id " + below;
        }
        return reports < REMEMBERED
                // Not as a join, which would look up each: coalesce has the planner keep them in a hash table.
                ? best("coalesce(x.owner_id IN (SELECT m.owner_id " + below + "), false)")
                // LIMIT keeps the planner from making a join of it.
                : best("(SELECT true " + below + " AND m.owner_id = x.owner_id LIMIT 1)");
    }

    private static String best(String among) {
        return BEST.formatted(":period", among, HOW_MANY) + " UNION " + BEST.formatted("'open'", among, HOW_MANY);
    }
}
