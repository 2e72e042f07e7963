package dev.sightline.eventstore.secret;

import dev.sightline.eventstore.EventStoreException;

/** An envelope that does not open: altered, moved from its place, or of a master key that is not there. Shows no secret. */
public class UnreadableSecret extends EventStoreException {
    UnreadableSecret(String message) {
        super(message);
    }
}
