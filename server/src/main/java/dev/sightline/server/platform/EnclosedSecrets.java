package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;

/**
 * A place where secrets lie enclosed with a master key: a bean of the room that owns it, so that a change of the key reaches it.
 * Thread-safe.
 */
public interface EnclosedSecrets {

    /** What they are, for people and in the plural, such as {@code client secrets of sign-in providers}. */
    String what();

    /**
     * Encloses with the current master key what is enclosed with one before it: some hundred at a time, each time in a transaction of
     * its own. What does not open is left as it is. Whatever kills it in the middle, calling it again goes on.
     */
    void reenclose(OrganizationId organization, Renewals renewals);
}
