package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.jobs.Sources.Source;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.odoo.sync.SyncStates.SyncState;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Asks for syncs when they are due: the first at once, then each interval; open leads again every night; vanished records
 * every hour. What fell due while the process was down is made up for at its start.
 */
@Component
class SyncSchedule implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(SyncSchedule.class);
    private static final Duration DELETIONS_EVERY = Duration.ofHours(1);
    private static final LocalTime NIGHT = LocalTime.of(2, 30);
    private static final String BY = "schedule";

    private final SyncJobs jobs;
    private final Sources sources;
    private final Organizations organizations;
    private final Clock clock;
    private final Duration interval;
    /** False while the jar runs a single verb instead of serving. */
    private final boolean background;

    private final Map<OrganizationId, Instant> due = new ConcurrentHashMap<>();
    /** What the plan was made for. */
    private final Map<OrganizationId, Source> planned = new ConcurrentHashMap<>();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("odoo-schedule").factory());

    SyncSchedule(
            SyncJobs jobs,
            Sources sources,
            Organizations organizations,
            Clock clock,
            SightlineSettings settings,
            @Value("${sightline.background:true}") boolean background) {
        this.jobs = jobs;
        this.sources = sources;
        this.organizations = organizations;
        this.clock = clock;
        this.interval = settings.sync().interval();
        this.background = background;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (background) {
            timer.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
        }
    }

    void tick() {
        try {
            jobs.stopWhereMoved();
            for (OrganizationId organization : sources.all()) {
                Source source = sources.of(organization).orElse(null);
                if (source == null) {
                    continue;
                }
                if (!source.equals(planned.put(organization, source))) {
                    // Another Odoo than before, here or in another process: nothing of it has been read yet.
                    due.remove(organization);
                }
                jobs.refresh(organization);
                jobs.startWaiting(organization);
                tick(organization);
            }
        } catch (RuntimeException e) {
            // The next tick tries again; a scheduler that throws would never run again.
            log.warn("the sync schedule could not be looked at: {}", e.getMessage());
        }
    }

    void tick(OrganizationId organization) {
        Instant now = clock.instant();
        // Not put off by small jobs: webhooks that never end would else keep it from ever reading the rest.
        if (jobs.readsChangesHere(organization)) {
            due.put(organization, now.plus(interval));
            return;
        }
        Instant next = due.computeIfAbsent(organization, id -> now);
        jobs.plan(organization, next.isBefore(now) ? now : next);
        if (!now.isBefore(next)) {
            // Where the database is away just now it stays due.
            jobs.request(organization, SyncRequest.of(SyncRun.Kind.INCREMENTAL, BY));
            due.put(organization, now.plus(interval));
            jobs.plan(organization, now.plus(interval));
            return;
        }
        SyncState state = jobs.state(organization);
        if (state.lastSuccessAt() == null || state.lastError() != null) {
            return;
        }
        ZoneId zone = organizations.get(organization).zone();
        if (since(state.lastRescanAt(), state).isBefore(lastNight(now, zone))) {
            jobs.request(organization, SyncRequest.of(SyncRun.Kind.RESCAN, BY));
        } else if (since(state.lastDeletionsAt(), state).isBefore(now.minus(DELETIONS_EVERY))) {
            jobs.request(organization, SyncRequest.of(SyncRun.Kind.DELETIONS, BY));
        }
    }

    private static Instant since(@Nullable Instant last, SyncState state) {
        if (last != null) {
            return last;
        }
        return state.lastSuccessAt() == null ? Instant.MAX : state.lastSuccessAt();
    }

    /** The latest moment of the nightly rescan that has passed. */
    static Instant lastNight(Instant now, ZoneId zone) {
        ZonedDateTime here = now.atZone(zone);
        ZonedDateTime tonight = here.toLocalDate().atTime(NIGHT).atZone(zone);
        return (tonight.isAfter(here)
                        ? here.toLocalDate().minusDays(1).atTime(NIGHT).atZone(zone)
                        : tonight)
                .toInstant();
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
