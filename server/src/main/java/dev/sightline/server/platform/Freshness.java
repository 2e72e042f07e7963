package dev.sightline.server.platform;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old an answer is; part of every answer that shows data.
 *
 * @param position the last event that the views hold
 * @param asOf when the newest event that the views hold was recorded; null before the first
 * @param lastSyncAt end of the last successful sync
 * @param nextSyncAt when the next one is due; null where none is planned
 * @param syncState {@code idle}, {@code running}, {@code failing} (the last one failed) or {@code never}
 * @param sourceDownSince since when the source does not answer; null while it does
 * @param revision rises when the views change and their position does not: a rebuild, a parked event that was retried. Not shown
 * @param views how far each of the views is, and its revision: equal only where no row of any of them can differ, also of those
 *     that are ahead of {@code position}. For the {@code ETag}; not shown
 */
public record Freshness(
        long position,
        @Nullable Instant asOf,
        @Nullable Instant lastSyncAt,
        @Nullable Instant nextSyncAt,

        @Schema(allowableValues = {"idle", "running", "failing", "never"})
        String syncState,

        boolean sourceAvailable,
        @Nullable Instant sourceDownSince,
        @JsonIgnore long revision,
        @JsonIgnore String views) {}
