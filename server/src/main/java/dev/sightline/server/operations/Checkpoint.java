package dev.sightline.server.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How far a projection is, and when the event there was recorded.
 *
 * @param revision of all projections, summed up
 * @param views position and revision of each projection
 */
record Checkpoint(long position, @Nullable Instant recordedAt, long revision, String views) {
    static final Checkpoint NONE = new Checkpoint(0, null, 0, "");

    static Checkpoint map(ResultSet row, int number) throws SQLException {
        OffsetDateTime recorded = row.getObject("recorded_at", OffsetDateTime.class);
        return new Checkpoint(
                row.getLong("position"),
                recorded == null ? null : recorded.toInstant(),
                row.getLong("revision"),
                row.getString("views"));
    }
}
