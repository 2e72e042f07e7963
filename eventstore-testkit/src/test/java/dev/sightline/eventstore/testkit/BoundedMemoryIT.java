package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A log that is many times larger than the memory of whoever reads or replays it. */
class BoundedMemoryIT {
    private static final int EVENTS = 200_000;
    /** Of each payload: {@code {"text": "…"}} with 640 letters. */
    private static final int CHARACTERS = 652;
    /** Of 130 million characters. */
    private static final String HEAP = "-Xmx32m";

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    @Test
    void two_hundred_thousand_events_are_read_and_replayed_in_thirty_two_megabytes() throws Exception {
        fill();
        Process reader =
                JavaProcess.start(ReadingProcess.class, HEAP, database.jdbcUrl(), database.user(), database.password());
        try (var said = reader.inputReader()) {
            assertThat(said.lines())
                    .containsExactly(
                            "read " + EVENTS + " of " + (long) EVENTS * CHARACTERS,
                            "applied " + EVENTS + " of " + (long) EVENTS * CHARACTERS);
            assertThat(reader.waitFor()).isZero();
        } finally {
            reader.destroyForcibly();
        }
    }

    /** As appends would leave them; by SQL, as this is not about appending. */
    private void fill() throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement owner = connection.createStatement()) {
            owner.execute("""
                    INSERT INTO events (organization_id, position, stream, version, type, schema_version, event_id,
                                        occurred_at, recorded_at, source, data)
                    SELECT 1, n, 'a/' || n %% 1000, 1 + n / 1000, 'x', 1, gen_random_uuid(), now(), now(), 'odoo',
                           ('{"text": "' || repeat(md5(n::text), 20) || '"}')::json
                    FROM generate_series(1, %d) AS n;
                    INSERT INTO event_log_heads VALUES (1, %d, now())
                    """.formatted(EVENTS, EVENTS));
        }
    }
}
