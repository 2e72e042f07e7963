package dev.sightline.eventstore.projection;

/**
 * A stream that waits in the parking lot. Immutable.
 *
 * @param first the event that stopped it
 * @param waiting how many of its events are parked, that one included
 */
public record ParkedStream(ParkedEvent first, long waiting) {}
