package dev.sightline.eventstore;

import dev.sightline.eventstore.AppendPlan.Row;
import dev.sightline.eventstore.AppendPlan.SourceKey;
import dev.sightline.eventstore.AppendResult.Recorded;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Appends. Within an open transaction: one round trip to lock and look, one per {@value #CHUNK} events to write. By itself, where
 * a forecast holds: one round trip for everything.
 */
final class LogWriter {
    /** Events in one statement, some megabytes at most. */
    private static final int CHUNK = 5_000;

    private static final String LOCK = """
            SELECT last_position, CASE WHEN isfinite(last_recorded_at) THEN last_recorded_at END,
                   versions, recorded_index, recorded_position, recorded_version
            FROM event_log_lock(?, ?, ?, ?)
            """;

    private static final String INSERT = """
            WITH added AS (
                INSERT INTO events (
                    organization_id, recorded_at, position, stream, version, type, schema_version, event_id, occurred_at,
                    source, source_event_id, correlation_id, causation_id, actor, data)
                SELECT ?, ?, added.*
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS added
            )
            UPDATE event_log_heads SET last_position = ?, last_recorded_at = ?
            WHERE organization_id = ?
            """;

    private static final String INSERT_AND_NOTIFY = INSERT + "RETURNING pg_notify(?, ?)";

    private static final String AT_ONCE = "SELECT event_log_append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private LogWriter() {}

    /** What was planned and is to be answered; the answers are valid once the transaction commits. */
    record Planned(AppendPlan plan, List<AppendResult> answers) {}

    /**
     * Appends and commits in one statement.
     *
     * @param connection in auto-commit mode
     * @return one answer for each writer; null where the log does not stand where the forecast says, and nothing was done
     */
    static @Nullable List<AppendResult> atOnce(
            Connection connection,
            OrganizationId organization,
            List<List<StreamAppend>> writers,
            Forecast forecast,
            Instant now)
            throws SQLException {
        Forecast.Planned forecasted = forecast.plan(writers);
        if (forecasted == null) {
            return null;
        }
        AppendPlan plan = forecasted.plan();
        List<AppendResult> answers = new ArrayList<>();
        for (List<StreamAppend> writer : writers) {
            AppendResult answer = plan.take(writer);
            if (answer instanceof AppendResult.Conflict && namesSources(writer)) {
                return null; // it may be recorded already, which the forecast does not know
            }
            answers.add(answer);
        }
        List<Row> rows = plan.rows();
        List<Map.Entry<StreamId, Long>> unproven = new ArrayList<>();
        if (rows.isEmpty() || rows.size() > CHUNK || !proves(rows, forecasted.said(), unproven)) {
            return null;
        }
        try (PreparedStatement append = connection.prepareStatement(AT_ONCE)) {
            append.setInt(1, organization.value());
            append.setLong(2, plan.head());
            BinaryColumn.texts(unproven, stream -> stream.getKey().toString()).set(append, 3);
            BinaryColumn.longs(unproven, Map.Entry::getValue).set(append, 4);
            append.setObject(5, microseconds(now).atOffset(ZoneOffset.UTC));
            setRows(append, 6, rows);
            try (ResultSet done = append.executeQuery()) {
                done.next();
                if (!done.getBoolean(1)) {
                    forecast.forget();
                    return null;
                }
            }
        }
        forecast.learn(plan);
        return answers;
    }

    private static boolean namesSources(List<StreamAppend> writer) {
        return writer.stream()
                .flatMap(append -> append.events().stream())
                .anyMatch(event -> event.origin().sourceEventId() != null);
    }

    /**
     * Whether writing the rows proves what writers say of streams that are not remembered: the row behind a version is there
     * already where a stream is further. A stream that ought to have events must be seen to have them all the same.
     *
     * @param unproven receives those
     */
    private static boolean proves(List<Row> rows, Map<StreamId, Long> said, List<Map.Entry<StreamId, Long>> unproven) {
        if (said.isEmpty()) {
            return true;
        }
        Set<StreamId> written = new HashSet<>();
        rows.forEach(row -> written.add(row.stream()));
        for (Map.Entry<StreamId, Long> stream : said.entrySet()) {
            if (!written.contains(stream.getKey())) {
                return false;
            }
            if (stream.getValue() > 0) {
                unproven.add(stream);
            }
        }
        return true;
    }

    /**
     * Appends within the transaction: one answer for each writer, in their order.
     *
     * @param notifying whether listeners hear of it from the transaction itself, when it commits
     */
    static Planned append(
            Connection transaction,
            OrganizationId organization,
            List<List<StreamAppend>> writers,
            Instant now,
            boolean notifying)
            throws SQLException {
        List<StreamId> streams = streams(writers);
        List<SourceKey> keys = sourceKeys(writers);
        AppendPlan plan;
        Instant recordedAt;
        try (PreparedStatement lock = transaction.prepareStatement(LOCK)) {
            lock.setInt(1, organization.value());
            BinaryColumn.texts(streams, StreamId::toString).set(lock, 2);
            BinaryColumn.texts(keys, SourceKey::source).set(lock, 3);
            BinaryColumn.texts(keys, SourceKey::sourceEventId).set(lock, 4);
            try (ResultSet head = lock.executeQuery()) {
                head.next();
                plan = new AppendPlan(head.getLong(1), versions(head, streams), recorded(head, keys));
                recordedAt = notBefore(head.getObject(2, OffsetDateTime.class), now);
            }
        }
        List<AppendResult> answers = writers.stream().map(plan::take).toList();
        List<Row> rows = plan.rows();
        for (int from = 0; from < rows.size(); from += CHUNK) {
            List<Row> chunk = rows.subList(from, Math.min(from + CHUNK, rows.size()));
            insert(transaction, organization, recordedAt, chunk, notifying);
        }
        return new Planned(plan, answers);
    }

    private static void insert(
            Connection transaction, OrganizationId organization, Instant recordedAt, List<Row> rows, boolean notifying)
            throws SQLException {
        long last = rows.getLast().position();
        OffsetDateTime recorded = recordedAt.atOffset(ZoneOffset.UTC);
        try (PreparedStatement insert = transaction.prepareStatement(notifying ? INSERT_AND_NOTIFY : INSERT)) {
            insert.setInt(1, organization.value());
            insert.setObject(2, recorded);
            BinaryColumn.longs(rows, Row::position).set(insert, 3);
            setRows(insert, 4, rows);
            insert.setLong(16, last);
            insert.setObject(17, recorded);
            insert.setInt(18, organization.value());
            if (notifying) {
                insert.setString(19, Announcements.CHANNEL);
                insert.setString(20, Announcements.text(organization, last));
            }
            insert.execute();
        }
    }

    /** Twelve columns, from the parameter {@code first} on. */
    private static void setRows(PreparedStatement statement, int first, List<Row> rows) throws SQLException {
        int at = first;
        BinaryColumn.texts(rows, row -> row.stream().toString()).set(statement, at++);
        BinaryColumn.longs(rows, Row::version).set(statement, at++);
        BinaryColumn.texts(rows, row -> row.event().type()).set(statement, at++);
        BinaryColumn.integers(rows, row -> row.event().schemaVersion()).set(statement, at++);
        BinaryColumn.uuids(rows, row -> row.event().id()).set(statement, at++);
        BinaryColumn.instants(rows, row -> row.event().occurredAt()).set(statement, at++);
        BinaryColumn.texts(rows, row -> row.event().origin().source()).set(statement, at++);
        BinaryColumn.texts(rows, row -> row.event().origin().sourceEventId()).set(statement, at++);
        BinaryColumn.uuids(rows, row -> row.event().origin().correlationId()).set(statement, at++);
        BinaryColumn.uuids(rows, row -> row.event().origin().causationId()).set(statement, at++);
        BinaryColumn.texts(rows, row -> row.event().origin().actor()).set(statement, at++);
        BinaryColumn.jsons(rows, row -> row.event().data()).set(statement, at);
    }

    private static List<StreamId> streams(List<List<StreamAppend>> writers) {
        Set<StreamId> streams = new LinkedHashSet<>();
        writers.forEach(writer -> writer.forEach(append -> streams.add(append.stream())));
        return List.copyOf(streams);
    }

    private static List<SourceKey> sourceKeys(List<List<StreamAppend>> writers) {
        Set<SourceKey> keys = new LinkedHashSet<>();
        writers.forEach(writer -> writer.forEach(append -> append.events().forEach(event -> {
            SourceKey key = SourceKey.of(event);
            if (key != null) {
                keys.add(key);
            }
        })));
        return List.copyOf(keys);
    }

    private static Map<StreamId, Long> versions(ResultSet head, List<StreamId> streams) throws SQLException {
        Long[] found = numbers(head, 3);
        Map<StreamId, Long> versions = new HashMap<>();
        for (int i = 0; i < found.length; i++) {
            versions.put(streams.get(i), found[i]);
        }
        return versions;
    }

    private static Map<SourceKey, Recorded> recorded(ResultSet head, List<SourceKey> keys) throws SQLException {
        Long[] index = numbers(head, 4);
        Long[] positions = numbers(head, 5);
        Long[] versions = numbers(head, 6);
        Map<SourceKey, Recorded> recorded = new HashMap<>();
        for (int i = 0; i < index.length; i++) {
            recorded.put(keys.get(index[i].intValue() - 1), new Recorded(positions[i], versions[i], true));
        }
        return recorded;
    }

    private static Long[] numbers(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? new Long[0] : (Long[]) array.getArray();
    }

    /** Clocks of several machines differ, and one clock may be set back: the log's own time never falls. */
    private static Instant notBefore(@Nullable OffsetDateTime previous, Instant now) {
        Instant present = microseconds(now);
        return previous == null || previous.toInstant().isBefore(present) ? present : previous.toInstant();
    }

    /** PostgreSQL keeps microseconds, and would round. */
    private static Instant microseconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }
}
