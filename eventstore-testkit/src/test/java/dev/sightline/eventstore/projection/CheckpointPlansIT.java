package dev.sightline.eventstore.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One event of an organisation is found by one look, also where the planner has not heard of the organisation yet. */
class CheckpointPlansIT {
    private static final OrganizationId OLDER = new OrganizationId(1);
    private static final OrganizationId NEWER = new OrganizationId(9);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh();

    @BeforeAll
    static void fill() throws SQLException {
        try (Connection connection = DATABASE.owner().getConnection();
                Statement statement = connection.createStatement()) {
            for (int organization : List.of(OLDER.value(), NEWER.value())) {
                statement.execute("""
                        INSERT INTO event_log_heads VALUES (%1$d, 20000, now());
                        INSERT INTO events (organization_id, position, stream, version, type, schema_version, event_id,
                                            occurred_at, recorded_at, source, source_event_id, data)
                        SELECT %1$d, p, 'a/' || p %% 500, 1 + p / 500, 'type', 1, gen_random_uuid(), now(), now(),
                               'odoo', 's' || p, '{}'
                        FROM generate_series(1, 20000) AS p
                        """.formatted(organization));
                if (organization == OLDER.value()) {
                    statement.execute("ANALYZE");
                }
            }
        }
    }

    @Test
    void the_moment_of_a_position_is_read_by_the_primary_key() throws SQLException {
        assertThat(plan(OLDER, "10000")).contains("events_pkey").doesNotContain("events_stream");
        assertThat(plan(NEWER, "10000")).contains("events_pkey").doesNotContain("events_stream");
        assertThat(plan(NEWER, "0 + 1")).contains("events_pkey").doesNotContain("events_stream");
    }

    private static String plan(OrganizationId organization, String position) throws SQLException {
        return OrganizationTransaction.run(DATABASE.application(), organization, transaction -> {
            try (Statement explain = transaction.createStatement();
                    ResultSet rows = explain.executeQuery(
                            "EXPLAIN SELECT " + Checkpoints.recordedAt(organization.toString(), position))) {
                List<String> lines = new ArrayList<>();
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
                return String.join("\n", lines);
            }
        });
    }
}
