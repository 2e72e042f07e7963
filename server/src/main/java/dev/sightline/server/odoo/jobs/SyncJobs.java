package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.ingest.Ingest;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.client.OdooException;
import dev.sightline.server.odoo.jobs.Leases.Lease;
import dev.sightline.server.odoo.jobs.Sources.Source;
import dev.sightline.server.odoo.sync.OdooSync;
import dev.sightline.server.odoo.sync.SyncAges;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.odoo.sync.SyncStates;
import dev.sightline.server.odoo.sync.SyncStates.SyncState;
import dev.sightline.server.odoo.sync.SyncTuning;
import dev.sightline.server.platform.SyncStatus;
import dev.sightline.server.platform.SyncStatusSource;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * Starts syncs, one at a time per organisation in all processes together, and tells how they go. Who asks for one while
 * another runs joins that one. Thread-safe.
 */
@Component
public class SyncJobs implements SyncStatusSource, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(SyncJobs.class);
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private final Leases leases;
    private final OrganizationTransactions transactions;
    private final OdooSync sync;
    private final Sources sources;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Limits limits;
    private final Map<OrganizationId, Slot> slots = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("odoo-sync-", 0).factory());
    private volatile boolean closed;

    /** What is in memory of an organisation; guarded by itself. */
    private static final class Slot {
        private @Nullable Progress running;
        /** Where what runs reads. */
        private @Nullable Source runningAt;

        private final WaitingRequests waiting = new WaitingRequests();
        private @Nullable OdooClient client;
        private @Nullable Source clientOf;
        private volatile @Nullable Instant nextAt;
        private volatile @Nullable SyncState state;
    }

    @Autowired
    SyncJobs(
            DataSource database,
            OrganizationTransactions transactions,
            Ingest ingest,
            PersonalKeys keys,
            Sources sources,
            Clock clock,
            Supplier<UUID> ids) {
        this(database, transactions, ingest, keys, sources, clock, ids, Limits.DEFAULT, SyncTuning.DEFAULT);
    }

    SyncJobs(
            DataSource database,
            OrganizationTransactions transactions,
            Ingest ingest,
            PersonalKeys keys,
            Sources sources,
            Clock clock,
            Supplier<UUID> ids,
            Limits limits,
            SyncTuning tuning) {
        this.leases = new Leases(database, System::nanoTime);
        this.transactions = transactions;
        this.sync = new OdooSync(transactions, ingest, keys, clock, tuning);
        this.sources = sources;
        this.clock = clock;
        this.ids = ids;
        this.limits = limits;
    }

    /**
     * Starts a sync, or joins the one that runs. What that one does not do follows it. One that reads what is not the organisation's
     * Odoo any more is ended after its page.
     *
     * @return the job; empty where no Odoo is connected, the server is stopping, or another process has just begun one
     */
    public Optional<Job> request(OrganizationId organization, SyncRequest request) {
        Source source = sources.of(organization).orElse(null);
        if (source == null || closed) {
            return Optional.empty();
        }
        Slot slot = slot(organization);
        synchronized (slot) {
            Progress running = slot.running;
            if (running != null) {
                boolean elsewhere = !source.equals(slot.runningAt);
                if (elsewhere) {
                    running.stop();
                }
                if (elsewhere || !running.request().covers(request)) {
                    slot.waiting.add(request, source);
                }
                return Optional.of(running.job());
            }
            Lease lease = take(organization);
            if (lease == null) {
                Optional<Job> another = transactions.read(organization, jdbc -> JobStore.running(jdbc, organization));
                if (another.isPresent() && !request.isServedBy(another.get())) {
                    slot.waiting.add(request, source);
                }
                return another;
            }
            return Optional.of(start(organization, source, slot, lease, request));
        }
    }

    /** Starts what waits for another process to end, once it has. */
    void startWaiting(OrganizationId organization) {
        Slot slot = slot(organization);
        synchronized (slot) {
            if (slot.running != null || slot.waiting.isEmpty()) {
                return;
            }
            startNext(organization, slot);
            if (slot.running == null) {
                // Its lease is held, so that what the table calls running does run.
                transactions
                        .read(organization, jdbc -> JobStore.running(jdbc, organization))
                        .ifPresent(another -> slot.waiting.removeIf(request -> request.isServedBy(another)));
            }
        }
    }

    /** Starts a sync of its own rather than join one; false where that is not possible now. */
    public boolean begin(OrganizationId organization, SyncRequest request) {
        Source source = sources.of(organization).orElse(null);
        if (source == null || closed) {
            return false;
        }
        Slot slot = slot(organization);
        synchronized (slot) {
            Lease lease = slot.running == null ? take(organization) : null;
            if (lease == null) {
                return false;
            }
            start(organization, source, slot, lease, request);
            return true;
        }
    }

    private Job start(OrganizationId organization, Source source, Slot slot, Lease lease, SyncRequest request) {
        try {
            UUID id = ids.get();
            Progress progress = transactions.write(organization, jdbc -> {
                if (JobStore.markStopped(jdbc, organization) > 0) {
                    log.info("a sync of organisation {} was cut off; this one goes on where it stopped", organization);
                }
                // Under the lease, so that no process reads the old one any more.
                if (SyncStates.beginsAnew(
                        jdbc,
                        organization,
                        source.endpoint().host(),
                        source.endpoint().database(),
                        source.own())) {
                    log.info("organisation {} reads another Odoo than before, from its first record on", organization);
                }
                boolean first = request.readsChanges()
                        && SyncStates.load(jdbc, organization).lastSuccessAt() == null;
                Progress begun =
                        new Progress(id, first ? Job.FIRST : request.kind().text(), request, clock, lease::held);
                JobStore.start(jdbc, organization, id, begun.kind(), request.requestedBy(), begun.startedAt());
                return begun;
            });
            slot.running = progress;
            slot.runningAt = source;
            slot.state = null;
            threads.execute(() -> run(organization, source, slot, lease, progress, request));
            return progress.job();
        } catch (RuntimeException e) {
            slot.running = null;
            slot.runningAt = null;
            lease.close();
            throw e;
        }
    }

    private @Nullable Lease take(OrganizationId organization) {
        try {
            return leases.take(organization).orElse(null);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException(
                    "the lease of organisation " + organization + " cannot be taken", e);
        }
    }

    private void run(
            OrganizationId organization,
            Source source,
            Slot slot,
            Lease lease,
            Progress progress,
            SyncRequest request) {
        String state = "failed";
        String error = null;
        boolean down = false;
        try (lease) {
            try {
                OdooClient client = client(slot, source);
                transactions.write(organization, jdbc -> {
                    SyncStates.reached(
                            jdbc,
                            organization,
                            source.endpoint().host(),
                            source.endpoint().database(),
                            client.version().text(),
                            source.own());
                    return true;
                });
                SyncRun run =
                        new SyncRun(organization, progress.id(), request.kind(), request.confirmed(), request.hints());
                switch (sync.run(run, client, progress)) {
                    case OdooSync.Ending.Done(@Nullable String problem) -> {
                        error = problem;
                        state = problem == null ? "succeeded" : "failed";
                    }
                    case OdooSync.Ending.Stopped() -> {
                        state = "stopped";
                        error =
                                "The server or the organisation was stopped during this sync, or its Odoo changed. The next one goes on where it was.";
                    }
                }
            } catch (OdooException e) {
                error = String.valueOf(e.getMessage());
                down = e.sourceDown();
                if (!e.passing()) {
                    forget(slot);
                }
                log.warn("sync of organisation {} failed: {}", organization, error);
            } catch (RuntimeException e) {
                error = "Something inside Sightline failed during this sync; the log of the server says what.";
                log.error("sync of organisation {} failed", organization, e);
            }
            finish(organization, progress, request.kind(), state, error, down);
        } catch (RuntimeException e) {
            log.error("the end of a sync of organisation {} could not be noted", organization, e);
        } finally {
            ended(organization, slot);
        }
    }

    private void finish(
            OrganizationId organization,
            Progress progress,
            SyncRun.Kind kind,
            String state,
            @Nullable String error,
            boolean down) {
        Instant now = clock.instant();
        transactions.write(organization, jdbc -> {
            JobStore.finish(jdbc, organization, progress.id(), state, error, now);
            if (state.equals("succeeded")) {
                SyncStates.succeeded(jdbc, organization, kind, progress.startedAt(), now);
            } else if (state.equals("failed")) {
                SyncStates.failed(jdbc, organization, kind, String.valueOf(error), down, now);
            }
            return true;
        });
    }

    private void ended(OrganizationId organization, Slot slot) {
        synchronized (slot) {
            slot.running = null;
            slot.runningAt = null;
            slot.state = null;
            try {
                startNext(organization, slot);
            } finally {
                slot.notifyAll();
            }
        }
    }

    /** Where another process has the lease by now, it waits on. */
    private void startNext(OrganizationId organization, Slot slot) {
        Source source = closed ? null : sources.of(organization).orElse(null);
        slot.waiting.keepOnly(source);
        SyncRequest next = slot.waiting.first();
        if (source == null || next == null) {
            return;
        }
        Lease lease = take(organization);
        if (lease != null) {
            slot.waiting.removeFirst();
            start(organization, source, slot, lease, next);
        }
    }

    private OdooClient client(Slot slot, Source source) {
        synchronized (slot) {
            OdooClient existing = slot.client;
            if (existing != null && source.equals(slot.clientOf)) {
                return existing;
            }
        }
        OdooClient made = sources.client(source, limits);
        synchronized (slot) {
            forget(slot);
            slot.client = made;
            slot.clientOf = source;
            return made;
        }
    }

    private static void forget(Slot slot) {
        synchronized (slot) {
            if (slot.client != null) {
                slot.client.close();
                slot.client = null;
            }
        }
    }

    private Slot slot(OrganizationId organization) {
        return slots.computeIfAbsent(organization, id -> new Slot());
    }

    /** Waits until nothing runs for the organisation in this process; false where that takes longer. */
    public boolean awaitIdle(OrganizationId organization, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        Slot slot = slot(organization);
        synchronized (slot) {
            while (slot.running != null) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                slot.wait(left);
            }
            return true;
        }
    }

    /** The job that runs now, in whatever process. */
    public Optional<Job> running(OrganizationId organization) {
        Job own = runningHere(organization);
        return own != null
                ? Optional.of(own)
                : transactions.read(organization, jdbc -> JobStore.running(jdbc, organization));
    }

    /** Whether this process is at it; what the table calls running may have been killed. */
    boolean runsHere(OrganizationId organization) {
        return runningHere(organization) != null;
    }

    /** Whether what this process runs reads all that changed in the organisation's present Odoo, rather than something small. */
    boolean readsChangesHere(OrganizationId organization) {
        Slot slot = slot(organization);
        synchronized (slot) {
            return slot.running != null
                    && slot.running.request().readsChanges()
                    && Optional.ofNullable(slot.runningAt).equals(sources.of(organization));
        }
    }

    private @Nullable Job runningHere(OrganizationId organization) {
        Slot slot = slot(organization);
        synchronized (slot) {
            return slot.running == null ? null : slot.running.job();
        }
    }

    public Optional<Job> find(OrganizationId organization, UUID id) {
        Job own = runningHere(organization);
        return own != null && own.id().equals(id)
                ? Optional.of(own)
                : transactions.read(organization, jdbc -> JobStore.find(jdbc, organization, id));
    }

    /** Newest first; those that began before the given one. */
    public List<Job> list(OrganizationId organization, @Nullable Instant before, @Nullable UUID beforeId, int limit) {
        return transactions.read(organization, jdbc -> JobStore.list(jdbc, organization, before, beforeId, limit));
    }

    /** What is stored about the source; read again after each job and at least every few seconds. */
    public SyncState state(OrganizationId organization) {
        Slot slot = slot(organization);
        SyncState known = slot.state;
        if (known == null) {
            known = transactions.read(organization, jdbc -> SyncStates.load(jdbc, organization));
            slot.state = known;
        }
        return known;
    }

    /** Another process may have synced: lets the next question read the stored state. */
    void refresh(OrganizationId organization) {
        slot(organization).state = null;
    }

    void plan(OrganizationId organization, Instant next) {
        slot(organization).nextAt = next;
    }

    @Override
    public SyncStatus of(OrganizationId organization) {
        Slot slot = slot(organization);
        SyncState state = slot.state;
        if (state == null) {
            state = transactions.read(organization, jdbc -> SyncStates.load(jdbc, organization));
            slot.state = state;
        }
        SyncStatus.State name;
        if (runsHere(organization)) {
            name = SyncStatus.State.RUNNING;
        } else if (state.lastError() != null) {
            name = SyncStatus.State.FAILING;
        } else {
            name = state.lastSuccessAt() == null ? SyncStatus.State.NEVER : SyncStatus.State.IDLE;
        }
        return new SyncStatus(name, state.lastSuccessAt(), nextAt(organization), state.downSince());
    }

    /** When the next one is due; null where none is planned. */
    public @Nullable Instant nextAt(OrganizationId organization) {
        return slot(organization).nextAt;
    }

    /** When each model was last read to its end. */
    public Map<String, Instant> ages(OrganizationId organization) {
        return transactions.read(organization, jdbc -> SyncAges.of(jdbc, organization));
    }

    /**
     * Lets what runs in this process and reads what is not the organisation's Odoo any more end after its page: another is connected,
     * or none, or the organisation is suspended.
     */
    public void stopWhereMoved() {
        slots.forEach(this::stopWhereMoved);
    }

    private void stopWhereMoved(OrganizationId organization, Slot slot) {
        synchronized (slot) {
            if (slot.running == null) {
                return;
            }
            Optional<Source> source = sources.of(organization);
            if (source.isEmpty()) {
                slot.waiting.clear();
            }
            if (!source.equals(Optional.ofNullable(slot.runningAt))) {
                slot.running.stop();
            }
        }
    }

    /** Lets running jobs end after their page. */
    @Override
    public void destroy() throws InterruptedException {
        closed = true;
        for (Slot slot : slots.values()) {
            synchronized (slot) {
                if (slot.running != null) {
                    slot.running.stop();
                }
            }
        }
        threads.shutdown();
        if (!threads.awaitTermination(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
            threads.shutdownNow();
            threads.awaitTermination(2, TimeUnit.SECONDS);
        }
        slots.values().forEach(SyncJobs::forget);
        leases.close();
    }
}
