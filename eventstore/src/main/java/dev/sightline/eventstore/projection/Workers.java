package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.EditionTables.Known;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one process: one for each projection, edition and organisation, hired when it is first heard of. Editions come
 * and go; their workers follow within the time of a poll. Thread-safe.
 */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final AdvanceListener NOBODY = (projection, organization, position) -> {};

    private final DataSource database;
    private final Map<String, Projection> projections;
    private final EngineSettings settings;
    private final AdvanceListener listener;
    private final Semaphore permits;
    private final Semaphore editionPermits;
    private final Map<Key, Worker> workers = new ConcurrentHashMap<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    /** Those that this process works at; set by the one thread that polls. */
    private volatile Set<Known> editions = Set.of();
    /** Those among them that it empties. */
    private volatile Set<Known> outdated = Set.of();

    private final AbandonedEditions abandoned;
    private Set<Known> seen = Set.of();
    private boolean begun;
    private volatile boolean started;
    private volatile boolean closed;

    record Key(String projection, Edition edition, OrganizationId organization) {}

    /** @param listener is told of the serving editions alone */
    Workers(
            DataSource database,
            Map<String, Projection> projections,
            EngineSettings settings,
            AdvanceListener listener) {
        this.database = database;
        this.projections = projections;
        this.settings = settings;
        this.listener = listener;
        this.abandoned = new AbandonedEditions(settings.abandonedAfter());
        this.permits = new Semaphore(settings.concurrency(), true);
        // What readers see goes first: editions never take all turns, where there is more than one.
        this.editionPermits = new Semaphore(Math.max(1, settings.concurrency() / 2), true);
    }

    synchronized void start() {
        if (started || closed) {
            throw new IllegalStateException("an engine is started once");
        }
        started = true;
        workers.forEach(this::launch);
    }

    void stop() {
        synchronized (this) {
            closed = true;
        }
        workers.values().forEach(Worker::stop);
    }

    /** Those to wait for after {@link #stop}. */
    Collection<Thread> threads() {
        return threads;
    }

    /** Of the serving editions. */
    List<Key> serving() {
        return workers.keySet().stream()
                .filter(key -> key.edition() == Edition.SERVING)
                .toList();
    }

    Worker of(String projection, Edition edition, OrganizationId organization) {
        Key key = new Key(projection, edition, organization);
        Worker known = workers.get(key);
        return known != null ? known : hire(key);
    }

    /** An organisation's log reached a position. */
    void heard(OrganizationId organization, long head) {
        for (String projection : projections.keySet()) {
            of(projection, Edition.SERVING, organization).wakeFor(head);
        }
        for (Known known : editions) {
            of(known.projection(), known.edition(), organization).wakeFor(head);
        }
    }

    /** The database may have gone down. */
    void doubt() {
        workers.values().forEach(Worker::doubt);
    }

    /** Finds the editions that there are now. For one thread at a time. */
    void look(Connection connection) throws SQLException {
        if (!begun) {
            // Before anything is heard of an organisation: a new one's first event must not pass for an old one.
            for (Projection projection : projections.values()) {
                if (!projection.replayable()) {
                    Checkpoints.beginAtHeads(connection, projection.name());
                }
            }
            begun = true;
        }
        Set<Known> found = new HashSet<>(Known.all(connection));
        Set<Known> workable = new HashSet<>();
        Set<Known> unfit = new HashSet<>();
        Set<Known> others = new HashSet<>();
        for (Known known : found) {
            Projection projection = projections.get(known.projection());
            if (projection == null || projection.tables().isEmpty()) {
                continue;
            }
            // Each time, as a migration comes while older processes run.
            if (!EditionTables.fits(connection, projection, known.edition())) {
                unfit.add(known);
                workable.add(known);
            } else if (known.edition() != Edition.NEXT || known.version() == projection.version()) {
                workable.add(known);
            } else {
                others.add(known);
            }
        }
        abandoned.look(connection, others);
        if (found.equals(seen) && unfit.equals(outdated)) {
            return;
        }
        Set<Known> before = seen;
        seen = Set.copyOf(found);
        Set<Known> staying = new HashSet<>(workable);
        staying.retainAll(editions);
        staying.removeIf(known -> unfit.contains(known) != outdated.contains(known));
        tellOfChanges(before, found, workable, unfit);
        outdated = Set.copyOf(unfit);
        editions = Set.copyOf(workable);
        dismissAllBut(staying);
        tellOfSwitches(before, found);
    }

    private void tellOfChanges(Set<Known> before, Set<Known> found, Set<Known> workable, Set<Known> unfit) {
        for (Known known : found) {
            if (unfit.contains(known) && !outdated.contains(known)) {
                LOG.warn(
                        "the {} edition of {}, of version {}, has other columns than the serving tables or is abandoned: it can only be dropped, and is emptied",
                        known.edition().label(),
                        known.projection(),
                        known.version());
            } else if (!workable.contains(known) && !before.contains(known)) {
                LOG.info(
                        "the {} edition of {}, of version {}, is not this process's to work at",
                        known.edition().label(),
                        known.projection(),
                        known.version());
            }
        }
    }

    /** Of editions: one that was dropped and begun anew gets new workers too, as the old may have found it gone. */
    private synchronized void dismissAllBut(Set<Known> staying) {
        List<Key> gone = workers.keySet().stream()
                .filter(key -> key.edition() != Edition.SERVING)
                .filter(key -> staying.stream()
                        .noneMatch(known ->
                                known.projection().equals(key.projection()) && known.edition() == key.edition()))
                .toList();
        for (Key key : gone) {
            Worker worker = workers.remove(key);
            if (worker != null) {
                worker.stop();
            }
        }
        threads.removeIf(thread -> !thread.isAlive());
    }

    /** Another edition serves since: rows that readers see are others, although no position may have moved. */
    private void tellOfSwitches(Set<Known> before, Set<Known> now) {
        for (Known known : now) {
            if (known.edition() != Edition.PREVIOUS || before.contains(known)) {
                continue;
            }
            for (Key key : new ArrayList<>(serving())) {
                if (key.projection().equals(known.projection())) {
                    Worker worker = workers.get(key);
                    if (worker != null) {
                        worker.tellListener(Math.max(0, worker.position()));
                        worker.wake();
                    }
                }
            }
        }
    }

    private synchronized Worker hire(Key key) {
        Worker known = workers.get(key);
        if (known != null) {
            return known;
        }
        boolean serving = key.edition() == Edition.SERVING;
        Worker worker = new Worker(
                key.edition().checkpointOf(key.projection()),
                key.organization(),
                work(key),
                settings,
                serving ? List.of(permits) : List.of(editionPermits, permits),
                serving ? listener : NOBODY);
        workers.put(key, worker);
        if (started && !closed) {
            launch(key, worker);
        }
        return worker;
    }

    private void launch(Key key, Worker worker) {
        threads.add(Thread.ofVirtual()
                .name("projection-" + key.edition().checkpointOf(key.projection()) + "-" + key.organization())
                .start(worker));
    }

    private Worker.Work work(Key key) {
        @Nullable Projection projection = projections.get(key.projection());
        if (projection == null) {
            throw new IllegalArgumentException(
                    "there is no projection '" + key.projection() + "', only " + projections.keySet());
        }
        boolean unfit = outdated.stream()
                .anyMatch(known -> known.projection().equals(key.projection()) && known.edition() == key.edition());
        return unfit
                ? new OutdatedEdition(database, projection, key.edition(), key.organization(), settings)
                : new BatchApplication(database, projection, key.edition(), key.organization(), settings)::applyIfFree;
    }
}
