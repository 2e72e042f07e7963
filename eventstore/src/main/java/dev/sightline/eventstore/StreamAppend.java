package dev.sightline.eventstore;

import java.util.List;

/** Events for one stream with the version that the writer expects there. Immutable; {@code events} is not empty. */
public record StreamAppend(StreamId stream, ExpectedVersion expected, List<NewEvent> events) {
    public StreamAppend {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("an append to " + stream + " holds no event");
        }
    }
}
