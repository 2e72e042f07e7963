package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.ingest.Ingest;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Stores a page: new raw versions, the events that follow from them, the cursor and the job's counts, all in one transaction
 * (R5, R6). For one thread at a time.
 */
final class PageWriter {
    static final String SOURCE = "odoo";
    /** Stands for the content of a record that is gone. */
    private static final byte[] GONE = Snapshot.sha256(new byte[0]);

    private final OrganizationTransactions transactions;
    private final Ingest ingest;
    private final RawSnapshots raw;
    private final PersonalKeys keys;
    private final OrganizationId organization;
    private final UUID job;
    private final Supplier<Instant> now;
    private final SyncWatch watch;
    private @Nullable SnapshotLookups lookups;

    PageWriter(
            OrganizationTransactions transactions,
            Ingest ingest,
            RawSnapshots raw,
            PersonalKeys keys,
            OrganizationId organization,
            UUID job,
            Supplier<Instant> now,
            SyncWatch watch) {
        this.transactions = transactions;
        this.ingest = ingest;
        this.raw = raw;
        this.keys = keys;
        this.organization = organization;
        this.job = job;
        this.now = now;
        this.watch = watch;
    }

    /** What a transaction is to do with the cursor, in it. */
    interface CursorMove {
        void in(JdbcClient jdbc);
    }

    /** Stores what was read. */
    Counts write(SyncModel model, Page page, List<Snapshot> read, CursorMove cursor) {
        return inTransaction(model, (jdbc, connection) -> {
            // Nobody is forgotten before this has been committed, so none of it escapes.
            Redaction redaction = new Redaction(keys.allForgotten(connection, organization));
            List<Snapshot> records = redaction.isEmpty()
                    ? read
                    : read.stream()
                            .map(each -> each.without(redaction, model.model()))
                            .toList();
            Counts counts = records(jdbc, connection, model, page, records, redaction);
            cursor.in(jdbc);
            watch.pageStored(jdbc, organization, model, counts);
            return counts;
        });
    }

    /** Stores that these records are gone. */
    Counts writeGone(SyncModel model, List<Long> ids) {
        return inTransaction(model, (jdbc, connection) -> {
            Counts counts = gone(jdbc, connection, model, ids);
            watch.pageStored(jdbc, organization, model, counts);
            return counts;
        });
    }

    private interface Work {
        Counts in(JdbcClient jdbc, Connection connection) throws SQLException;
    }

    private Counts inTransaction(SyncModel model, Work work) {
        try {
            return transactions.write(organization, jdbc -> {
                jdbc.sql(OneTrip.KEEP_PLANS).query(String.class).single();
                try {
                    return work.in(jdbc, transactions.connection());
                } catch (SQLException e) {
                    throw new SyncStorageException(
                            "organisation " + organization + ": a page of " + model.model() + " could not be stored",
                            e);
                }
            });
        } finally {
            if (lookups != null) {
                lookups.forget(model.model());
            }
        }
    }

    private SnapshotLookups lookups(JdbcClient jdbc) {
        if (lookups == null) {
            lookups = new SnapshotLookups(organization, jdbc);
        }
        return lookups;
    }

    private Counts records(
            JdbcClient jdbc,
            Connection connection,
            SyncModel model,
            Page page,
            List<Snapshot> records,
            Redaction redaction)
            throws SQLException {
        String name = model.model();
        Instant fetchedAt = now.get();
        Map<Long, RawSnapshots.Stored> stored = records.isEmpty()
                ? Map.of()
                : raw.stored(
                        connection,
                        organization,
                        name,
                        records.stream().map(Snapshot::id).toList(),
                        records.stream().map(Snapshot::checksum).toList());
        boolean understood = ingest.understands(SOURCE, name);
        List<RawSnapshots.Row> rows = new ArrayList<>();
        List<Long> replaced = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        Map<String, Candidate> candidates = new HashMap<>();
        List<Snapshot> misshapen = new ArrayList<>();
        int unchanged = 0;
        int stillFailing = 0;
        for (Snapshot each : records) {
            RawSnapshots.Stored before = stored.get(each.id());
            boolean same = before != null && before.same();
            if (before != null && same && (before.translated() || !understood)) {
                unchanged++;
                continue;
            }
            Long goodId = before == null ? null : before.goodId();
            long rawId = before != null && same ? before.rawId() : raw.newId(connection);
            boolean translatable = understood && each.misshapen() == null;
            if (each.misshapen() != null) {
                misshapen.add(each);
            }
            if (same) {
                stillFailing++;
            } else {
                if (before != null) {
                    replaced.add(each.id());
                }
                rows.add(new RawSnapshots.Row(
                        rawId, each.id(), each.checksum(), each.json(), translatable, translatable ? null : goodId));
            }
            if (translatable) {
                JsonNode good = before == null ? null : before.good();
                if (good != null) {
                    // Where the stored one still waits for it, its difference is none.
                    redaction.redact(name, good);
                }
                observations.add(new Observation(
                        SOURCE,
                        name,
                        Long.toString(each.id()),
                        good,
                        each.node(),
                        fetchedAt,
                        revision(name, each.id(), rawId)));
                candidates.put(Long.toString(each.id()), new Candidate(rawId, same, goodId));
            }
        }
        raw.store(connection, organization, name, job, fetchedAt, replaced, rows);
        Ingest.Outcome outcome = observations.isEmpty()
                ? new Ingest.Outcome(0, 0, List.of())
                : ingest.record(organization, job, lookups(jdbc), observations);
        mark(connection, candidates, outcome);
        report(jdbc, name, page, misshapen, outcome, candidates.keySet());
        int failed = misshapen.size()
                + outcome.untranslated().size()
                + page.unreadable().size();
        return new Counts(
                records.size() + page.unreadable().size(),
                rows.size(),
                unchanged + stillFailing,
                0,
                failed,
                outcome.appended());
    }

    /** A version on its way to be translated. */
    private record Candidate(
            long rawId, boolean retried, @Nullable Long goodId) {}

    private void mark(Connection connection, Map<String, Candidate> candidates, Ingest.Outcome outcome)
            throws SQLException {
        Map<Long, @Nullable Long> failed = new HashMap<>();
        Set<String> failedIds = new HashSet<>();
        for (Ingest.Untranslated each : outcome.untranslated()) {
            Candidate candidate = candidates.get(each.observation().id());
            failedIds.add(each.observation().id());
            if (candidate != null && !candidate.retried()) {
                failed.put(candidate.rawId(), candidate.goodId());
            }
        }
        List<Long> good = candidates.entrySet().stream()
                .filter(entry -> entry.getValue().retried() && !failedIds.contains(entry.getKey()))
                .map(entry -> entry.getValue().rawId())
                .toList();
        raw.markTranslated(connection, organization, failed, good);
    }

    private void report(
            JdbcClient jdbc,
            String model,
            Page page,
            List<Snapshot> misshapen,
            Ingest.Outcome outcome,
            Set<String> translated) {
        Instant at = now.get();
        for (Snapshot each : misshapen) {
            SyncIssues.raise(
                    jdbc,
                    organization,
                    SyncIssues.CHANGED_SHAPE,
                    model,
                    Long.toString(each.id()),
                    Map.of("field", String.valueOf(each.misshapen())),
                    at);
        }
        for (Ingest.Untranslated each : outcome.untranslated()) {
            SyncIssues.raise(
                    jdbc,
                    organization,
                    SyncIssues.UNTRANSLATED,
                    model,
                    each.observation().id(),
                    Map.of("reason", each.reason()),
                    at);
        }
        for (Long each : page.unreadable()) {
            SyncIssues.raise(
                    jdbc, organization, SyncIssues.UNREADABLE_RECORD, model, Long.toString(each), Map.of(), at);
        }
        if (!translated.isEmpty()) {
            List<String> well = translated.stream()
                    .filter(id -> outcome.untranslated().stream()
                            .noneMatch(failed -> failed.observation().id().equals(id)))
                    .toList();
            SyncIssues.clear(jdbc, organization, SyncIssues.OF_RECORDS, model, well);
        }
    }

    private Counts gone(JdbcClient jdbc, Connection connection, SyncModel model, List<Long> ids) throws SQLException {
        String name = model.model();
        Instant at = now.get();
        Map<Long, RawSnapshots.Stored> stored = raw.stored(
                connection,
                organization,
                name,
                ids,
                ids.stream().map(id -> GONE).toList());
        List<RawSnapshots.Row> rows = new ArrayList<>();
        List<Long> replaced = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        for (Long id : ids) {
            RawSnapshots.Stored before = stored.get(id);
            if (before == null || before.same()) {
                continue;
            }
            long rawId = raw.newId(connection);
            replaced.add(id);
            rows.add(new RawSnapshots.Row(rawId, id, GONE, null, true, null));
            if (before.good() != null) {
                observations.add(new Observation(
                        SOURCE, name, Long.toString(id), before.good(), null, at, revision(name, id, rawId)));
            }
        }
        raw.store(connection, organization, name, job, at, replaced, rows);
        Ingest.Outcome outcome = observations.isEmpty()
                ? new Ingest.Outcome(0, 0, List.of())
                : ingest.record(organization, job, lookups(jdbc), observations);
        List<String> names =
                rows.stream().map(row -> Long.toString(row.recordId())).toList();
        SyncIssues.clear(jdbc, organization, SyncIssues.OF_RECORDS, name, names);
        return new Counts(0, 0, 0, rows.size(), outcome.untranslated().size(), outcome.appended());
    }

    private static String revision(String model, long id, long rawId) {
        return model + "/" + id + "@" + rawId;
    }
}
