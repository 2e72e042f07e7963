package dev.sightline.server.odoo.web;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.Job;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.odoo.jobs.SyncJobs;
import dev.sightline.server.odoo.jobs.SyncRequest;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.odoo.sync.SyncStates.SyncState;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Cursor;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.PathIds;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How the sync stands, and "sync now". */
@RestController
@RequestMapping("/api/v2/sync")
@Tag(name = "Sync")
class SyncController {
    private static final String JOB = "sync job";
    private static final String JOBS = "sync/jobs:-started_at";

    private final SyncJobs jobs;
    private final Sources sources;
    private final AuditLog audit;
    private final Clock clock;

    SyncController(SyncJobs jobs, Sources sources, AuditLog audit, Clock clock) {
        this.audit = audit;
        this.jobs = jobs;
        this.sources = sources;
        this.clock = clock;
    }

    record SourceAnswer(String kind, String url, @Nullable String version, String database) {}

    /** {@code read_until}: everything written in Odoo before then has been read. */
    record CursorAnswer(String model, String label, Instant readUntil, long ageSeconds) {}

    record SyncAnswer(
            @Schema(allowableValues = {"idle", "running", "failing", "never"})
            String state,

            boolean enabled,
            @Nullable SourceAnswer source,
            @Nullable JobAnswer last,
            @Nullable JobAnswer running,
            @Nullable Instant lastSuccessAt,
            @Nullable Instant nextAt,
            boolean available,
            @Nullable Instant downSince,
            @Nullable String lastError,
            List<CursorAnswer> cursors) {}

    record JobsAnswer(List<JobAnswer> items, @Nullable String nextCursor) {}

    record JobStarted(JobAnswer job) {}

    /**
     * @param full read every record again; administrators only
     * @param confirmDeletions take vanished records as deleted although the safety brake holds; administrators only
     */
    record SyncWish(@Nullable Boolean full, @Nullable Boolean confirmDeletions) {}

    @Requires(Permission.VIEW_SYNC)
    @GetMapping
    @Operation(summary = "How the sync stands")
    SyncAnswer status(SignedIn signedIn) {
        OrganizationId organization = signedIn.organization();
        Instant now = clock.instant();
        SyncState state = jobs.state(organization);
        Job running = jobs.running(organization).orElse(null);
        Job last = jobs.list(organization, null, null, 2).stream()
                .filter(job -> !job.running())
                .findFirst()
                .orElse(null);
        Map<String, Instant> ages = jobs.ages(organization);
        return new SyncAnswer(
                name(state, running),
                sources.of(organization).isPresent(),
                sources.of(organization)
                        .map(source -> source(source.endpoint(), state))
                        .orElse(null),
                last == null ? null : JobAnswer.of(last, now),
                running == null ? null : JobAnswer.of(running, now),
                state.lastSuccessAt(),
                jobs.nextAt(organization),
                state.downSince() == null,
                state.downSince(),
                state.lastError(),
                SyncModel.ALL.stream()
                        .filter(model -> ages.containsKey(model.model()))
                        .map(model -> age(model, ages, now))
                        .toList());
    }

    @Requires(Permission.VIEW_SYNC)
    @GetMapping("/jobs")
    @Operation(summary = "Past and present syncs, newest first")
    JobsAnswer list(SignedIn signedIn, Page page) {
        Instant before = null;
        UUID id = null;
        if (page.cursor() != null) {
            Cursor cursor = Cursor.open(JOBS, 2, page.cursor());
            before = cursor.instant(0);
            id = uuid(cursor.text(1), "cursor", "invalid_cursor");
        }
        List<Job> found = jobs.list(signedIn.organization(), before, id, page.limit() + 1);
        boolean more = found.size() > page.limit();
        List<Job> shown = more ? found.subList(0, page.limit()) : found;
        Instant now = clock.instant();
        return new JobsAnswer(
                shown.stream().map(job -> JobAnswer.of(job, now)).toList(),
                more
                        ? Cursor.close(
                                JOBS,
                                shown.getLast().startedAt(),
                                shown.getLast().id())
                        : null);
    }

    @Requires(Permission.VIEW_SYNC)
    @GetMapping("/jobs/{id}")
    @Operation(summary = "One sync, with live progress while it runs")
    JobAnswer job(SignedIn signedIn, @PathVariable String id) {
        return jobs.find(signedIn.organization(), PathIds.uuid(id, JOB))
                .map(job -> JobAnswer.of(job, clock.instant()))
                .orElseThrow(() -> Refused.notFound(JOB));
    }

    @Requires(Permission.START_SYNC)
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Sync now; joins a sync that is running")
    JobStarted start(SignedIn signedIn, Caller caller, @RequestBody(required = false) @Nullable SyncWish wish) {
        boolean full = wish != null && Boolean.TRUE.equals(wish.full());
        boolean confirmed = wish != null && Boolean.TRUE.equals(wish.confirmDeletions());
        if (full || confirmed) {
            signedIn.require(Permission.CONTROL_SYNC);
        }
        if (sources.of(signedIn.organization()).isEmpty()) {
            throw noSource(signedIn);
        }
        List<SyncRun.Kind> wished = new ArrayList<>();
        if (full || !confirmed) {
            wished.add(full ? SyncRun.Kind.FULL : SyncRun.Kind.INCREMENTAL);
        }
        if (confirmed) {
            wished.add(SyncRun.Kind.DELETIONS);
        }
        // Of two the second follows the first.
        List<Job> begun =
                wished.stream().map(kind -> begin(signedIn, caller, kind)).toList();
        return new JobStarted(JobAnswer.of(begun.getFirst(), clock.instant()));
    }

    private Job begin(SignedIn signedIn, Caller caller, SyncRun.Kind kind) {
        boolean confirmed = kind == SyncRun.Kind.DELETIONS;
        Job job = jobs.request(signedIn.organization(), new SyncRequest(kind, signedIn.email(), confirmed, Set.of()))
                .orElseThrow(() -> Refused.later(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "sync_not_possible_now",
                        "A sync cannot start at this moment. Try again in a few seconds.",
                        Duration.ofSeconds(2)));
        audit.record(
                signedIn.organization(),
                AuditEntry.of("sync.requested", caller)
                        .on("sync_job", job.id().toString(), null)
                        .detail(kind.text()));
        return job;
    }

    static Refused noSource(SignedIn signedIn) {
        return Refused.of(
                HttpStatus.CONFLICT,
                "no_source",
                signedIn.may(Permission.CONTROL_SYNC)
                        ? "No Odoo is connected. Connect one under Admin, Sync."
                        : "No Odoo is connected. An administrator connects one under Admin, Sync.");
    }

    private static String name(SyncState state, @Nullable Job running) {
        if (running != null) {
            return "running";
        }
        if (state.lastError() != null) {
            return "failing";
        }
        return state.lastSuccessAt() == null ? "never" : "idle";
    }

    private static SourceAnswer source(Endpoint endpoint, SyncState state) {
        return new SourceAnswer("odoo", endpoint.host(), state.version(), endpoint.database());
    }

    private static CursorAnswer age(SyncModel model, Map<String, Instant> ages, Instant now) {
        Instant until = ages.getOrDefault(model.model(), now);
        return new CursorAnswer(
                model.model(),
                model.label(),
                until,
                Math.max(0, Duration.between(until, now).toSeconds()));
    }

    private static UUID uuid(@Nullable String text, String field, String code) {
        try {
            return UUID.fromString(String.valueOf(text));
        } catch (IllegalArgumentException e) {
            throw Refused.field(field, code, "cursor must be the next_cursor of the page before.");
        }
    }
}
