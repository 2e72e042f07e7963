package dev.sightline.server.platform;

import dev.sightline.eventstore.OrganizationId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Implemented by the connector, for whoever has to say how fresh the data are. Thread-safe. */
public interface SyncStatusSource {

    /**
     * @param transaction in a transaction of the organisation
     * @return how its sync stands; takes at most one query
     */
    SyncStatus of(OrganizationId organization, JdbcClient transaction);
}
