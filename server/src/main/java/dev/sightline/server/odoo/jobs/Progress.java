package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.sync.Counts;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncWatch;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A running job as it stands, in memory for whoever asks and in the database with each page. Thread-safe. */
final class Progress implements SyncWatch {
    private final UUID id;
    private final String kind;
    private final SyncRequest request;
    private final Instant startedAt;
    private final Clock clock;
    private final BooleanSupplier mayGoOn;
    private final Map<String, Counts> entities = new LinkedHashMap<>();
    private @Nullable SyncModel model;
    private Instant modelSince;
    private @Nullable Long total;
    private long done;
    private long events;
    private volatile boolean stop;

    /** @param mayGoOn whether this process still has the right to sync the organisation */
    Progress(UUID id, String kind, SyncRequest request, Clock clock, BooleanSupplier mayGoOn) {
        this.id = id;
        this.kind = kind;
        this.request = request;
        this.clock = clock;
        this.mayGoOn = mayGoOn;
        this.startedAt = clock.instant();
        this.modelSince = startedAt;
    }

    UUID id() {
        return id;
    }

    String kind() {
        return kind;
    }

    /** What it was started for. */
    SyncRequest request() {
        return request;
    }

    Instant startedAt() {
        return startedAt;
    }

    @Override
    public synchronized void begins(SyncModel next, @Nullable Long records) {
        turnOf(next, records);
        entities.putIfAbsent(next.model(), Counts.NONE);
    }

    @Override
    public synchronized void pageStored(JdbcClient jdbc, OrganizationId organization, SyncModel of, Counts page) {
        if (model == null || !model.equals(of)) {
            turnOf(of, null);
        }
        done += page.read() + page.deleted();
        events += page.events();
        entities.merge(of.model(), page, Counts::plus);
        JobStore.addPage(jdbc, organization, id, of.model(), modelSince, page, done, total, clock.instant());
    }

    private void turnOf(SyncModel next, @Nullable Long records) {
        model = next;
        modelSince = clock.instant();
        total = records;
        done = 0;
    }

    @Override
    public boolean stopRequested() {
        return stop || !mayGoOn.getAsBoolean();
    }

    void stop() {
        stop = true;
    }

    /** As of now; a page that is then rolled back may have been counted, until the job has ended. */
    synchronized Job job() {
        return new Job(
                id,
                kind,
                "running",
                request.requestedBy(),
                startedAt,
                null,
                model == null ? null : model.model(),
                model == null ? null : modelSince,
                done,
                total,
                events,
                null,
                entities);
    }
}
