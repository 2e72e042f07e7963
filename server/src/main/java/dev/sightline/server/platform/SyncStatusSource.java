package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;

/** Implemented by the connector, for whoever has to say how fresh the data are. Thread-safe. */
public interface SyncStatusSource {

    /**
     * @return how its sync stands; mostly from memory
     */
    SyncStatus of(OrganizationId organization);
}
