package dev.sightline.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGStatement;

/** The log is read through its indexes, in their order, also under row-level security. */
class QueryPlansIT {
    private static final OrganizationId ORGANIZATION = new OrganizationId(2);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh();

    @BeforeAll
    static void fill() throws SQLException {
        try (Connection connection = DATABASE.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO event_log_heads SELECT o, 20000, now() FROM generate_series(1, 3) AS o;
                    INSERT INTO events (organization_id, position, stream, version, type, schema_version, event_id,
                                        occurred_at, recorded_at, source, source_event_id, data)
                    SELECT o, p, 'a/' || p % 500, 1 + p / 500, 'type-' || p % 20, 1, gen_random_uuid(), now(), now(),
                           'odoo', 's' || p, '{}'
                    FROM generate_series(1, 3) AS o, generate_series(1, 20000) AS p;
                    ANALYZE events
                    """);
        }
    }

    @Test
    void by_position() throws SQLException {
        assertThat(plan(EventFilter.all().after(10_000), 500))
                .contains("Index Scan using events_pkey")
                .doesNotContain("Sort", "Seq Scan");
    }

    @Test
    void by_position_of_wanted_types() throws SQLException {
        assertThat(plan(EventFilter.all().after(10_000).upTo(15_000).ofTypes(Set.of("type-1", "type-2")), 500))
                .contains("Index Scan")
                .doesNotContain("Seq Scan");
    }

    @Test
    void by_stream() throws SQLException {
        assertThat(plan(EventFilter.all().ofStream(StreamId.parse("a/7")), 500))
                .contains("Index Scan using events_stream")
                .doesNotContain("Sort", "Seq Scan");
    }

    @Test
    void as_of_a_time() throws SQLException {
        assertThat(plan(EventFilter.all().asOf(Instant.EPOCH), 500))
                .contains("Index Scan using events_pkey")
                .doesNotContain("Sort", "Seq Scan");
    }

    private static String plan(EventFilter filter, int limit) throws SQLException {
        return OrganizationTransaction.run(DATABASE.application(), ORGANIZATION, transaction -> {
            try (PreparedStatement query = LogReader.query(transaction, ORGANIZATION, filter, limit);
                    Statement explain = transaction.createStatement();
                    // The driver shows a prepared statement as SQL with its values.
                    ResultSet rows = explain.executeQuery("EXPLAIN " + query.unwrap(PGStatement.class))) {
                List<String> lines = new ArrayList<>();
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
                return String.join("\n", lines);
            }
        });
    }
}
