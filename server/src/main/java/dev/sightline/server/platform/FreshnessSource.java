package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;
import java.time.Duration;
import java.util.function.Supplier;

/** Knows how far the views and the sync are. Thread-safe. */
public interface FreshnessSource {

    /** Cheap: at most one query. Ask it before the views are read, so that they are never older than it says. */
    Freshness of(OrganizationId organization);

    /** The same among other questions, in the snapshot that they are answered from. */
    Supplier<Freshness> ask(OrganizationId organization, Questions questions);

    /**
     * Waits until the views hold {@code position}, at most as long as told.
     *
     * @return whether they do
     */
    boolean await(OrganizationId organization, long position, Duration atMost);
}
