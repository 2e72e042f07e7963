package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Where a projection stands, in one query. */
final class StatusQuery {
    private static final String SQL =
            """
            SELECT coalesce(checkpoint.position, 0), coalesce(head.last_position, 0), checkpoint.recorded_at,
                   %s,
                   (SELECT count(*) FROM parked_events
                    WHERE organization_id = asked.organization AND projection = asked.projection AND state = 'parked')
            FROM (VALUES (?, ?)) AS asked (organization, projection)
            LEFT JOIN event_log_heads head ON head.organization_id = asked.organization
            LEFT JOIN projection_checkpoints checkpoint
                ON checkpoint.organization_id = asked.organization AND checkpoint.projection = asked.projection
            """.formatted(Checkpoints.recordedAt("asked.organization", "coalesce(checkpoint.position, 0) + 1"));

    private StatusQuery() {}

    static ProjectionStatus run(
            Connection transaction,
            String projection,
            OrganizationId organization,
            Instant now,
            @Nullable String lastError)
            throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(SQL)) {
            select.setInt(1, organization.value());
            select.setString(2, projection);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                Instant oldestWaiting = instant(row, 4);
                Duration lag = oldestWaiting == null || oldestWaiting.isAfter(now)
                        ? Duration.ZERO
                        : Duration.between(oldestWaiting, now);
                return new ProjectionStatus(
                        projection,
                        organization,
                        row.getLong(1),
                        row.getLong(2),
                        instant(row, 3),
                        lag,
                        row.getLong(5),
                        lastError);
            }
        }
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
