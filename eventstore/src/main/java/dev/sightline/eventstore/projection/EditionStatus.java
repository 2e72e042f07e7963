package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an edition stands. Immutable.
 *
 * @param version of the projection's code that began it
 * @param since when it was begun, or ceased to serve
 * @param outdated it can only be dropped, and is emptied: its tables have other columns than the serving ones, or nobody has worked at it
 *     for long, as those that run are of other versions
 * @param otherVersion it is a next edition that another version of the projection's code began: this program adds nothing to it
 * @param eventsPerSecond over all organisations, since the look before this one; since the beginning at the first look
 * @param left the time that is left at this pace; null where nothing moves and something is left
 */
public record EditionStatus(
        String projection,
        Edition edition,
        int version,
        Instant since,
        boolean outdated,
        boolean otherVersion,
        List<Standing> organizations,
        double eventsPerSecond,
        @Nullable Duration left) {

    /** @param parked events in the edition's parking lot, followers included */
    public record Standing(OrganizationId organization, long position, long head, long parked) {
        public long lagEvents() {
            return Math.max(0, head - position);
        }
    }

    public EditionStatus {
        organizations = List.copyOf(organizations);
    }

    /** Whether it is near enough for a switch, which brings up the rest where that is this program's to do. */
    public boolean ready() {
        return !outdated && lagEvents() <= (otherVersion ? 0 : EditionSwitch.CATCH_UP);
    }

    /** Over all organisations. */
    public long lagEvents() {
        return organizations.stream().mapToLong(Standing::lagEvents).sum();
    }
}
