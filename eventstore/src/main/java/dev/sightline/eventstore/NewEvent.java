package dev.sightline.eventstore;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event about to be appended. Immutable.
 *
 * @param id unique for ever
 * @param type {@code area.entity.happened}
 * @param schemaVersion version of the shape of {@code data}, from 1
 * @param occurredAt when it happened at the source
 * @param data the payload, one JSON object, stored to the letter
 * @param origin where it came from
 */
public record NewEvent(UUID id, String type, int schemaVersion, Instant occurredAt, String data, EventOrigin origin) {

    /**
     * Where an event came from.
     *
     * @param source {@code odoo}, {@code kafka:service}, {@code http:client}, {@code command} or {@code import}
     * @param sourceEventId the source's own name of this event, unique within the source of the organisation; an event
     *     with the same pair is recorded once. Null: never deduplicated
     * @param correlationId ties together what one request or sync job caused
     * @param causationId the event that led to this one
     * @param actor the person who caused it, where known
     */
    public record EventOrigin(
            String source,
            @Nullable String sourceEventId,
            @Nullable UUID correlationId,
            @Nullable UUID causationId,
            @Nullable String actor) {}
}
