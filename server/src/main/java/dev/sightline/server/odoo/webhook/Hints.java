package dev.sightline.server.odoo.webhook;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.odoo.jobs.SyncJobs;
import dev.sightline.server.odoo.jobs.SyncRequest;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.odoo.sync.SyncRun.Hint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Records that webhooks named, waiting to be read. After a short delay, because Odoo 17 sends from within the transaction
 * that is still writing; a record named twice in that time is read once, and once more where the last naming was too short
 * a time ago. Bounded: what does not fit is left to the next sync, which finds it anyway. Thread-safe.
 */
@Component
class Hints implements DisposableBean {
    static final int CAPACITY = 5_000;
    private static final int PER_JOB = 500;
    private static final Duration DELAY = Duration.ofMillis(1500);
    private static final Logger log = LoggerFactory.getLogger(Hints.class);

    private final SyncJobs jobs;
    private final Sources sources;
    private final LongSupplier nanoTime;
    private final Duration delay;
    /** When each was last named, the earliest first; guarded by the inner map. */
    private final Map<OrganizationId, Map<Hint, Long>> waiting = new ConcurrentHashMap<>();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("odoo-hints").factory());

    @Autowired
    Hints(SyncJobs jobs, Sources sources) {
        this(jobs, sources, System::nanoTime, DELAY);
    }

    Hints(SyncJobs jobs, Sources sources, LongSupplier nanoTime, Duration delay) {
        this.jobs = jobs;
        this.sources = sources;
        this.nanoTime = nanoTime;
        this.delay = delay;
    }

    /** Keeps a hint, unless there is no Odoo to read it from, or no room. */
    void add(OrganizationId organization, Hint hint) {
        if (sources.of(organization).isEmpty()) {
            return;
        }
        Map<Hint, Long> hints = waiting.computeIfAbsent(organization, id -> new LinkedHashMap<>());
        synchronized (hints) {
            boolean first = hints.isEmpty();
            if (hints.remove(hint) == null && hints.size() >= CAPACITY) {
                return;
            }
            hints.put(hint, nanoTime.getAsLong());
            if (first) {
                later(organization);
            }
        }
    }

    /** How many records wait to be read. */
    int waiting(OrganizationId organization) {
        Map<Hint, Long> hints = waiting.getOrDefault(organization, Map.of());
        synchronized (hints) {
            return hints.size();
        }
    }

    private void later(OrganizationId organization) {
        timer.schedule(() -> read(organization), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Has those read that have waited longest; by the timer, one call at a time. */
    void read(OrganizationId organization) {
        Map<Hint, Long> hints = waiting.getOrDefault(organization, Map.of());
        Set<Hint> some;
        long now = nanoTime.getAsLong();
        synchronized (hints) {
            some = hints.keySet().stream().limit(PER_JOB).collect(Collectors.toUnmodifiableSet());
        }
        if (some.isEmpty()) {
            return;
        }
        boolean begun = false;
        try {
            // Joining a sync is not enough: it may have passed these records before they changed.
            begun = jobs.begin(organization, new SyncRequest(SyncRun.Kind.WEBHOOK, "webhook", false, some));
        } catch (RuntimeException e) {
            log.warn("records named by webhooks could not be read yet: {}", e.getMessage());
        }
        synchronized (hints) {
            if (begun) {
                // Who was named again a moment ago may not be committed in Odoo yet.
                hints.entrySet()
                        .removeIf(each -> some.contains(each.getKey()) && now - each.getValue() >= delay.toNanos());
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
