package dev.sightline.eventstore;

import dev.sightline.bench.log.SampleEvents;
import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.postgresql.PGStatement;
import org.postgresql.ds.PGSimpleDataSource;

/** What reading the log costs, per event: of a row that has arrived, and through a cursor of the database. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CursorBenchmark {
    private static final int EVENTS = 2_000;
    private static final int PAGE = 1_000;
    private static final long SEED = 20_263;
    private static final OrganizationId ORGANIZATION = new OrganizationId(1);

    private final EmbeddedPostgres postgres =
            EmbeddedPostgres.temporary().withoutDurability().start();
    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final Connection connection;
    private final ResultSet arrived;

    public CursorBenchmark() {
        database.setUrl(postgres.jdbcUrl());
        database.setUser(postgres.user());
        database.setPassword(postgres.password());
        try {
            connection = database.getConnection();
            EventStoreSchema.install(connection);
            new PostgresEventStore(database, Clock.systemUTC())
                    .append(
                            ORGANIZATION,
                            new SampleEvents(SEED, EVENTS).opportunities("s").next(EVENTS));
            arrived = arrived(connection);
        } catch (SQLException e) {
            // What JMH makes of this class declares nothing.
            throw new IllegalStateException("the log cannot be filled", e);
        }
    }

    private static ResultSet arrived(Connection connection) throws SQLException {
        PreparedStatement query = connection.prepareStatement(
                LogReader.SELECT + " ORDER BY position", ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        query.setInt(1, ORGANIZATION.value());
        query.setLong(2, 0);
        query.setLong(3, EVENTS);
        // As a cursor's rows arrive.
        query.unwrap(PGStatement.class).setPrepareThreshold(-1);
        return query.executeQuery();
    }

    /** Rows in memory become events. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void decode(Blackhole sink) throws SQLException {
        arrived.beforeFirst();
        while (arrived.next()) {
            sink.consume(LogReader.event(ORGANIZATION, arrived));
        }
    }

    /** The same with the database that brings them, and a connection for each time, as a replay reads. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void read(Blackhole sink) throws SQLException {
        try (Stream<RecordedEvent> events = EventCursor.open(database, ORGANIZATION, EventFilter.all(), PAGE)) {
            events.forEach(sink::consume);
        }
    }

    @TearDown
    public void close() throws SQLException {
        connection.close();
        postgres.close();
    }
}
