package dev.sightline.server.odoo;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How fresh what was read from Odoo is. Thread-safe, and cheap: answered from memory. */
public interface SyncStatus {

    SyncFreshness freshness(OrganizationId organization);

    /**
     * @param connected whether an Odoo is set for the organisation at all
     * @param state {@code idle}, {@code running}, {@code failing} (the last one failed) or {@code never}
     * @param lastSyncAt end of the last successful sync
     * @param nextSyncAt when the next one is due; null where none is planned
     * @param available whether Odoo answered when last asked
     * @param downSince since when it does not
     */
    record SyncFreshness(
            boolean connected,
            String state,
            @Nullable Instant lastSyncAt,
            @Nullable Instant nextSyncAt,
            boolean available,
            @Nullable Instant downSince) {}
}
