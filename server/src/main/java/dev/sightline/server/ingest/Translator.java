package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Turns what a source shows into domain events. Implemented by the features, so that ingest knows none of them. Pure: the
 * same observation and lookups give the same events.
 */
public interface Translator {

    String source();

    /** The source's models that it understands; no two translators share one. */
    Set<String> models();

    /** The events that lead from {@code before} to {@code after}, in order; none where nothing that matters changed. */
    List<Translation> translate(Observation observation, Lookups lookups);

    /** One event for one stream. */
    record Translation(StreamId stream, Instant occurredAt, DomainEvent event) {}
}
