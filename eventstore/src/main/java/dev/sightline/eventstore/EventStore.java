package dev.sightline.eventstore;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The append-only record of each organisation's events. Thread-safe.
 *
 * <p>R1: what {@link #append} answered as appended survives the death of the process and of the database. R2: positions
 * are gapless and in commit order per organisation; a reader at position n has seen everything before n.
 */
public interface EventStore {

    /**
     * Appends all events of all streams, or none. Concurrent calls for one organisation may share a transaction; each
     * gets its own answer.
     *
     * @throws EventStoreException when the database fails
     */
    AppendResult append(OrganizationId organization, List<StreamAppend> appends);

    /**
     * The same within the caller's open transaction, which then holds the organisation's head row until it ends. After a
     * {@link AppendResult.Conflict} the transaction is still usable and nothing was written.
     */
    AppendResult append(Connection transaction, OrganizationId organization, List<StreamAppend> appends)
            throws SQLException;

    /** At most {@code limit} events in the order of positions. */
    List<RecordedEvent> read(OrganizationId organization, EventFilter filter, int limit);

    /** Any number of events in the order of positions, in bounded memory. Close the stream: it holds a connection. */
    Stream<RecordedEvent> stream(OrganizationId organization, EventFilter filter);

    /** The organisation's last position; 0 where there is no event. */
    long lastPosition(OrganizationId organization);

    /** The stream's last version; 0 where there is no such stream. */
    long streamVersion(OrganizationId organization, StreamId stream);
}
