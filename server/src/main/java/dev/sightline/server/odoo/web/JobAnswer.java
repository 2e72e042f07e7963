package dev.sightline.server.odoo.web;

import dev.sightline.server.odoo.jobs.Job;
import dev.sightline.server.odoo.sync.Counts;
import dev.sightline.server.odoo.sync.SyncModel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as the API shows it. */
record JobAnswer(
        UUID id,

        @Schema(allowableValues = {"first", "full", "incremental", "rescan", "deletions", "webhook"})
        String kind,

        @Schema(allowableValues = {"running", "succeeded", "failed", "stopped"})
        String state,

        String requestedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable ProgressAnswer progress,
        List<EntityAnswer> entities,
        long events,
        @Nullable String error) {

    /** What is being read; {@code percent} and {@code etaSeconds} are this entity's, null where its size is unknown. */
    record ProgressAnswer(
            @Nullable String entity,
            long done,
            @Nullable Long total,
            @Nullable Integer percent,
            @Nullable Long etaSeconds) {}

    record EntityAnswer(
            String model, String label, long read, long changed, long unchanged, long deleted, long failed) {}

    static JobAnswer of(Job job, Instant now) {
        return new JobAnswer(
                job.id(),
                job.kind(),
                job.state(),
                job.requestedBy(),
                job.startedAt(),
                job.finishedAt(),
                job.running() ? progress(job, now) : null,
                job.entities().entrySet().stream()
                        .map(entry -> entity(entry.getKey(), entry.getValue()))
                        .toList(),
                job.events(),
                job.error());
    }

    private static ProgressAnswer progress(Job job, Instant now) {
        Long total = job.total();
        Integer percent = null;
        Long eta = null;
        if (total != null && total > 0) {
            percent = (int) Math.min(100, job.done() * 100 / total);
            Instant since = job.modelSince();
            if (since != null && job.done() > 0 && job.done() < total) {
                long elapsed = Duration.between(since, now).toMillis();
                eta = Math.max(1, elapsed * (total - job.done()) / job.done() / 1000);
            }
        }
        return new ProgressAnswer(job.model() == null ? null : label(job.model()), job.done(), total, percent, eta);
    }

    private static EntityAnswer entity(String model, Counts counts) {
        return new EntityAnswer(
                model,
                label(model),
                counts.read(),
                counts.changed(),
                counts.unchanged(),
                counts.deleted(),
                counts.failed());
    }

    private static String label(String model) {
        SyncModel known = SyncModel.named(model);
        return known == null ? model : known.label();
    }
}
