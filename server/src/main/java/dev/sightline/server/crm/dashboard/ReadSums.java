package dev.sightline.server.crm.dashboard;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Part;
import dev.sightline.server.platform.Questions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the sums of what a viewer sees, in one statement. */
public final class ReadSums {
    private static final String ADDED =
            "x.open_count, x.open_amount, x.open_weighted, x.won_count, x.won_amount, x.won_days, x.lost_count";

    private static final String SUMS = Stream.of(ADDED.split(", "))
            .map(column -> "sum(" + column + ") AS " + column.substring(2))
            .collect(Collectors.joining(", "));

    /** All of kind {@code stage}, which sorts behind {@code day}: one stretch of the primary key. */
    private static final String RECENT = " (x.kind, x.key) >= ('day', :since) ";

    private static final String MINE =
            "FROM dashboard_base x WHERE x.organization_id = :organization AND x.owner_id = :viewer AND ";

    private static final String OF_VIEWERS =
            "FROM dashboard_metrics x WHERE x.organization_id = :organization AND x.viewer_id = ANY (:viewers)"
                    + " AND x.part = ANY (:parts) AND ";

    /** Nobody's records in the teams that the person leads. */
    private static final String UNASSIGNED_OF_TEAMS =
            "FROM dashboard_base x WHERE x.organization_id = :organization AND x.owner_id = '' AND x.team_id = ANY (:teams) AND ";

    /** What someone else sees as a team's leader, as far as the viewer sees it too. */
    private static final String LED_AND_SEEN = """
            FROM dashboard_base x
            JOIN team_leads l ON l.organization_id = x.organization_id AND l.team_id = x.team_id AND l.leader_id = :person
            WHERE x.organization_id = :organization AND x.owner_id <> :person
              AND NOT EXISTS (SELECT 1 FROM user_access_matrix m
                              WHERE m.organization_id = :organization AND m.viewer_id = :person AND m.owner_id = x.owner_id)
              AND (:all OR x.team_id = ANY (:teams)
                   OR x.owner_id = '' AND :unassigned
                   OR x.owner_id <> '' AND (x.owner_id = :viewer OR EXISTS (
                       SELECT 1 FROM user_access_matrix m
                       WHERE m.organization_id = :organization AND m.viewer_id = :viewer AND m.owner_id = x.owner_id)))
              AND \
            """;

    private ReadSums() {}

    /** What is the person's own, and what else is seen; no record is in both. */
    public record Both(DashboardSums mine, DashboardSums team) {
        public DashboardSums of(Part part) {
            return switch (part) {
                case MINE -> mine;
                case TEAM -> team;
                case BOTH -> mine.plus(team);
            };
        }
    }

    /**
     * @param person a person whom the viewer sees; null for the viewer
     * @param since the first day whose changes are wanted
     */
    public static Both read(JdbcClient jdbc, Scope scope, @Nullable String person, LocalDate since) {
        Question question = person == null ? ofViewer(scope).sums() : ofPerson(scope, person);
        question.params.put("since", since.toString());
        return both(
                scope,
                person,
                jdbc.sql(question.sql)
                        .params(question.params)
                        .query(ReadSums::row)
                        .list());
    }

    /** The same, among other questions. */
    static Supplier<Both> ask(Questions questions, Scope scope, String person, LocalDate since) {
        Question question = ofPerson(scope, person);
        question.params.put("since", since.toString());
        Supplier<List<Row>> rows = questions.ask(question.sql, question.params, ReadSums::row);
        return () -> both(scope, person, rows.get());
    }

    /**
     * The viewer's, unless nothing has changed since.
     *
     * @param known the {@code changes} of an earlier answer; null for none
     */
    static Supplier<Changed> ask(Questions questions, Scope scope, LocalDate since, @Nullable String known) {
        Branches branches = ofViewer(scope);
        Question sums = branches.sums();
        Question changes = branches.changes();
        // The rest is not begun where the filter, which does not depend on a row, is false.
        String sql = "WITH " + changes.sql
                + " SELECT 'change', now, '', 0, 0, 0, 0, 0, 0, 0 FROM changes UNION ALL SELECT * FROM (" + sums.sql
                + ") s WHERE " + UNKNOWN;
        Map<String, @Nullable Object> params = new HashMap<>(sums.params);
        params.put("since", since.toString());
        params.put("known", known);
        Supplier<List<Row>> rows = questions.ask(sql, params, ReadSums::row);
        return () -> {
            List<Row> found = rows.get();
            String now = found.getFirst().kind;
            return new Changed(now, now.equals(known) ? null : both(scope, null, found.subList(1, found.size())));
        };
    }

    /**
     * @param changes equal whenever the same events make the sums, the ranking and all that is kept of the same owners; see
     *     {@link FigureChanges}
     * @param sums null where the changes are those that were known
     */
    record Changed(String changes, @Nullable Both sums) {}

    /** What lets a statement answer nothing where {@code :known} are the changes; behind {@link #changes}. */
    static final String UNKNOWN = "(SELECT now FROM changes) IS DISTINCT FROM CAST(:known AS text)";

    /** The common table expression {@code changes}: what has been added to all that the viewer sees. */
    static Question changes(Scope scope) {
        return ofViewer(scope).changes();
    }

    record Question(String sql, Map<String, Object> params) {}

    /** Where the rows of the viewer's own part are, where the others are, and what their conditions need. */
    private record Branches(String mine, List<String> others, Map<String, Object> params) {
        Question sums() {
            return new Question(
                    Stream.concat(Stream.of(rows("mine", mine)), others.stream().map(other -> rows("team", other)))
                            .collect(Collectors.joining(" UNION ALL ")),
                    params);
        }

        Question changes() {
            String rows = Stream.concat(Stream.of(mine), others.stream())
                    .map(from -> "SELECT x.open_amount AS one, x.won_amount AS two " + from + "x.kind = 'change'")
                    .collect(Collectors.joining(" UNION ALL "));
            return new Question(
                    "changes AS MATERIALIZED (SELECT coalesce(sum(c.one) || ' ' || sum(c.two), '') AS now FROM (" + rows
                            + ") c)",
                    params);
        }

        /** Rows of several teams, viewers and parts are added up by the reader where there are few. */
        private static String rows(String part, String from) {
            boolean many = from.equals(UNASSIGNED_OF_TEAMS) || from.equals(LED_AND_SEEN);
            return "SELECT '" + part + "' AS part, x.kind, x.key, " + (many ? SUMS : ADDED) + " " + from + RECENT
                    + (many ? "GROUP BY x.kind, x.key" : "");
        }
    }

    private record Row(String part, String kind, String key, Sums sums) {}

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(row.getString(1), row.getString(2), row.getString(3), sums(row, 4));
    }

    private static Branches ofViewer(Scope scope) {
        Map<String, Object> params = new LinkedHashMap<>();
        String viewer = viewer(scope);
        List<String> others = new ArrayList<>(List.of(OF_VIEWERS));
        params.put("organization", scope.organization().value());
        params.put("viewer", viewer);
        if (scope.all()) {
            params.put("viewers", new String[] {"*all"});
            params.put("parts", new String[] {"below"});
        } else {
            params.put("viewers", scope.unassigned() ? new String[] {viewer, "*none"} : new String[] {viewer});
            params.put("parts", new String[] {"below", "led"});
            if (!scope.unassigned() && !scope.ledTeams().isEmpty()) {
                params.put("teams", scope.ledTeams().toArray(String[]::new));
                others.add(UNASSIGNED_OF_TEAMS);
            }
        }
        return new Branches(MINE, others, params);
    }

    private static Question ofPerson(Scope scope, String person) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("organization", scope.organization().value());
        params.put("person", person);
        params.put("all", scope.all());
        params.put("unassigned", scope.unassigned());
        params.put("viewers", new String[] {person});
        params.put("parts", new String[] {"below"});
        params.put("teams", scope.ledTeams().toArray(String[]::new));
        params.put("viewer", viewer(scope));
        return new Branches(MINE.replace(":viewer", ":person"), List.of(OF_VIEWERS, LED_AND_SEEN), params).sums();
    }

    private static String viewer(Scope scope) {
        return scope.viewerId() == null ? "?" : scope.viewerId();
    }

    private static Both both(Scope scope, @Nullable String person, List<Row> rows) {
        DashboardSums mine = new DashboardSums();
        DashboardSums team = new DashboardSums();
        for (Row row : rows) {
            (row.part.equals("mine") ? mine : team).add(row.kind, row.key, row.sums);
        }
        // The whole organisation holds the viewer's own too.
        return new Both(mine, person == null && scope.all() ? team.minus(mine) : team);
    }

    /** From seven columns in the order of {@link Sums}, by number: a dashboard reads some hundred rows. */
    static Sums sums(ResultSet row, int first) throws SQLException {
        return new Sums(
                row.getLong(first),
                row.getBigDecimal(first + 1),
                row.getBigDecimal(first + 2),
                row.getLong(first + 3),
                row.getBigDecimal(first + 4),
                row.getBigDecimal(first + 5),
                row.getLong(first + 6));
    }
}
