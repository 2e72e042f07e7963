package dev.sightline.server.ingest;

import dev.sightline.eventstore.OrganizationId;
import java.util.List;
import java.util.UUID;

/** The one door into the event log for what sources report. Thread-safe. */
public interface Ingest {

    /**
     * Translates and appends within the caller's transaction (see {@code OrganizationTransactions}), so that snapshots,
     * events and cursor commit together (R6). An observation that its translator cannot take is left out and named in the
     * outcome; the others go on. An observation of a kind that no translator knows yields nothing.
     *
     * @param correlationId the sync job or request
     */
    Outcome record(OrganizationId organization, UUID correlationId, Lookups lookups, List<Observation> observations);

    /** Whether any translator takes records of this kind. */
    boolean understands(String source, String model);

    /**
     * @param appended does not count what was already recorded
     * @param lastPosition the organisation's last position; 0 where nothing followed from the observations
     * @param untranslated the observations that their translator could not take, in the order given
     */
    record Outcome(int appended, long lastPosition, List<Untranslated> untranslated) {
        public Outcome {
            untranslated = List.copyOf(untranslated);
        }
    }

    /** {@code reason} names the kind of fault and holds nothing of the record's content. */
    record Untranslated(Observation observation, String reason) {}
}
