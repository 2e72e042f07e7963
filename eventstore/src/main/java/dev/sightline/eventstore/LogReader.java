package dev.sightline.eventstore;

import dev.sightline.eventstore.NewEvent.EventOrigin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;

/** The query behind every read of the log, and its rows as events. */
final class LogReader {
    private LogReader() {}

    static final String SELECT = """
            SELECT position, stream, version, type, schema_version, event_id, occurred_at, recorded_at,
                   source, source_event_id, correlation_id, causation_id, actor, data
            FROM events
            WHERE organization_id = ? AND position > ? AND position <= ?
            """;

    /** A query of the filter's events in the order of positions; at most {@code limit}. Close it. */
    static PreparedStatement query(Connection transaction, OrganizationId organization, EventFilter filter, long limit)
            throws SQLException {
        StringBuilder sql = new StringBuilder(SELECT);
        if (filter.stream() != null) {
            sql.append(" AND stream = ?");
        }
        boolean unknown = !filter.types().isEmpty() && !filter.knownTypes().isEmpty();
        if (unknown) {
            sql.append(" AND (type = ANY (?) OR type <> ALL (?))");
        } else if (!filter.types().isEmpty()) {
            sql.append(" AND type = ANY (?)");
        }
        if (filter.recordedUpTo() != null) {
            sql.append(" AND position <= (SELECT event_log_position_as_of(?, ?))");
        }
        // Within a stream both orders are one; this one has the index (organisation, stream, version).
        sql.append(filter.stream() != null ? " ORDER BY version" : " ORDER BY position");
        sql.append(" LIMIT ?");
        PreparedStatement query = transaction.prepareStatement(sql.toString());
        try {
            int at = 0;
            query.setInt(++at, organization.value());
            query.setLong(++at, filter.afterPosition());
            query.setLong(++at, filter.upToPosition());
            StreamId stream = filter.stream();
            if (stream != null) {
                query.setString(++at, stream.toString());
            }
            if (!filter.types().isEmpty()) {
                query.setArray(
                        ++at, transaction.createArrayOf("text", filter.types().toArray()));
            }
            if (unknown) {
                query.setArray(
                        ++at,
                        transaction.createArrayOf("text", filter.knownTypes().toArray()));
            }
            Instant recordedUpTo = filter.recordedUpTo();
            if (recordedUpTo != null) {
                query.setInt(++at, organization.value());
                query.setObject(++at, recordedUpTo.atOffset(ZoneOffset.UTC));
            }
            query.setLong(++at, limit);
            return query;
        } catch (SQLException | RuntimeException e) {
            query.close();
            throw e;
        }
    }

    static RecordedEvent event(OrganizationId organization, ResultSet row) throws SQLException {
        EventOrigin origin = new EventOrigin(
                row.getString(9),
                row.getString(10),
                row.getObject(11, UUID.class),
                row.getObject(12, UUID.class),
                row.getString(13));
        NewEvent event = new NewEvent(
                Objects.requireNonNull(row.getObject(6, UUID.class)),
                row.getString(4),
                row.getInt(5),
                instant(row, 7),
                row.getString(14),
                origin);
        return new RecordedEvent(
                organization, row.getLong(1), StreamId.parse(row.getString(2)), row.getLong(3), instant(row, 8), event);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class))
                .toInstant();
    }
}
