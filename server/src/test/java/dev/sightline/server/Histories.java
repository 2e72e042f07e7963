package dev.sightline.server;

import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamAppend;
import java.util.List;

/** Generated histories on their way into a log. */
public final class Histories {
    private Histories() {}

    /** As a log records them anew: one append each, in their order. */
    public static List<StreamAppend> appends(List<RecordedEvent> history) {
        return history.stream()
                .map(event -> new StreamAppend(event.stream(), ExpectedVersion.any(), List.of(event.event())))
                .toList();
    }
}
