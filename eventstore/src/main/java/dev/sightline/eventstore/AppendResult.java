package dev.sightline.eventstore;

import java.util.List;

/** How an append ended. A refusal is a value; a fault is thrown. */
public sealed interface AppendResult {

    /**
     * All events stand in the log.
     *
     * @param events one entry per event, in the order given
     * @param lastPosition the organisation's last position after this append (also when everything was already recorded)
     */
    record Appended(List<Recorded> events, long lastPosition) implements AppendResult {}

    /**
     * Nothing was appended: a stream is not at the expected version.
     *
     * @param actualVersion 0 where the stream does not exist
     */
    record Conflict(StreamId stream, ExpectedVersion expected, long actualVersion) implements AppendResult {}

    /** Where an event stands; {@code alreadyRecorded} when an earlier append with the same source event id put it there. */
    record Recorded(long position, long version, boolean alreadyRecorded) {}
}
