package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.StreamId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/**
 * Keeps projections up to date: each (projection, organisation) has a worker of its own, which catches up and then waits
 * for news. Several processes may run engines on the same database: they take turns batch by batch. Thread-safe.
 *
 * <p>{@link #start} returns at once; {@link #close} waits for the batches under way. Methods that touch the database throw
 * {@link EventStoreException} when it fails, and {@link IllegalArgumentException} for a projection that the engine does not
 * have.
 */
public final class ProjectionEngine implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final DataSource database;
    private final Map<String, Projection> projections = new LinkedHashMap<>();
    private final EngineSettings settings;
    private final InstantSource clock;
    private final Semaphore permits;
    private final Wakeups wakeups;
    private final List<AdvanceListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Key, Worker> workers = new ConcurrentHashMap<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean started;
    private volatile boolean closed;

    private record Key(String projection, OrganizationId organization) {}

    /**
     * @param database connections in the role {@code sightline_app}; the engine holds up to {@code concurrency} + 2 of them
     * @param clock measures the lag
     */
    public ProjectionEngine(
            DataSource database, List<? extends Projection> projections, EngineSettings settings, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.permits = new Semaphore(settings.concurrency(), true);
        this.wakeups = new Wakeups(database, settings, this::heard);
        for (Projection projection : projections) {
            if (this.projections.put(projection.name(), projection) != null) {
                throw new IllegalArgumentException("two projections are named " + projection.name());
            }
        }
    }

    public List<String> projections() {
        return List.copyOf(projections.keySet());
    }

    /** Is told of every advance from now on. */
    public void onAdvance(AdvanceListener listener) {
        listeners.add(listener);
    }

    public synchronized void start() {
        if (started || closed) {
            throw new IllegalStateException("an engine is started once");
        }
        started = true;
        workers.forEach(this::launch);
        wakeups.start();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        wakeups.stop();
        workers.values().forEach(Worker::stop);
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        List<Thread> ending = new ArrayList<>(threads);
        ending.addAll(wakeups.threads());
        try {
            for (Thread thread : ending) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until the projection shows the organisation's events up to {@code position}.
     *
     * @return false when it does not within {@code patience}
     */
    public boolean awaitPosition(String projection, OrganizationId organization, long position, Duration patience)
            throws InterruptedException {
        return worker(projection, organization).await(position, patience);
    }

    /** Applies everything up to the head on the caller's thread, without retries: for tests, imports and tools. */
    public long catchUp(String projection, OrganizationId organization) {
        BatchApplication application = application(projection, organization);
        return guarded("catch up", projection, organization, () -> {
            BatchApplication.Step step = application.apply(false);
            while (!step.atHead()) {
                step = application.apply(false);
            }
            worker(projection, organization).reached(step.position());
            return step.position();
        });
    }

    /**
     * Empties the projection's tables for the organisation and applies its events from position 1. Returns when the tables
     * are empty; the worker, of this process or the next, does the rest. Parked events are tried anew; discarded ones stay
     * discarded.
     */
    public void rebuild(String projection, OrganizationId organization) {
        Worker worker = worker(projection, organization);
        BatchApplication application = application(projection, organization);
        guarded("rebuild", projection, organization, () -> {
            application.restart();
            return 0;
        });
        worker.reached(0);
        worker.wake();
    }

    /** The parking lot in the order of positions, followers included. */
    public List<ParkedEvent> parked(String projection, OrganizationId organization) {
        return guarded(
                "read the parking lot",
                projection,
                organization,
                () -> application(projection, organization).parked());
    }

    /** Tries the stream's parked events again, in order, until one fails. */
    public RetryOutcome retryParked(String projection, OrganizationId organization, StreamId stream) {
        RetryOutcome outcome = guarded(
                "retry " + stream,
                projection,
                organization,
                () -> application(projection, organization).retry(stream));
        tell(projection, organization, outcome);
        return outcome;
    }

    /**
     * Drops the stream's first parked event, for good and with a reason, and tries those behind it.
     *
     * @param reason why, for the record; not blank
     */
    public RetryOutcome discardParked(String projection, OrganizationId organization, StreamId stream, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("discarding an event needs a reason");
        }
        RetryOutcome outcome = guarded(
                "discard from " + stream,
                projection,
                organization,
                () -> application(projection, organization).discard(stream, reason));
        tell(projection, organization, outcome);
        return outcome;
    }

    public ProjectionStatus status(String projection, OrganizationId organization) {
        Worker worker = worker(projection, organization);
        return guarded(
                "read the status",
                projection,
                organization,
                () -> OrganizationTransaction.run(
                        database,
                        organization,
                        transaction -> StatusQuery.run(
                                transaction, projection, organization, clock.instant(), worker.lastError())));
    }

    /** Of all projections and the organisations known so far. */
    public List<ProjectionStatus> statuses() {
        List<Key> keys = new ArrayList<>(workers.keySet());
        keys.sort(Comparator.comparing(Key::projection)
                .thenComparing(key -> key.organization().value()));
        return keys.stream()
                .map(key -> status(key.projection(), key.organization()))
                .toList();
    }

    /** Rows changed although the position did not. */
    private void tell(String projection, OrganizationId organization, RetryOutcome outcome) {
        Worker worker = worker(projection, organization);
        if (outcome.applied() > 0) {
            worker.tellListener(Math.max(0, worker.position()));
        }
    }

    private void heard(OrganizationId organization, long head) {
        for (String projection : projections.keySet()) {
            worker(projection, organization).wakeFor(head);
        }
    }

    private Worker worker(String projection, OrganizationId organization) {
        projection(projection);
        Key key = new Key(projection, organization);
        Worker known = workers.get(key);
        return known != null ? known : hire(key);
    }

    private synchronized Worker hire(Key key) {
        Worker known = workers.get(key);
        if (known != null) {
            return known;
        }
        Worker worker = new Worker(
                key.projection(),
                key.organization(),
                application(key.projection(), key.organization()),
                settings,
                permits,
                (name, organization, position) ->
                        listeners.forEach(listener -> listener.advanced(name, organization, position)));
        workers.put(key, worker);
        if (started && !closed) {
            launch(key, worker);
        }
        return worker;
    }

    private void launch(Key key, Worker worker) {
        threads.add(Thread.ofVirtual()
                .name("projection-" + key.projection() + "-" + key.organization())
                .start(worker));
    }

    private BatchApplication application(String projection, OrganizationId organization) {
        return new BatchApplication(database, projection(projection), organization, settings);
    }

    private Projection projection(String name) {
        Projection projection = projections.get(name);
        if (projection == null) {
            throw new IllegalArgumentException("there is no projection '" + name + "', only " + projections.keySet());
        }
        return projection;
    }

    private static <T> T guarded(String what, String projection, OrganizationId organization, Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new EventStoreException(
                    "cannot " + what + " of projection " + projection + " in organisation " + organization + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }
}
