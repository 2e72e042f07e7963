package dev.sightline.server.odoo.webhook;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.odoo.jobs.SyncJobs;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.odoo.sync.SyncRun.Hint;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Records that webhooks named, waiting to be read. After a short delay, because Odoo 17 sends from within the transaction
 * that is still writing; a record named twice is read once. Bounded: what does not fit is left to the next sync, which finds
 * it anyway. Thread-safe.
 */
@Component
class Hints implements DisposableBean {
    static final int CAPACITY = 5_000;
    private static final int PER_JOB = 500;
    private static final Duration DELAY = Duration.ofMillis(1500);
    private static final Logger log = LoggerFactory.getLogger(Hints.class);

    private final SyncJobs jobs;
    private final Sources sources;
    private final Map<OrganizationId, Set<Hint>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("odoo-hints").factory());

    Hints(SyncJobs jobs, Sources sources) {
        this.jobs = jobs;
        this.sources = sources;
    }

    /** Keeps a hint, unless there is no Odoo to read it from, or no room. */
    void add(OrganizationId organization, Hint hint) {
        if (sources.of(organization).isEmpty()) {
            return;
        }
        Set<Hint> hints = waiting.computeIfAbsent(organization, id -> new LinkedHashSet<>());
        synchronized (hints) {
            if (hints.size() >= CAPACITY) {
                return;
            }
            boolean first = hints.isEmpty();
            hints.add(hint);
            if (first) {
                later(organization);
            }
        }
    }

    /** How many records wait to be read. */
    int waiting(OrganizationId organization) {
        Set<Hint> hints = waiting.getOrDefault(organization, Set.of());
        synchronized (hints) {
            return hints.size();
        }
    }

    private void later(OrganizationId organization) {
        timer.schedule(() -> read(organization), DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read(OrganizationId organization) {
        Set<Hint> hints = waiting.getOrDefault(organization, Set.of());
        Set<Hint> some = new HashSet<>();
        synchronized (hints) {
            for (Hint each : hints) {
                if (some.size() < PER_JOB) {
                    some.add(each);
                }
            }
        }
        if (some.isEmpty()) {
            return;
        }
        boolean begun = false;
        try {
            // Joining a sync is not enough: it may have passed these records before they changed.
            begun = jobs.begin(organization, new SyncJobs.Request(SyncRun.Kind.WEBHOOK, "webhook", false, some));
        } catch (RuntimeException e) {
            log.warn("records named by webhooks could not be read yet: {}", e.getMessage());
        }
        synchronized (hints) {
            if (begun) {
                hints.removeAll(some);
            }
            if (!hints.isEmpty()) {
                later(organization);
            }
        }
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
