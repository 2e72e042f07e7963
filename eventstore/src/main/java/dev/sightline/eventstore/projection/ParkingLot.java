package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code parked_events} of one projection and organisation (R7). Each call within a transaction that entered
 * the organisation and holds the checkpoint.
 */
final class ParkingLot {
    private static final int LONGEST_MESSAGE = 4_000;

    private final Connection transaction;
    /** The edition's name, which parked events go by. */
    private final String checkpoint;
    /** The projection's, which discarded ones go by, as that is decided for all editions. */
    private final String projection;

    private final OrganizationId organization;

    ParkingLot(Connection transaction, String projection, Edition edition, OrganizationId organization) {
        this.transaction = transaction;
        this.checkpoint = edition.checkpointOf(projection);
        this.projection = projection;
        this.organization = organization;
    }

    /** Those of the events' streams that have a parked event. */
    Set<StreamId> parkedStreams(List<RecordedEvent> events) throws SQLException {
        String sql = """
                SELECT DISTINCT stream FROM parked_events
                WHERE organization_id = ? AND projection = ? AND state = 'parked' AND stream = ANY (?)
                """;
        Set<StreamId> streams = new HashSet<>();
        try (PreparedStatement select = prepare(sql)) {
            select.setArray(
                    3,
                    transaction.createArrayOf(
                            "text",
                            events.stream()
                                    .map(event -> event.stream().toString())
                                    .distinct()
                                    .toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    streams.add(StreamId.parse(rows.getString(1)));
                }
            }
        }
        return streams;
    }

    /** Positions in the range that an administrator decided never to apply. */
    Set<Long> discarded(long after, long upTo) throws SQLException {
        String sql = """
                SELECT position FROM parked_events
                WHERE organization_id = ? AND projection = ? AND state = 'discarded' AND position > ? AND position <= ?
                """;
        Set<Long> positions = new HashSet<>();
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setInt(1, organization.value());
            select.setString(2, projection);
            select.setLong(3, after);
            select.setLong(4, upTo);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    positions.add(rows.getLong(1));
                }
            }
        }
        return positions;
    }

    /** @param fault null for an event that waits behind an earlier one of its stream */
    void park(RecordedEvent event, @Nullable Throwable fault) throws SQLException {
        String sql = """
                INSERT INTO parked_events (organization_id, projection, position, stream, state, parked_at, attempts,
                                           error_class, error_message)
                VALUES (?, ?, ?, ?, 'parked', clock_timestamp(), ?, ?, ?)
                """;
        try (PreparedStatement insert = prepare(sql)) {
            insert.setLong(3, event.position());
            insert.setString(4, event.stream().toString());
            insert.setInt(5, fault == null ? 0 : 1);
            insert.setString(6, errorClass(fault));
            insert.setString(7, errorMessage(fault));
            insert.executeUpdate();
        }
    }

    void failedAgain(long position, Throwable fault) throws SQLException {
        String sql = """
                UPDATE parked_events SET attempts = attempts + 1, error_class = ?, error_message = ?
                WHERE organization_id = ? AND projection = ? AND position = ?
                """;
        try (PreparedStatement update = transaction.prepareStatement(sql)) {
            update.setString(1, errorClass(fault));
            update.setString(2, errorMessage(fault));
            update.setInt(3, organization.value());
            update.setString(4, checkpoint);
            update.setLong(5, position);
            update.executeUpdate();
        }
    }

    /** They wait no longer. */
    void release(List<Long> positions) throws SQLException {
        String sql = """
                DELETE FROM parked_events
                WHERE organization_id = ? AND projection = ? AND state = 'parked' AND position = ANY (?)
                """;
        try (PreparedStatement delete = prepare(sql)) {
            delete.setArray(3, transaction.createArrayOf("bigint", positions.toArray()));
            delete.executeUpdate();
        }
    }

    /** Moves a parked event to the discarded. */
    void discard(ParkedEvent event, String reason, String by) throws SQLException {
        release(List.of(event.position()));
        String sql = """
                INSERT INTO parked_events (organization_id, projection, position, stream, state, parked_at, attempts,
                                           error_class, error_message, discarded_at, discard_reason, discarded_by)
                VALUES (?, ?, ?, ?, 'discarded', ?, ?, ?, ?, clock_timestamp(), ?, ?)
                ON CONFLICT (organization_id, projection, position) DO UPDATE
                SET state = 'discarded', discarded_at = EXCLUDED.discarded_at, discard_reason = EXCLUDED.discard_reason,
                    discarded_by = EXCLUDED.discarded_by
                """;
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            insert.setInt(1, organization.value());
            insert.setString(2, projection);
            insert.setLong(3, event.position());
            insert.setString(4, event.stream().toString());
            insert.setObject(5, event.parkedAt().atOffset(ZoneOffset.UTC));
            insert.setInt(6, event.attempts());
            insert.setString(7, event.errorClass());
            insert.setString(8, event.errorMessage());
            insert.setString(9, reason);
            insert.setString(10, by);
            insert.executeUpdate();
        }
    }

    /** Before a rebuild: every event is tried anew, except the discarded. */
    void clear() throws SQLException {
        try (PreparedStatement delete = prepare(
                "DELETE FROM parked_events WHERE organization_id = ? AND projection = ? AND state = 'parked'")) {
            delete.executeUpdate();
        }
    }

    /** Those behind a position, in order; of one stream, or of all where it is null. */
    List<ParkedEvent> parked(@Nullable StreamId stream, long after, int limit) throws SQLException {
        String sql = """
                SELECT position, stream, parked_at, attempts, error_class, error_message, 0 FROM parked_events
                WHERE organization_id = ? AND projection = ? AND state = 'parked' AND position > ?
                  AND stream = coalesce(?, stream)
                ORDER BY position LIMIT ?
                """;
        try (PreparedStatement select = prepare(sql)) {
            select.setLong(3, after);
            select.setString(4, stream == null ? null : stream.toString());
            select.setInt(5, limit);
            return rows(select, (event, waiting) -> event);
        }
    }

    /** The first parked event of each stream, where behind a position, in order. */
    List<ParkedStream> streams(long after, int limit) throws SQLException {
        String sql = """
                SELECT position, stream, parked_at, attempts, error_class, error_message,
                       (SELECT count(*) FROM parked_events e
                        WHERE e.organization_id = p.organization_id AND e.projection = p.projection
                          AND e.stream = p.stream AND e.state = 'parked')
                FROM parked_events p
                WHERE organization_id = ? AND projection = ? AND state = 'parked' AND position > ?
                  AND NOT EXISTS (SELECT FROM parked_events e
                                  WHERE e.organization_id = p.organization_id AND e.projection = p.projection
                                    AND e.stream = p.stream AND e.state = 'parked' AND e.position < p.position)
                ORDER BY position LIMIT ?
                """;
        try (PreparedStatement select = prepare(sql)) {
            select.setLong(3, after);
            select.setInt(4, limit);
            return rows(select, ParkedStream::new);
        }
    }

    int count(StreamId stream) throws SQLException {
        String sql = """
                SELECT count(*) FROM parked_events
                WHERE organization_id = ? AND projection = ? AND state = 'parked' AND stream = ?
                """;
        try (PreparedStatement select = prepare(sql)) {
            select.setString(3, stream.toString());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static <T> List<T> rows(PreparedStatement select, Shape<T> shape) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ParkedEvent event = new ParkedEvent(
                        rows.getLong(1),
                        StreamId.parse(rows.getString(2)),
                        Objects.requireNonNull(rows.getObject(3, OffsetDateTime.class))
                                .toInstant(),
                        rows.getInt(4),
                        rows.getString(5),
                        rows.getString(6));
                found.add(shape.of(event, rows.getLong(7)));
            }
        }
        return found;
    }

    @FunctionalInterface
    private interface Shape<T> {
        T of(ParkedEvent event, long waiting);
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = transaction.prepareStatement(sql);
        statement.setInt(1, organization.value());
        statement.setString(2, checkpoint);
        return statement;
    }

    private static @Nullable String errorClass(@Nullable Throwable fault) {
        return fault == null ? null : fault.getClass().getName();
    }

    private static @Nullable String errorMessage(@Nullable Throwable fault) {
        if (fault == null) {
            return null;
        }
        // PostgreSQL takes no NUL, and an exception may quote one.
        String message = String.valueOf(fault.getMessage()).replace("\0", "");
        return message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
    }
}
