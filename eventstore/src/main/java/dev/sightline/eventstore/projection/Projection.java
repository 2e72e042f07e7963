package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * A fold of events into tables that it owns. One worker at a time calls it for an organisation and an {@link Edition}; several
 * run at once, on rows at different positions, so implementations remember nothing between calls.
 */
public interface Projection {

    /** Unique and stable: the checkpoint's key. Lower-case letters, digits and underscores where editions are wanted. */
    String name();

    /** The exact event types it wants; empty for all. Others advance the checkpoint only. */
    Set<String> eventTypes();

    /**
     * The tables that it owns: no one else writes them, and {@link #apply} and {@link #reset} name them without a schema. With
     * them it can be rebuilt side by side ({@link Editions}) and shown as of a past position ({@link AsOf}); each then needs a
     * column {@code organization_id}. Empty where neither is wanted.
     */
    default List<String> tables() {
        return List.of();
    }

    /**
     * Raise it when the same events shall give other rows. A process works at a next edition of its own version alone, so that an
     * old process beside it does not put old rows in; the others it keeps up to date as well as it can.
     */
    default int version() {
        return 1;
    }

    /**
     * False where applying has effects outside the tables (mail, webhooks): it then begins at the head of the log when it is first
     * seen, and can be neither rebuilt nor shown as of a past position, so that no effect that is recorded ever happens again. It is
     * handed one event at a time, and the same one again after an attempt that failed.
     */
    default boolean replayable() {
        return true;
    }

    /**
     * Applies a batch in order. Rows and checkpoint commit together (R3): write through the batch's connection only,
     * never commit. The rows after any split of the log into batches must be the same. An exception rolls the batch
     * back; the engine retries, then finds the poison event by applying events singly and parks its stream (R7).
     */
    void apply(ProjectionBatch batch) throws SQLException;

    /** Deletes all rows of the organisation, for a rebuild from position 1, in the caller's transaction. */
    void reset(Connection transaction, OrganizationId organization) throws SQLException;
}
