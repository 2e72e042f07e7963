package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.Checkpoints.Surroundings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One projection's work for one organisation, a transaction at a time: the checkpoint is locked first, and rows, parked
 * events and checkpoint commit together (R3). Thread-safe: callers, in this process or another, take turns at the lock.
 */
final class BatchApplication {
    /** How far to look at once for events of wanted types, when few of the log's are. */
    private static final int WINDOW = 20_000;

    private final DataSource database;
    private final Projection projection;
    private final OrganizationId organization;
    private final int batchSize;
    private final Duration longestPause;

    BatchApplication(DataSource database, Projection projection, OrganizationId organization, EngineSettings settings) {
        this.database = database;
        this.projection = projection;
        this.organization = organization;
        this.batchSize = settings.batchSize();
        this.longestPause = settings.longestPause();
    }

    /** Where the projection and the log stand after a step. */
    record Step(long position, long head) {
        boolean atHead() {
            return position >= head;
        }
    }

    /**
     * Applies the next batch.
     *
     * @param singly one event at a time, parking those that fail
     */
    Step apply(boolean singly) throws SQLException {
        return OrganizationTransaction.run(database, organization, transaction -> {
            long position = Checkpoints.lock(transaction, projection.name(), organization, longestPause);
            Surroundings surroundings = Checkpoints.begin(transaction, projection.name(), organization);
            if (position >= surroundings.head()) {
                return new Step(position, surroundings.head());
            }
            long upTo = Math.min(surroundings.head(), position + Math.max(WINDOW, batchSize));
            EventFilter wanted = EventFilter.all().after(position).upTo(upTo).ofTypes(projection.eventTypes());
            List<RecordedEvent> events = PostgresEventStore.read(transaction, organization, wanted, batchSize);
            long reached = events.size() < batchSize ? upTo : events.getLast().position();
            ParkingLot lot = new ParkingLot(transaction, projection.name(), organization);
            List<RecordedEvent> free =
                    surroundings.somethingParked() ? parkFollowers(lot, events, position, reached) : events;
            if (singly) {
                applySingly(transaction, lot, free);
            } else if (!free.isEmpty()) {
                projection.apply(new ProjectionBatch(organization, transaction, free));
            }
            Checkpoints.move(transaction, projection.name(), organization, reached);
            return new Step(reached, surroundings.head());
        });
    }

    /** The events that may be applied; those behind a parked event of their stream are parked too. */
    private static List<RecordedEvent> parkFollowers(ParkingLot lot, List<RecordedEvent> events, long after, long upTo)
            throws SQLException {
        Set<StreamId> blocked = lot.parkedStreams(events);
        Set<Long> discarded = lot.discarded(after, upTo);
        List<RecordedEvent> free = new ArrayList<>();
        for (RecordedEvent event : events) {
            if (discarded.contains(event.position())) {
                continue;
            }
            if (blocked.contains(event.stream())) {
                lot.park(event, null);
            } else {
                free.add(event);
            }
        }
        return free;
    }

    private void applySingly(Connection transaction, ParkingLot lot, List<RecordedEvent> events) throws SQLException {
        Set<StreamId> blocked = new java.util.HashSet<>();
        for (RecordedEvent event : events) {
            if (blocked.contains(event.stream())) {
                lot.park(event, null);
                continue;
            }
            Exception fault = tryOne(transaction, event);
            if (fault != null) {
                lot.park(event, fault);
                blocked.add(event.stream());
            }
        }
    }

    /** The event's fault, after which the transaction is as it was before; null when it was applied. */
    private @Nullable Exception tryOne(Connection transaction, RecordedEvent event) throws SQLException {
        Savepoint before = transaction.setSavepoint();
        try {
            projection.apply(new ProjectionBatch(organization, transaction, List.of(event)));
            transaction.releaseSavepoint(before);
            return null;
        } catch (SQLException | RuntimeException fault) {
            if (Faults.isAboutTheServer(fault)) {
                throw fault;
            }
            transaction.rollback(before);
            transaction.releaseSavepoint(before);
            return fault;
        }
    }

    /** Tries a parked stream again from its first event, in order, until one fails. */
    RetryOutcome retry(StreamId stream) throws SQLException {
        return inTurn((transaction, lot) -> retry(transaction, lot, stream));
    }

    /** Drops the first parked event of the stream for good, then tries the rest. */
    RetryOutcome discard(StreamId stream, String reason) throws SQLException {
        return inTurn((transaction, lot) -> {
            List<ParkedEvent> parked = lot.parked(stream);
            if (!parked.isEmpty()) {
                lot.discard(parked.getFirst().position(), reason);
            }
            return retry(transaction, lot, stream);
        });
    }

    private RetryOutcome retry(Connection transaction, ParkingLot lot, StreamId stream) throws SQLException {
        List<ParkedEvent> parked = lot.parked(stream);
        int applied = 0;
        for (ParkedEvent waiting : parked) {
            EventFilter itself = EventFilter.all().after(waiting.position() - 1).upTo(waiting.position());
            RecordedEvent event = PostgresEventStore.read(transaction, organization, itself, 1)
                    .getFirst();
            Exception fault = tryOne(transaction, event);
            if (fault != null) {
                lot.failedAgain(waiting.position(), fault);
                return new RetryOutcome(applied, parked.size() - applied, Faults.describe(fault));
            }
            lot.release(waiting.position());
            applied++;
        }
        return new RetryOutcome(applied, 0, null);
    }

    /** Empties the tables and starts over; what follows are ordinary batches, so a rebuild that is killed goes on. */
    void restart() throws SQLException {
        inTurn((transaction, lot) -> {
            projection.reset(transaction, organization);
            lot.clear();
            Checkpoints.move(transaction, projection.name(), organization, 0);
            return 0;
        });
    }

    List<ParkedEvent> parked() throws SQLException {
        return OrganizationTransaction.run(
                database,
                organization,
                transaction -> new ParkingLot(transaction, projection.name(), organization).parked(null));
    }

    private <T> T inTurn(Turn<T> turn) throws SQLException {
        return OrganizationTransaction.run(database, organization, transaction -> {
            Checkpoints.lock(transaction, projection.name(), organization, longestPause);
            return turn.run(transaction, new ParkingLot(transaction, projection.name(), organization));
        });
    }

    @FunctionalInterface
    private interface Turn<T> {
        T run(Connection transaction, ParkingLot lot) throws SQLException;
    }
}
