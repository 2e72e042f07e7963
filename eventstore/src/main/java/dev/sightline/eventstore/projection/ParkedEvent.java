package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the parking lot. Immutable.
 *
 * @param attempts how often it was tried alone
 * @param errorClass null where it only waits behind an earlier event of its stream
 * @param errorMessage of the last attempt; may quote data of the event
 */
public record ParkedEvent(
        long position,
        StreamId stream,
        Instant parkedAt,
        int attempts,
        @Nullable String errorClass,
        @Nullable String errorMessage) {}
