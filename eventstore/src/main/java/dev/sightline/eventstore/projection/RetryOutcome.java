package dev.sightline.eventstore.projection;

import org.jspecify.annotations.Nullable;

/**
 * What came of trying a parked stream again. Immutable.
 *
 * @param applied events that left the parking lot by being applied
 * @param left events of the stream still parked
 * @param error why the first of those cannot be applied; null when none is left
 */
public record RetryOutcome(int applied, int left, @Nullable String error) {}
