package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * A fold of events into tables that it owns. One worker at a time calls it for an organisation; several organisations
 * run at once, so implementations keep no mutable state between calls except caches keyed by organisation that they can
 * rebuild.
 */
public interface Projection {

    /** Unique and stable: the checkpoint's key. */
    String name();

    /** The exact event types it wants; empty for all. Others advance the checkpoint only. */
    Set<String> eventTypes();

    /**
     * Applies a batch in order. Rows and checkpoint commit together (R3): write through the batch's connection only,
     * never commit. The rows after any split of the log into batches must be the same. An exception rolls the batch
     * back; the engine retries, then finds the poison event by applying events singly and parks its stream (R7).
     */
    void apply(ProjectionBatch batch) throws SQLException;

    /** Deletes all rows of the organisation, for a rebuild from position 1, in the caller's transaction. */
    void reset(Connection transaction, OrganizationId organization) throws SQLException;
}
