package dev.sightline.catalog;

import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the stored JSON of one version of an event type into that of the next (R8). Pure: no clock, no look-ups, and the same
 * result for ever, as what it answers is never stored. Thread-safe.
 */
public interface Upcaster {

    /** The event type. */
    String type();

    /** The version that it reads; it answers the next. */
    int from();

    /** May change and return its argument. */
    ObjectNode upcast(ObjectNode data);
}
