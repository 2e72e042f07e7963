package dev.sightline.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.identity.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Whoever sees little is answered from little: a lost index or another form of the condition would read everybody's records. */
class VisibilityPlanIT {
    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    private static final OrganizationId ORGANIZATION = new OrganizationId(1);

    @BeforeAll
    static void manyRecordsOfManyPeople() throws SQLException {
        try (Connection owner = DATABASE.owner().getConnection();
                Statement statement = owner.createStatement()) {
            // Row-level security holds for whoever owns the tables, too.
            statement.execute("SELECT set_config('sightline.organization', '1', false)");
            statement.execute("""
                    INSERT INTO user_access_matrix (organization_id, viewer_id, owner_id, distance)
                    SELECT 1, 'user-' || n, 'user-' || n, 0 FROM generate_series(1, 500) n
                    UNION ALL SELECT 1, 'user-1', 'user-' || n, 1 FROM generate_series(2, 10) n
                    """);
            statement.execute("""
                    INSERT INTO opportunity_view (organization_id, id, name, kind, status, active, owner_id, team_id,
                        expected_revenue, money, amount, probability, created_at, updated_at, tag_ids, search, sort_name, since)
                    SELECT 1, 'odoo-' || n, 'Deal', 'opportunity', 'open', true, 'user-' || (n % 500 + 1),
                        'odoo-' || (n % 40), 100, 'EUR', n, 10, now(), now(), '{}', 'deal', 'deal', current_date
                    FROM generate_series(1, 20000) n
                    """);
            statement.execute("""
                    INSERT INTO user_profiles (organization_id, person_id, name, email, login, active, internal,
                        direct_reports, total_reports, level, sort_name)
                    SELECT 1, 'user-' || n, 'Person', 'p' || n || '@example.com', 'P' || n, true, true, 0, 0, 0, 'person'
                    FROM generate_series(1, 5000) n
                    """);
            statement.execute("ANALYZE opportunity_view, user_access_matrix, user_profiles");
        }
    }

    @Test
    void a_salesperson_is_answered_by_index() throws SQLException {
        assertThat(plan(scope(Role.SALES_REP, "user-7", Set.of())))
                .contains("opportunity_view_owner")
                .doesNotContain("Seq Scan on opportunity_view");
    }

    @Test
    void so_is_a_manager_who_also_leads_a_team_and_sees_what_nobody_owns() throws SQLException {
        assertThat(plan(scope(Role.MANAGER, "user-1", Set.of("odoo-3"))))
                .contains("opportunity_view_owner", "opportunity_view_team")
                .doesNotContain("Seq Scan on opportunity_view");
    }

    @Test
    void the_first_of_what_many_own_are_met_on_the_index_of_the_wanted_order() throws SQLException {
        Condition condition = Visibility.part(
                scope(Role.MANAGER, "user-1", Set.of()), Visibility.Part.BOTH, "o", Visibility.Look.WALK);
        assertThat(plan(
                        "SELECT o.id FROM opportunity_view o WHERE " + condition.sql()
                                + " AND o.status = 'open' ORDER BY o.amount_key DESC, o.id DESC LIMIT 51",
                        condition))
                .contains("Index Scan Backward using opportunity_view_by_amount")
                .doesNotContain("Sort");
    }

    @Test
    void a_signed_in_person_is_found_by_index() throws SQLException {
        Condition nothing = new Condition("true", Map.of());
        assertThat(plan(
                        "SELECT p.person_id FROM user_profiles p WHERE p.organization_id = 1"
                                + " AND (p.email = 'p7@example.com' OR p.login_key = 'p7@example.com')",
                        nothing))
                .contains("user_profiles_email", "user_profiles_login")
                .doesNotContain("Seq Scan");
    }

    private static Scope scope(Role role, String viewer, Set<String> ledTeams) {
        return new Scope(
                ORGANIZATION, new UUID(0, 1), role, viewer, role.seesAll(), role.seesUnassigned(), ledTeams, 0);
    }

    private static String plan(Scope scope) throws SQLException {
        Condition condition = Visibility.visible(scope, "o");
        return plan(
                "SELECT count(*), sum(o.amount) FROM opportunity_view o WHERE " + condition.sql()
                        + " AND o.status = 'open'",
                condition);
    }

    private static String plan(String query, Condition condition) throws SQLException {
        try (Connection connection = DATABASE.application().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('sightline.organization', '1', false)");
            return String.join(
                    "\n",
                    JdbcClient.create(new SingleConnectionDataSource(connection, true))
                            .sql("EXPLAIN " + query)
                            .params(condition.params())
                            .query(String.class)
                            .list());
        }
    }
}
