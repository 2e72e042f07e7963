package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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
    private final Workers workers;
    private final Wakeups wakeups;
    private final List<AdvanceListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param database connections in the role {@code sightline_app}; the engine holds up to {@code concurrency} + 2 of them
     * @param clock measures the lag
     */
    public ProjectionEngine(
            DataSource database, List<? extends Projection> projections, EngineSettings settings, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        for (Projection projection : projections) {
            if (this.projections.put(projection.name(), projection) != null) {
                throw new IllegalArgumentException("two projections are named " + projection.name());
            }
        }
        this.workers = new Workers(
                database,
                this.projections,
                settings,
                (name, organization, position) ->
                        listeners.forEach(listener -> listener.advanced(name, organization, position)));
        this.wakeups = new Wakeups(database, settings, workers::look, workers::heard, workers::doubt);
    }

    public List<String> projections() {
        return List.copyOf(projections.keySet());
    }

    /** Is told of every advance from now on. */
    public void onAdvance(AdvanceListener listener) {
        listeners.add(listener);
    }

    public void start() {
        workers.start();
        wakeups.start();
    }

    @Override
    public void close() {
        wakeups.stop();
        workers.stop();
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        List<Thread> ending = new ArrayList<>(workers.threads());
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
            BatchApplication.Step step = application.apply();
            while (!step.atHead()) {
                if (step.newer() != null) {
                    throw new NewerEvent(step.newer());
                }
                step = application.apply();
            }
            worker(projection, organization).reached(step.position());
            return step.position();
        });
    }

    /**
     * Empties the projection's tables for the organisation and applies its events from position 1. Returns when the tables
     * are empty; the worker, of this process or the next, does the rest. Parked events are tried anew; discarded ones stay
     * discarded. Readers see the tables filling up; {@link Editions} rebuild out of their sight.
     *
     * @throws IllegalArgumentException where the projection's effects go outside
     */
    public void rebuild(String projection, OrganizationId organization) {
        if (!projection(projection).replayable()) {
            throw new IllegalArgumentException(
                    "projection " + projection + " has effects outside, which are never repeated");
        }
        Worker worker = worker(projection, organization);
        BatchApplication application = application(projection, organization);
        guarded("rebuild", projection, organization, () -> {
            application.restart();
            return 0;
        });
        worker.reached(0);
        worker.wake();
    }

    /** The parking lot of what serves. */
    public ParkedEvents parkingLot(String projection, OrganizationId organization) {
        return parkingLot(projection, Edition.SERVING, organization);
    }

    public ParkedEvents parkingLot(String projection, Edition edition, OrganizationId organization) {
        Worker serving = worker(projection, organization);
        Map<Edition, BatchApplication> applications = new EnumMap<>(Edition.class);
        for (Edition each : Edition.values()) {
            applications.put(
                    each, new BatchApplication(database, projection(projection), each, organization, settings));
        }
        // Rows change although the position does not.
        return new ParkedEvents(
                projection, edition, applications, () -> serving.tellListener(Math.max(0, serving.position())));
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
        List<Workers.Key> keys = new ArrayList<>(workers.serving());
        keys.sort(Comparator.comparing(Workers.Key::projection)
                .thenComparing(key -> key.organization().value()));
        return keys.stream()
                .map(key -> status(key.projection(), key.organization()))
                .toList();
    }

    private Worker worker(String projection, OrganizationId organization) {
        return workers.of(projection(projection).name(), Edition.SERVING, organization);
    }

    private BatchApplication application(String projection, OrganizationId organization) {
        return new BatchApplication(database, projection(projection), Edition.SERVING, organization, settings);
    }

    private Projection projection(String name) {
        Projection projection = projections.get(name);
        if (projection == null) {
            throw new IllegalArgumentException("there is no projection '" + name + "', only " + projections.keySet());
        }
        return projection;
    }

    static <T extends @Nullable Object> T guarded(
            String what, String projection, OrganizationId organization, Work<T> work) {
        return run(what + " of projection " + projection + " in organisation " + organization, work);
    }

    /** @param what for the message should the database fail */
    static <T extends @Nullable Object> T run(String what, Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new EventStoreException("cannot " + what + ": " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run() throws SQLException;
    }
}
