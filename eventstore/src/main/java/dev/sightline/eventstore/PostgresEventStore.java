package dev.sightline.eventstore;

import dev.sightline.eventstore.AppendLane.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The event log in PostgreSQL (tables: {@link EventStoreSchema}). Thread-safe; one instance per process, so that its
 * concurrent appends find each other. The data source's connections work in the role {@code sightline_app}.
 */
public final class PostgresEventStore implements EventStore {
    private static final int FETCH = 1_000;
    /** Events that are fetched before their payloads are counted. */
    private static final int COUNTED_AT_ONCE = 200;

    private final DataSource database;
    private final InstantSource clock;
    private final Announcements announcements;
    private final Map<OrganizationId, AppendLane> lanes = new ConcurrentHashMap<>();

    /** @param clock tells when the log takes an event */
    public PostgresEventStore(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.announcements = new Announcements(database);
    }

    @Override
    public AppendResult append(OrganizationId organization, List<StreamAppend> appends) {
        return lanes.computeIfAbsent(organization, this::lane).append(appends);
    }

    @Override
    public AppendResult append(Connection transaction, OrganizationId organization, List<StreamAppend> appends)
            throws SQLException {
        return LogWriter.append(transaction, organization, List.of(List.copyOf(appends)), clock.instant(), true)
                .answers()
                .getFirst();
    }

    private AppendLane lane(OrganizationId organization) {
        Forecast forecast = new Forecast();
        return new AppendLane(writers -> commit(organization, forecast, writers));
    }

    @Override
    public List<RecordedEvent> read(OrganizationId organization, EventFilter filter, int limit) {
        try {
            return OrganizationTransaction.run(
                    database, organization, transaction -> read(transaction, organization, filter, limit));
        } catch (SQLException e) {
            throw fault("read", organization, e);
        }
    }

    /** {@link #read(OrganizationId, EventFilter, int)} within a transaction that entered the organisation. */
    public static List<RecordedEvent> read(
            Connection transaction, OrganizationId organization, EventFilter filter, int limit) throws SQLException {
        try (PreparedStatement query = LogReader.query(transaction, organization, filter, limit);
                ResultSet rows = query.executeQuery()) {
            List<RecordedEvent> events = new ArrayList<>();
            while (rows.next()) {
                events.add(LogReader.event(organization, rows));
            }
            return events;
        }
    }

    /**
     * Some of the events that a reader wants, from the first on.
     *
     * @param complete whether there are no others behind them
     */
    public record Portion(List<RecordedEvent> events, boolean complete) {}

    /**
     * The same, but no more than fit into memory: one event at least, and as many as have together at most so many characters of
     * payload. No more than 200 beyond that are held meanwhile.
     */
    public static Portion read(
            Connection transaction, OrganizationId organization, EventFilter filter, int limit, long characters)
            throws SQLException {
        try (PreparedStatement query = LogReader.query(transaction, organization, filter, limit)) {
            if (Math.min(limit, filter.upToPosition() - filter.afterPosition()) > COUNTED_AT_ONCE) {
                query.setFetchSize(COUNTED_AT_ONCE);
            }
            List<RecordedEvent> events = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                long held = 0;
                while (rows.next()) {
                    RecordedEvent event = LogReader.event(organization, rows);
                    held += event.data().length();
                    if (held > characters && !events.isEmpty()) {
                        return new Portion(events, false);
                    }
                    events.add(event);
                }
            }
            return new Portion(events, events.size() < limit);
        }
    }

    @Override
    public Stream<RecordedEvent> stream(OrganizationId organization, EventFilter filter) {
        try {
            return EventCursor.open(database, organization, filter, FETCH);
        } catch (SQLException e) {
            throw fault("read", organization, e);
        }
    }

    @Override
    public long lastPosition(OrganizationId organization) {
        return number(
                organization, "SELECT last_position FROM event_log_heads WHERE organization_id = ?", statement -> {});
    }

    @Override
    public long streamVersion(OrganizationId organization, StreamId stream) {
        return number(organization, """
                SELECT version FROM events WHERE organization_id = ? AND stream = ? ORDER BY version DESC LIMIT 1
                """, statement -> statement.setString(2, stream.toString()));
    }

    private void commit(OrganizationId organization, Forecast forecast, List<Writer> writers) {
        List<List<StreamAppend>> appends =
                writers.stream().map(writer -> writer.appends).toList();
        boolean committing = false;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            List<AppendResult> answered =
                    LogWriter.atOnce(connection, organization, appends, forecast, clock.instant());
            if (answered != null) {
                answer(organization, writers, answered);
                return;
            }
            connection.setAutoCommit(false);
            try {
                LogWriter.Planned planned = LogWriter.append(connection, organization, appends, clock.instant(), false);
                committing = true;
                connection.commit();
                forecast.learn(planned.plan());
                answer(organization, writers, planned.answers());
                return;
            } catch (SQLException | RuntimeException e) {
                OrganizationTransaction.rollBack(connection, e);
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            if (writers.stream().allMatch(Writer::isAnswered)) {
                return; // the connection could not be given back; the events stand
            }
            forecast.forget();
            if (committing || writers.size() == 1 || isAboutTheServer(e)) {
                EventStoreException fault = fault(committing ? "commit an append" : "append", organization, e);
                writers.forEach(writer -> writer.fail(fault));
                return;
            }
        }
        // One writer's event is not storable (a payload that is no JSON, say): its neighbours shall not suffer.
        writers.forEach(writer -> commit(organization, forecast, List.of(writer)));
    }

    private void answer(OrganizationId organization, List<Writer> writers, List<AppendResult> answers) {
        long reached = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof AppendResult.Appended appended) {
                reached = Math.max(reached, appended.lastPosition());
            }
            writers.get(i).answer(answers.get(i));
        }
        if (reached > 0) {
            announcements.tell(organization, reached);
        }
    }

    /** Connection, resources, operator, system: every writer would meet the same. */
    private static boolean isAboutTheServer(Exception e) {
        return !(e instanceof SQLException sql)
                || sql.getSQLState() == null
                || sql.getSQLState().matches("(08|53|57|58|XX).*");
    }

    private long number(OrganizationId organization, String sql, Binding binding) {
        try {
            return OrganizationTransaction.run(database, organization, transaction -> {
                try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                    statement.setInt(1, organization.value());
                    binding.bind(statement);
                    try (ResultSet row = statement.executeQuery()) {
                        return row.next() ? row.getLong(1) : 0L;
                    }
                }
            });
        } catch (SQLException e) {
            throw fault("read", organization, e);
        }
    }

    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private static EventStoreException fault(String what, OrganizationId organization, Exception e) {
        return new EventStoreException(
                "cannot " + what + " in organisation " + organization + ": " + e.getMessage(), e);
    }
}
