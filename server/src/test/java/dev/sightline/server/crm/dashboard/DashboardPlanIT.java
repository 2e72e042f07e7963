package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Part;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Questions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.Month;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A dashboard is read from few rows, with plans made without knowing who asks: what a lost index would turn into a scan. */
class DashboardPlanIT {
    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

    @BeforeAll
    static void sumsOfManyPeople() throws SQLException {
        try (Connection owner = DATABASE.owner().getConnection();
                Statement statement = owner.createStatement()) {
            // Row-level security holds for whoever owns the tables, too.
            statement.execute("SELECT set_config('sightline.organization', '1', false)");
            statement.execute("""
                    INSERT INTO user_access_matrix (organization_id, viewer_id, owner_id, distance)
                    SELECT 1, 'user-' || n, 'user-' || n, 0 FROM generate_series(1, 3000) n
                    UNION ALL SELECT 1, 'user-1', 'user-' || n, 1 FROM generate_series(2, 600) n
                    -- Most of the table is others'.
                    UNION ALL SELECT 1, 'user-' || n, 'user-' || n + k, 1
                        FROM generate_series(601, 3000) n, generate_series(1, 20) k
                    """);
            statement.execute("""
                    INSERT INTO team_leads (organization_id, team_id, leader_id, name)
                    SELECT 1, 'odoo-' || n, 'user-' || n, 'Team' FROM generate_series(1, 60) n
                    """);
            statement.execute("""
                    INSERT INTO dashboard_people (organization_id, owner_id, team_id, period, open_count, open_amount,
                        open_weighted, won_count, won_amount, won_days, lost_count)
                    SELECT 1, 'user-' || n, team, period, 1, n, n, 1, n, 1, 1
                    FROM generate_series(1, 3000) n,
                        LATERAL (VALUES ('*'), ('odoo-' || (n % 60 + 1)), ('odoo-' || (n % 7 + 1))) t (team),
                        LATERAL (VALUES ('open'), ('quarter 2026-10-01'), ('month 2026-10-01'), ('month 2026-11-01')) p (period)
                    ON CONFLICT DO NOTHING
                    """);
            for (String table : List.of("dashboard_base", "dashboard_metrics")) {
                statement.execute("""
                        INSERT INTO %s (organization_id, %s, kind, key, open_count, open_amount, open_weighted, won_count,
                            won_amount, won_days, lost_count)
                        SELECT 1, 'user-' || n, %s, 'day', (DATE '2026-01-01' + day)::text, 1, 1, 1, 1, 1, 1, 1
                        FROM generate_series(1, 300) n, generate_series(0, 300) day
                        """.formatted(
                                table,
                                table.equals("dashboard_base") ? "owner_id, team_id" : "viewer_id, part",
                                table.equals("dashboard_base") ? "'odoo-' || (n + day) % 60" : "'below'"));
            }
            statement.execute("VACUUM ANALYZE");
        }
    }

    @Test
    void sums_are_one_stretch_of_an_index_each() throws SQLException {
        String plan = plan(questions -> ReadSums.ask(questions, scope(Set.of()), TODAY.minusDays(90), null));

        assertThat(plan)
                .contains("dashboard_base_pkey", "dashboard_metrics_pkey", "ROW(kind, key)")
                .doesNotContain("Seq Scan", "Bitmap", "Sort");
    }

    @Test
    void where_nothing_was_added_sums_and_ranking_are_not_begun() throws SQLException {
        Scope scope = scope(Set.of("odoo-1"));

        String sums = plan(questions -> ReadSums.ask(questions, scope, TODAY.minusDays(90), "1.0000 2.0000"));
        String ranking =
                plan(questions -> TopPerformers.ask(questions, scope, both(), 5_000, quarter(), "1.0000 2.0000"));

        assertThat(sums).contains("One-Time Filter").doesNotContain("Seq Scan");
        assertThat(ranking).contains("One-Time Filter").doesNotContain("Seq Scan on dashboard_people");
    }

    @Test
    void the_best_of_many_are_met_on_the_index_of_the_ranking() throws SQLException {
        assertThat(plan(questions -> TopPerformers.ask(questions, scope(Set.of()), both(), 5_000, quarter(), null)))
                .contains("Index Only Scan using dashboard_people_rank")
                .doesNotContain("Seq Scan on dashboard_people", "Seq Scan on user_access_matrix");
    }

    @Test
    void some_hundred_people_are_remembered_while_the_ranking_is_walked() throws SQLException {
        assertThat(plan(questions -> TopPerformers.ask(questions, scope(Set.of()), both(), 300, quarter(), null)))
                .contains("Index Only Scan using dashboard_people_rank", "hashed SubPlan")
                .doesNotContain("Seq Scan on dashboard_people", "Seq Scan on user_access_matrix");
    }

    @Test
    void a_teams_people_are_found_by_the_team() throws SQLException {
        assertThat(plan(questions ->
                        TopPerformers.ask(questions, scope(Set.of("odoo-1")), both(), 5_000, quarter(), null)))
                .contains("Index Only Scan using dashboard_people_team")
                .doesNotContain("Seq Scan on dashboard_people");
    }

    private static Whose both() {
        return new Whose(Part.BOTH, null);
    }

    private static Period quarter() {
        return Period.quarterOf(TODAY, Month.JANUARY);
    }

    private static Scope scope(Set<String> ledTeams) {
        return new Scope(new OrganizationId(1), new UUID(0, 1), Role.SALES_REP, "user-1", false, false, ledTeams, 600);
    }

    /** The plan of the one question asked, made as a trip makes it. */
    private static String plan(Consumer<Questions> question) throws SQLException {
        try (Connection connection = DATABASE.application().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('sightline.organization', '1', false)");
            statement.execute("SET plan_cache_mode = force_generic_plan");
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            StringBuilder plan = new StringBuilder();
            question.accept(new Questions() {
                @Override
                public <T> Supplier<List<T>> ask(
                        String query, Map<String, ? extends @Nullable Object> named, RowMapper<T> mapper) {
                    jdbc.sql("EXPLAIN " + query)
                            .params(named)
                            .query(String.class)
                            .list()
                            .forEach(line -> plan.append(line).append('\n'));
                    return List::of;
                }
            });
            return plan.toString();
        }
    }
}
