package dev.sightline.eventstore.testkit;

import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events for tests in which their content does not matter. Stateless. */
public final class TestEvents {
    public static final Instant OCCURRED = Instant.parse("2026-11-20T10:15:30.123456Z");

    private TestEvents() {}

    /** An event without a source event id. */
    public static NewEvent event(String type, String data) {
        return event(type, data, null);
    }

    /** An event of source {@code odoo} that is recorded once. */
    public static NewEvent event(String type, String data, @Nullable String sourceEventId) {
        return new NewEvent(
                UUID.randomUUID(), type, 1, OCCURRED, data, new EventOrigin("odoo", sourceEventId, null, null, null));
    }

    public static StreamAppend append(String stream, ExpectedVersion expected, NewEvent... events) {
        return new StreamAppend(StreamId.parse(stream), expected, List.of(events));
    }

    public static StreamAppend append(String stream, NewEvent... events) {
        return append(stream, ExpectedVersion.any(), events);
    }
}
