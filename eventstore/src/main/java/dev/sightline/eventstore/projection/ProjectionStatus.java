package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a projection has come for an organisation. Immutable.
 *
 * @param position the last event applied; 0 for none
 * @param head the log's last position
 * @param asOf when the log took the event at {@code position}; null at 0
 * @param lag since when the oldest event that is not applied waits; zero when there is none
 * @param parked events in the parking lot, followers included
 * @param lastError of this process since its last success; null where all is well
 */
public record ProjectionStatus(
        String projection,
        OrganizationId organization,
        long position,
        long head,
        @Nullable Instant asOf,
        Duration lag,
        long parked,
        @Nullable String lastError) {

    public long lagEvents() {
        return Math.max(0, head - position);
    }
}
