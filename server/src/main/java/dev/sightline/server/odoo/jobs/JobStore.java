package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.sync.Counts;
import dev.sightline.server.odoo.sync.SyncModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables {@code sync_jobs} and {@code sync_job_entities}. */
final class JobStore {
    private JobStore() {}

    static void start(
            JdbcClient jdbc, OrganizationId organization, UUID id, String kind, String requestedBy, Instant now) {
        jdbc.sql("""
                INSERT INTO sync_jobs (organization_id, id, kind, state, requested_by, started_at, heartbeat_at)
                VALUES (?, ?, ?, 'running', ?, ?, ?)
                """)
                .params(organization.value(), id, kind, requestedBy, at(now), at(now))
                .update();
    }

    /** Only whoever holds the lease may call this: what is marked as running then runs nowhere. */
    static int markStopped(JdbcClient jdbc, OrganizationId organization) {
        return jdbc.sql("""
                UPDATE sync_jobs
                SET state = 'stopped', finished_at = greatest(heartbeat_at, started_at),
                    error = 'The server stopped during this sync. The next one goes on where it was.'
                WHERE organization_id = ? AND state = 'running'
                """).param(organization.value()).update();
    }

    /**
     * Adds a page to the job's record; in the page's own transaction.
     *
     * @param since when the model's turn began
     */
    static void addPage(
            JdbcClient jdbc,
            OrganizationId organization,
            UUID id,
            String model,
            Instant since,
            Counts page,
            long done,
            @Nullable Long total,
            Instant now) {
        jdbc.sql("""
                WITH entity AS (
                    INSERT INTO sync_job_entities AS e (organization_id, job_id, model, read, changed, unchanged, deleted,
                                                        failed)
                    VALUES (:organization, :id, :model, :read, :changed, :unchanged, :deleted, :failed)
                    ON CONFLICT (organization_id, job_id, model) DO UPDATE
                    SET read = e.read + EXCLUDED.read, changed = e.changed + EXCLUDED.changed,
                        unchanged = e.unchanged + EXCLUDED.unchanged, deleted = e.deleted + EXCLUDED.deleted,
                        failed = e.failed + EXCLUDED.failed)
                UPDATE sync_jobs
                SET heartbeat_at = :now, entity = :model, entity_since = :since, done = :done, total = :total,
                    events = events + :events
                WHERE organization_id = :organization AND id = :id
                """)
                .param("organization", organization.value())
                .param("id", id)
                .param("model", model)
                .param("read", page.read())
                .param("changed", page.changed())
                .param("unchanged", page.unchanged())
                .param("deleted", page.deleted())
                .param("failed", page.failed())
                .param("events", page.events())
                .param("done", done)
                .param("total", total)
                .param("since", at(since))
                .param("now", at(now))
                .update();
    }

    static void finish(
            JdbcClient jdbc, OrganizationId organization, UUID id, String state, @Nullable String error, Instant now) {
        jdbc.sql("""
                UPDATE sync_jobs SET state = :state, error = :error, finished_at = :now, heartbeat_at = :now
                WHERE organization_id = :organization AND id = :id
                """)
                .param("state", state)
                .param("error", error)
                .param("now", at(now))
                .param("organization", organization.value())
                .param("id", id)
                .update();
    }

    static Optional<Job> find(JdbcClient jdbc, OrganizationId organization, UUID id) {
        return withEntities(
                        jdbc,
                        organization,
                        jdbc.sql(SELECT + " AND id = :id")
                                .param("organization", organization.value())
                                .param("id", id)
                                .query(JobStore::map)
                                .list())
                .stream()
                .findFirst();
    }

    static Optional<Job> running(JdbcClient jdbc, OrganizationId organization) {
        return withEntities(
                        jdbc,
                        organization,
                        jdbc.sql(SELECT + " AND state = 'running'")
                                .param("organization", organization.value())
                                .query(JobStore::map)
                                .list())
                .stream()
                .findFirst();
    }

    /** Newest first, those before the given one; at most {@code limit}. */
    static List<Job> list(
            JdbcClient jdbc,
            OrganizationId organization,
            @Nullable Instant before,
            @Nullable UUID beforeId,
            int limit) {
        return withEntities(
                jdbc,
                organization,
                jdbc.sql(SELECT + """
                         AND (CAST(:before AS timestamptz) IS NULL OR (started_at, id) < (:before, CAST(:id AS uuid)))
                        ORDER BY started_at DESC, id DESC LIMIT :limit
                        """)
                        .param("organization", organization.value())
                        .param("before", before == null ? null : at(before))
                        .param("id", beforeId)
                        .param("limit", limit)
                        .query(JobStore::map)
                        .list());
    }

    private static final String SELECT = """
            SELECT id, kind, state, requested_by, started_at, finished_at, entity, entity_since, done, total,
                   events, error
            FROM sync_jobs WHERE organization_id = :organization
            """;

    private static Job map(ResultSet row, int n) throws SQLException {
        return new Job(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                instant(row.getObject(6, OffsetDateTime.class)),
                row.getString(7),
                instant(row.getObject(8, OffsetDateTime.class)),
                row.getLong(9),
                row.getObject(10, Long.class),
                row.getLong(11),
                row.getString(12),
                Map.of());
    }

    private static List<Job> withEntities(JdbcClient jdbc, OrganizationId organization, List<Job> jobs) {
        if (jobs.isEmpty()) {
            return jobs;
        }
        record Entity(UUID job, String model, Counts counts) {}
        List<String> order = SyncModel.ALL.stream().map(SyncModel::model).toList();
        Map<UUID, Map<String, Counts>> byJob = new HashMap<>();
        jdbc
                .sql("""
                        SELECT job_id, model, read, changed, unchanged, deleted, failed FROM sync_job_entities
                        WHERE organization_id = ? AND job_id = ANY (?)
                        """)
                .params(organization.value(), jobs.stream().map(Job::id).toArray(UUID[]::new))
                .query((row, n) -> new Entity(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        new Counts(row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7), 0)))
                .stream()
                .sorted(Comparator.comparingInt(entity -> order.indexOf(entity.model())))
                .forEach(entity -> byJob.computeIfAbsent(entity.job(), id -> new LinkedHashMap<>())
                        .put(entity.model(), entity.counts()));
        List<Job> full = new ArrayList<>();
        for (Job job : jobs) {
            full.add(new Job(
                    job.id(),
                    job.kind(),
                    job.state(),
                    job.requestedBy(),
                    job.startedAt(),
                    job.finishedAt(),
                    job.model(),
                    job.modelSince(),
                    job.done(),
                    job.total(),
                    job.events(),
                    job.error(),
                    byJob.getOrDefault(job.id(), Map.of())));
        }
        return full;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
