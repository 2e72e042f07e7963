package dev.sightline.server.crm.dashboard;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Part;
import dev.sightline.server.platform.Questions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
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

    /** Rows of several teams, viewers and parts are added up by the reader: there are few. */
    private static final String MINE = """
            SELECT 'mine' AS part, x.kind, x.key, %s FROM dashboard_base x
            WHERE x.organization_id = :organization AND x.owner_id = :viewer AND %s
            """.formatted(ADDED, RECENT);

    private static final String OF_VIEWERS = """
            SELECT 'team' AS part, x.kind, x.key, %s FROM dashboard_metrics x
            WHERE x.organization_id = :organization AND x.viewer_id = ANY (:viewers) AND x.part = ANY (:parts) AND %s
            """.formatted(ADDED, RECENT);

    /** Nobody's records in the teams that the person leads. */
    private static final String UNASSIGNED_OF_TEAMS = """
            SELECT 'team' AS part, x.kind, x.key, %s FROM dashboard_base x
            WHERE x.organization_id = :organization AND x.owner_id = '' AND x.team_id = ANY (:teams) AND %s
            GROUP BY x.kind, x.key
            """.formatted(SUMS, RECENT);

    /** What someone else sees as a team's leader, as far as the viewer sees it too. */
    private static final String LED_AND_SEEN = """
            SELECT 'team' AS part, x.kind, x.key, %s FROM dashboard_base x
            JOIN team_leads l ON l.organization_id = x.organization_id AND l.team_id = x.team_id AND l.leader_id = :person
            WHERE x.organization_id = :organization AND x.owner_id <> :person AND %s
              AND NOT EXISTS (SELECT 1 FROM user_access_matrix m
                              WHERE m.organization_id = :organization AND m.viewer_id = :person AND m.owner_id = x.owner_id)
              AND (:all OR x.team_id = ANY (:teams)
                   OR x.owner_id = '' AND :unassigned
                   OR x.owner_id <> '' AND (x.owner_id = :viewer OR EXISTS (
                       SELECT 1 FROM user_access_matrix m
                       WHERE m.organization_id = :organization AND m.viewer_id = :viewer AND m.owner_id = x.owner_id)))
            GROUP BY x.kind, x.key
            """.formatted(SUMS, RECENT);

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
        Question question = question(scope, person, since);
        return both(
                scope,
                person,
                jdbc.sql(question.sql)
                        .params(question.params)
                        .query(ReadSums::row)
                        .list());
    }

    /** The same, among other questions. */
    static Supplier<Both> ask(Questions questions, Scope scope, @Nullable String person, LocalDate since) {
        Question question = question(scope, person, since);
        Supplier<List<Row>> rows = questions.ask(question.sql, question.params, ReadSums::row);
        return () -> both(scope, person, rows.get());
    }

    private record Question(String sql, Map<String, Object> params) {}

    private record Row(String part, String kind, String key, Sums sums) {}

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(row.getString(1), row.getString(2), row.getString(3), sums(row, 4));
    }

    private static Question question(Scope scope, @Nullable String person, LocalDate since) {
        Map<String, Object> params = new LinkedHashMap<>();
        String viewer = scope.viewerId() == null ? "?" : scope.viewerId();
        params.put("organization", scope.organization().value());
        params.put("since", since.toString());
        String sql;
        if (person != null) {
            params.put("person", person);
            params.put("all", scope.all());
            params.put("unassigned", scope.unassigned());
            params.put("viewers", new String[] {person});
            params.put("parts", new String[] {"below"});
            params.put("teams", scope.ledTeams().toArray(String[]::new));
            params.put("viewer", viewer);
            sql = MINE.replace(":viewer", ":person") + " UNION ALL " + OF_VIEWERS + " UNION ALL " + LED_AND_SEEN;
        } else if (scope.all()) {
            params.put("viewer", viewer);
            params.put("viewers", new String[] {"*all"});
            params.put("parts", new String[] {"below"});
            sql = MINE + " UNION ALL " + OF_VIEWERS;
        } else {
            params.put("viewer", viewer);
            params.put("viewers", scope.unassigned() ? new String[] {viewer, "*none"} : new String[] {viewer});
            params.put("parts", new String[] {"below", "led"});
            sql = MINE + " UNION ALL " + OF_VIEWERS;
            if (!scope.unassigned() && !scope.ledTeams().isEmpty()) {
                params.put("teams", scope.ledTeams().toArray(String[]::new));
                sql += " UNION ALL " + UNASSIGNED_OF_TEAMS;
            }
        }
        return new Question(sql, params);
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
