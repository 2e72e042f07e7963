package dev.sightline.eventstore;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a reader wants. Immutable.
 *
 * @param afterPosition only events behind this position; 0 for all
 * @param upToPosition only events up to this position, inclusive; {@link Long#MAX_VALUE} for all
 * @param types exact event types; empty for all
 * @param knownTypes where types are asked for: also events whose type is none of these; empty for no others
 * @param stream only this stream; null for all
 * @param recordedUpTo only events that the log took at or before this instant; null for all
 */
public record EventFilter(
        long afterPosition,
        long upToPosition,
        Set<String> types,
        Set<String> knownTypes,
        @Nullable StreamId stream,
        @Nullable Instant recordedUpTo) {

    public EventFilter {
        types = Set.copyOf(types);
        knownTypes = Set.copyOf(knownTypes);
    }

    public static EventFilter all() {
        return new EventFilter(0, Long.MAX_VALUE, Set.of(), Set.of(), null, null);
    }

    public EventFilter after(long position) {
        return new EventFilter(position, upToPosition, types, knownTypes, stream, recordedUpTo);
    }

    public EventFilter upTo(long position) {
        return new EventFilter(afterPosition, position, types, knownTypes, stream, recordedUpTo);
    }

    public EventFilter ofTypes(Set<String> wanted) {
        return new EventFilter(afterPosition, upToPosition, wanted, knownTypes, stream, recordedUpTo);
    }

    /** Besides the wanted types, those that are none of these. */
    public EventFilter orUnknownTo(Set<String> known) {
        return new EventFilter(afterPosition, upToPosition, types, known, stream, recordedUpTo);
    }

    public EventFilter ofStream(StreamId wanted) {
        return new EventFilter(afterPosition, upToPosition, types, knownTypes, wanted, recordedUpTo);
    }

    public EventFilter asOf(Instant time) {
        return new EventFilter(afterPosition, upToPosition, types, knownTypes, stream, time);
    }
}
