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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Appends. Within an open transaction: one round trip to lock and look, one per {@value #CHUNK} events to write. By itself, where
 * a forecast holds: one round trip for everything.
 */
final class LogWriter {
    /** The channel that is notified of {@code organisation:position} at commit. */
    static final String CHANNEL = "sightline_events";

    private static final int CHUNK = 2_000;

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
                FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::integer[], ?::uuid[], ?::timestamptz[],
                            ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::json[]) AS added
            )
            UPDATE event_log_heads SET last_position = ?, last_recorded_at = ?
            WHERE organization_id = ?
            RETURNING pg_notify(?, ?)
            """;

    private static final String AT_ONCE = """
            SELECT event_log_append(?, ?, ?, ?, ?, ?, ?, ?,
                                    ?::text[], ?::bigint[], ?::text[], ?::integer[], ?::uuid[], ?::timestamptz[],
                                    ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::json[])
            """;

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
        AppendPlan plan = forecast.plan(writers);
        if (plan == null) {
            return null;
        }
        long head = plan.lastPosition();
        List<StreamId> streams = streams(writers);
        List<Long> versions = streams.stream().map(plan.versions()::get).toList();
        List<AppendResult> answers = writers.stream().map(plan::take).toList();
        List<Row> rows = plan.rows();
        if (rows.isEmpty() || rows.size() > CHUNK) {
            return null;
        }
        List<SourceKey> keys = sourceKeys(writers);
        try (PreparedStatement append = connection.prepareStatement(AT_ONCE)) {
            append.setInt(1, organization.value());
            append.setLong(2, head);
            append.setArray(3, texts(connection, streams, StreamId::toString));
            append.setArray(4, connection.createArrayOf("int8", versions.toArray()));
            append.setArray(5, texts(connection, keys, SourceKey::source));
            append.setArray(6, texts(connection, keys, SourceKey::sourceEventId));
            append.setObject(7, microseconds(now).atOffset(ZoneOffset.UTC));
            append.setString(8, CHANNEL);
            setRows(connection, append, 9, rows);
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

    /** One answer for each writer, in their order. */
    static Planned append(
            Connection transaction, OrganizationId organization, List<List<StreamAppend>> writers, Instant now)
            throws SQLException {
        List<StreamId> streams = streams(writers);
        List<SourceKey> keys = sourceKeys(writers);
        AppendPlan plan;
        Instant recordedAt;
        try (PreparedStatement lock = transaction.prepareStatement(LOCK)) {
            lock.setInt(1, organization.value());
            lock.setArray(2, texts(transaction, streams, StreamId::toString));
            lock.setArray(3, texts(transaction, keys, SourceKey::source));
            lock.setArray(4, texts(transaction, keys, SourceKey::sourceEventId));
            try (ResultSet head = lock.executeQuery()) {
                head.next();
                plan = new AppendPlan(head.getLong(1), versions(head, streams), recorded(head, keys));
                recordedAt = notBefore(head.getObject(2, OffsetDateTime.class), now);
            }
        }
        List<AppendResult> answers = writers.stream().map(plan::take).toList();
        List<Row> rows = plan.rows();
        for (int from = 0; from < rows.size(); from += CHUNK) {
            insert(transaction, organization, recordedAt, rows.subList(from, Math.min(from + CHUNK, rows.size())));
        }
        return new Planned(plan, answers);
    }

    private static void insert(Connection transaction, OrganizationId organization, Instant recordedAt, List<Row> rows)
            throws SQLException {
        long last = rows.getLast().position();
        OffsetDateTime recorded = recordedAt.atOffset(ZoneOffset.UTC);
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            insert.setInt(1, organization.value());
            insert.setObject(2, recorded);
            insert.setArray(3, transaction.createArrayOf("int8", column(rows, Row::position)));
            setRows(transaction, insert, 4, rows);
            insert.setLong(16, last);
            insert.setObject(17, recorded);
            insert.setInt(18, organization.value());
            insert.setString(19, CHANNEL);
            insert.setString(20, organization + ":" + last);
            insert.executeQuery().close();
        }
    }

    /** Twelve arrays, from the parameter {@code first} on. */
    private static void setRows(Connection connection, PreparedStatement statement, int first, List<Row> rows)
            throws SQLException {
        int at = first;
        statement.setArray(at++, texts(connection, rows, row -> row.stream().toString()));
        statement.setArray(at++, connection.createArrayOf("int8", column(rows, Row::version)));
        statement.setArray(at++, texts(connection, rows, row -> row.event().type()));
        statement.setArray(
                at++,
                connection.createArrayOf("int4", column(rows, row -> row.event().schemaVersion())));
        statement.setArray(at++, texts(connection, rows, row -> row.event().id().toString()));
        statement.setArray(
                at++,
                texts(
                        connection,
                        rows,
                        row -> microseconds(row.event().occurredAt()).toString()));
        statement.setArray(
                at++, texts(connection, rows, row -> row.event().origin().source()));
        statement.setArray(
                at++, texts(connection, rows, row -> row.event().origin().sourceEventId()));
        statement.setArray(
                at++, texts(connection, rows, row -> row.event().origin().correlationId()));
        statement.setArray(
                at++, texts(connection, rows, row -> row.event().origin().causationId()));
        statement.setArray(
                at++, texts(connection, rows, row -> row.event().origin().actor()));
        statement.setArray(at, texts(connection, rows, row -> row.event().data()));
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

    private static <T> Array texts(Connection connection, List<T> rows, Function<T, ? extends @Nullable Object> value)
            throws SQLException {
        List<String> texts = new ArrayList<>(rows.size());
        for (T row : rows) {
            Object text = value.apply(row);
            texts.add(text == null ? null : text.toString());
        }
        return connection.createArrayOf("text", texts.toArray(String[]::new));
    }

    private static <T> Object[] column(List<T> rows, Function<T, ?> value) {
        return rows.stream().map(value).toArray();
    }
}
