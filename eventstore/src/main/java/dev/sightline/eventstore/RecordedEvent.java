package dev.sightline.eventstore;

import java.time.Instant;

/**
 * An event as the log holds it. Immutable.
 *
 * @param position its number in the organisation's log: 1, 2, 3, … without a gap
 * @param version its number in its stream: 1, 2, 3, …
 * @param recordedAt when the log took it
 */
public record RecordedEvent(
        OrganizationId organization, long position, StreamId stream, long version, Instant recordedAt, NewEvent event) {

    public String type() {
        return event.type();
    }

    public String data() {
        return event.data();
    }
}
