package dev.sightline.bench.log;

import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.StreamAppend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

/**
 * One transaction for each event, as good as it gets: one statement in auto-commit, so one round trip, that takes the next position,
 * checks the version and writes the row, in a table like {@code events}. By the owner, whom row-level security does not hold, and
 * nobody is notified. Thread-safe.
 */
final class OneRoundTrip {
    private static final String APPEND = """
            WITH head AS (
                INSERT INTO event_log_heads AS h (organization_id, last_position, last_recorded_at)
                SELECT ?, 1, ?
                WHERE ? = 0 OR EXISTS (SELECT FROM events WHERE organization_id = ? AND stream = ? AND version = ?)
                ON CONFLICT (organization_id) DO UPDATE
                SET last_position = h.last_position + 1,
                    last_recorded_at = greatest(h.last_recorded_at, EXCLUDED.last_recorded_at)
                RETURNING h.organization_id, h.last_position, h.last_recorded_at
            )
            INSERT INTO events (
                organization_id, position, recorded_at, stream, version, type, schema_version, event_id, occurred_at,
                source, source_event_id, correlation_id, causation_id, actor, data)
            SELECT head.organization_id, head.last_position, head.last_recorded_at, ?, ?, ?, ?, ?, ?, ?, ?,
                   ?::uuid, ?::uuid, ?, ?::json
            FROM head
            """;

    private final DataSource owner;

    OneRoundTrip(DataSource owner) {
        this.owner = owner;
    }

    /** An append of one event; false where the stream is not where its writer thinks. */
    boolean append(int organization, List<StreamAppend> appends, Instant now) throws SQLException {
        StreamAppend append = appends.getFirst();
        NewEvent event = append.events().getFirst();
        String stream = append.stream().toString();
        long version = SampleEvents.versionBefore(append);
        try (Connection connection = owner.getConnection();
                PreparedStatement insert = connection.prepareStatement(APPEND)) {
            int at = 0;
            insert.setInt(++at, organization);
            insert.setObject(++at, now.atOffset(ZoneOffset.UTC));
            insert.setLong(++at, version);
            insert.setInt(++at, organization);
            insert.setString(++at, stream);
            insert.setLong(++at, version);
            insert.setString(++at, stream);
            insert.setLong(++at, version + 1);
            insert.setString(++at, event.type());
            insert.setInt(++at, event.schemaVersion());
            insert.setObject(++at, event.id());
            insert.setObject(++at, event.occurredAt().atOffset(ZoneOffset.UTC));
            insert.setString(++at, event.origin().source());
            insert.setString(++at, event.origin().sourceEventId());
            insert.setObject(++at, event.origin().correlationId(), Types.OTHER);
            insert.setObject(++at, event.origin().causationId(), Types.OTHER);
            insert.setString(++at, event.origin().actor());
            insert.setString(++at, event.data());
            return insert.executeUpdate() == 1;
        }
    }
}
