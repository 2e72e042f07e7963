package dev.sightline.server.ingest;

import dev.sightline.eventstore.OrganizationId;
import java.util.List;
import java.util.UUID;

/** The one door into the event log for what sources report. */
public interface Ingest {

    /**
     * Translates and appends within the caller's transaction (see {@code OrganizationTransactions}), so that snapshots,
     * events and cursor commit together (R6).
     *
     * @param correlationId the sync job or request
     * @return how many events were appended, and the organisation's last position
     */
    Outcome record(OrganizationId organization, UUID correlationId, Lookups lookups, List<Observation> observations);

    /** {@code appended} does not count what was already recorded. */
    record Outcome(int appended, long lastPosition) {}
}
