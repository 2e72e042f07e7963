package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.Checkpoints.Surroundings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One projection's work for one organisation and edition, a transaction at a time: the checkpoint is locked first, and rows,
 * parked events and checkpoint commit together (R3). Thread-safe: callers, in this process or another, take turns at the lock.
 */
final class BatchApplication {
    /** Behind by this many events, what a plan costs is little beside what a wrong one does. */
    private static final int WORTH_PLANNING = 100;

    /** Of a transaction of its own. In one of a caller's the log may end where others do not see it yet. */
    private static final long NO_LIMIT = Long.MAX_VALUE;

    /** Of this process. Whoever has not come for their batch by then has lost the turn to another process. */
    private static final ReadAhead AHEAD = new ReadAhead(Duration.ofMinutes(1));

    private final DataSource database;
    private final Projection projection;
    private final Edition edition;
    private final String checkpoint;
    private final OrganizationId organization;
    private final int batchSize;
    private final Duration longestPause;
    private final BatchReader reader;

    BatchApplication(
            DataSource database,
            Projection projection,
            Edition edition,
            OrganizationId organization,
            EngineSettings settings) {
        this.database = database;
        this.projection = projection;
        this.edition = edition;
        this.checkpoint = edition.checkpointOf(projection.name());
        this.organization = organization;
        this.batchSize = settings.batchSize();
        this.longestPause = settings.longestPause();
        this.reader = new BatchReader(projection, organization, settings.knownEvents());
    }

    Projection projection() {
        return projection;
    }

    OrganizationId organization() {
        return organization;
    }

    /**
     * Where the projection and the log stand after a step.
     *
     * @param newer which event, the next, is left to a newer program; null for none
     */
    record Step(long position, long head, @Nullable String newer) {
        Step(long position, long head) {
            this(position, head, null);
        }

        boolean atHead() {
            return position >= head;
        }
    }

    /**
     * Applies the next batch.
     *
     * @throws EditionGone when the edition is there no more
     */
    Step apply() throws SQLException {
        return inTransaction(transaction -> next(transaction, lock(transaction), Pace.FULL, NO_LIMIT));
    }

    /**
     * The same where nobody else is at it; waits for nobody, and so keeps no connection from others meanwhile.
     *
     * @return null where somebody else is
     */
    @Nullable
    Step applyIfFree(Pace pace) throws SQLException {
        Step step = stepIfFree(pace);
        if (step == null && insertCheckpoint()) {
            return stepIfFree(pace);
        }
        return step;
    }

    private @Nullable Step stepIfFree(Pace pace) throws SQLException {
        return inTransaction(transaction -> {
                    Long position = Checkpoints.lockFree(transaction, checkpoint, organization, longestPause);
                    if (position == null) {
                        return Optional.<Step>empty();
                    }
                    holdEdition(transaction);
                    return Optional.of(next(transaction, position, pace, NO_LIMIT));
                })
                .orElse(null);
    }

    /** Whether there was none. In a transaction of its own, so that nobody waits for the first batch. */
    private boolean insertCheckpoint() throws SQLException {
        return inTransaction(transaction -> {
            if (!projection.replayable()) {
                Checkpoints.beginAtHeads(transaction, projection.name());
            }
            boolean inserted = Checkpoints.insert(transaction, checkpoint, organization);
            holdEdition(transaction);
            return inserted;
        });
    }

    /**
     * Applies up to a position within the caller's transaction, which has entered the organisation, and where a batch fails parks
     * what fails in it. Leaves the edition's schema in the transaction's search path.
     */
    void applyUpTo(Connection transaction, long limit) throws SQLException {
        enter(transaction);
        long position = lock(transaction);
        while (position < limit) {
            Savepoint before = transaction.setSavepoint();
            Step step;
            try {
                step = next(transaction, lock(transaction), Pace.FULL, limit);
            } catch (SQLException | RuntimeException | StackOverflowError | AssertionError fault) {
                if (Faults.isAboutTheServer(fault)) {
                    throw fault;
                }
                transaction.rollback(before);
                step = next(transaction, lock(transaction), Pace.SINGLY, limit);
            }
            transaction.releaseSavepoint(before);
            if (step.newer() != null) {
                throw new NewerEvent(step.newer());
            }
            if (step.position() == position) {
                return; // the log is shorter
            }
            position = step.position();
        }
    }

    /** The same in a transaction of its own. */
    void applyUpTo(long limit) throws SQLException {
        OrganizationTransaction.run(database, organization, transaction -> {
            applyUpTo(transaction, limit);
            return limit;
        });
    }

    /** @param position of the checkpoint, which is locked */
    private Step next(Connection transaction, long position, Pace pace, long limit) throws SQLException {
        Surroundings surroundings = Checkpoints.begin(transaction, checkpoint, organization, !projection.replayable());
        long end = Math.min(surroundings.head(), limit);
        if (position >= end) {
            return new Step(position, surroundings.head());
        }
        if (end - position >= WORTH_PLANNING) {
            planAfresh(transaction);
        }
        int most = most(pace, end - position);
        BatchReader.Found found = read(transaction, position, end, most);
        if (limit == NO_LIMIT
                && most == Pace.largest(batchSize)
                && most == most(pace, end - found.reached())
                && found.newer() == null) {
            AHEAD.begin(this, found.reached(), wanted -> readAlone(found.reached(), end, most, wanted));
        }
        List<RecordedEvent> events = found.events();
        long reached = found.reached();
        ParkingLot lot = lot(transaction);
        List<RecordedEvent> free =
                surroundings.somethingParked() ? parkFollowers(lot, events, position, reached) : events;
        if (pace.singly()) {
            applySingly(transaction, lot, free);
        } else if (!free.isEmpty()) {
            projection.apply(new ProjectionBatch(organization, transaction, free));
        }
        if (reached > position) {
            Checkpoints.move(transaction, checkpoint, organization, reached);
        }
        return new Step(reached, surroundings.head(), found.newer());
    }

    private BatchReader.Found read(Connection transaction, long position, long end, int most) throws SQLException {
        // While it is waited for, the transaction makes a pause.
        BatchReader.Found ahead =
                most == Pace.largest(batchSize) ? AHEAD.take(this, position, end, longestPause.dividedBy(2)) : null;
        return ahead == null ? reader.read(transaction, position, end, most) : ahead;
    }

    private BatchReader.@Nullable Found readAlone(long position, long end, int most, BooleanSupplier wanted)
            throws SQLException {
        return OrganizationTransaction.run(database, organization, transaction -> {
                    if (!wanted.getAsBoolean()) {
                        return Optional.<BatchReader.Found>empty();
                    }
                    planAfresh(transaction);
                    return Optional.of(reader.read(transaction, position, end, most));
                })
                .orElse(null);
    }

    private int most(Pace pace, long behind) {
        // What cannot be repeated is not tried again together with others because one of them failed.
        return projection.replayable() ? pace.most(batchSize, behind) : 1;
    }

    /**
     * For the rest of the transaction. A connection keeps the plan of a statement that it has run a few times; one made while the
     * tables were empty reads them whole for each batch, until somebody counts their rows again.
     */
    private static void planAfresh(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("SET LOCAL plan_cache_mode = force_custom_plan");
        }
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
        Set<StreamId> blocked = new HashSet<>();
        for (RecordedEvent event : events) {
            if (blocked.contains(event.stream())) {
                lot.park(event, null);
                continue;
            }
            Throwable fault = attempt(transaction, List.of(event));
            if (fault != null) {
                lot.park(event, fault);
                blocked.add(event.stream());
            }
        }
    }

    /** The fault, after which the transaction is as it was before; null when the events were applied. */
    @Nullable
    Throwable attempt(Connection transaction, List<RecordedEvent> events) throws SQLException {
        Savepoint before = transaction.setSavepoint();
        try {
            projection.apply(new ProjectionBatch(organization, transaction, events));
            transaction.releaseSavepoint(before);
            return null;
        } catch (SQLException | RuntimeException | StackOverflowError | AssertionError fault) {
            if (Faults.isAboutTheServer(fault)) {
                throw fault;
            }
            transaction.rollback(before);
            transaction.releaseSavepoint(before);
            return fault;
        }
    }

    /** Empties the tables and starts over; what follows are ordinary batches, so a rebuild that is killed goes on. */
    void restart() throws SQLException {
        inTurn((transaction, lot) -> {
            projection.reset(transaction, organization);
            lot.clear();
            Checkpoints.move(transaction, checkpoint, organization, 0);
            revise(transaction);
            // This process may end before it has begun again, and for those at the head there is nothing new.
            Wakeups.tellAll(transaction, organization);
            return 0;
        });
    }

    /** The rows changed and the position did not. In turn. */
    void revise(Connection transaction) throws SQLException {
        Checkpoints.revise(transaction, checkpoint, organization);
    }

    /** Looks without taking turns. */
    <T> T looking(Turn<T> look) throws SQLException {
        return OrganizationTransaction.run(
                database, organization, transaction -> look.run(transaction, lot(transaction)));
    }

    <T> T inTurn(Turn<T> turn) throws SQLException {
        return inTransaction(transaction -> {
            lock(transaction);
            return turn.run(transaction, lot(transaction));
        });
    }

    @FunctionalInterface
    interface Turn<T> {
        T run(Connection transaction, ParkingLot lot) throws SQLException;
    }

    private <T> T inTransaction(OrganizationTransaction.Work<T> work) throws SQLException {
        return OrganizationTransaction.run(database, organization, transaction -> {
            enter(transaction);
            return work.run(transaction);
        });
    }

    private void enter(Connection transaction) throws SQLException {
        if (edition != Edition.SERVING) {
            EditionTables.enter(transaction, projection.name(), edition);
        }
    }

    private long lock(Connection transaction) throws SQLException {
        if (!projection.replayable()) {
            return lockUnrepeatable(transaction);
        }
        long position = Checkpoints.lock(transaction, checkpoint, organization, longestPause);
        holdEdition(transaction);
        return position;
    }

    /** Behind the checkpoint, as a switch takes them in the same order. */
    private void holdEdition(Connection transaction) throws SQLException {
        if (edition != Edition.SERVING) {
            EditionTables.hold(transaction, projection, edition);
        }
    }

    private long lockUnrepeatable(Connection transaction) throws SQLException {
        Long position = Checkpoints.lockExisting(transaction, checkpoint, organization, longestPause);
        if (position == null) {
            Checkpoints.beginAtHeads(transaction, projection.name());
            position = Checkpoints.lock(transaction, checkpoint, organization, longestPause);
        }
        return position;
    }

    private ParkingLot lot(Connection transaction) {
        return new ParkingLot(transaction, projection.name(), edition, organization);
    }
}
