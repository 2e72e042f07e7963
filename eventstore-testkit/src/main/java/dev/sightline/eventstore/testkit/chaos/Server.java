package dev.sightline.eventstore.testkit.chaos;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The PostgreSQL under fire, always on one port. For one thread. */
final class Server implements AutoCloseable {
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(1);

    private final Path folder;
    private EmbeddedPostgres postgres;

    /** @param folder an empty or absent one */
    Server(Path folder) throws SQLException {
        this.folder = folder;
        this.postgres = EmbeddedPostgres.in(folder).start();
        try (Connection owner = connection()) {
            EventStoreSchema.install(owner);
            Ledger.createTable(owner);
            Blocks.createTable(owner);
        }
    }

    /** Address, user and password. */
    List<String> coordinates() {
        return List.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** Connections as the application has them; close the pool. */
    HikariDataSource application() {
        return Victim.connect(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    DataSource owner() {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(postgres.jdbcUrl());
        owner.setUser(postgres.user());
        owner.setPassword(postgres.password());
        return owner;
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** SIGKILL to all of it, and a start on what it left. */
    void crash() {
        postgres.crash();
        postgres = EmbeddedPostgres.in(folder).port(postgres.port()).start();
    }

    /**
     * What a killed process had asked for goes on in the database: until its sessions are over, more may be committed. Ends all
     * sessions that are older than this call.
     */
    void awaitQuiet() throws SQLException {
        try (Connection owner = connection();
                Statement statement = owner.createStatement()) {
            long deadline = System.nanoTime() + LONGEST_QUIET.toNanos();
            while (olderSessions(statement) > 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("sessions of killed processes do not end");
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private static long olderSessions(Statement statement) throws SQLException {
        return count(statement, """
                SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a, pg_stat_activity own
                WHERE own.pid = pg_backend_pid() AND a.datname = current_database() AND a.pid <> own.pid
                  AND a.backend_type = 'client backend' AND a.backend_start <= own.backend_start
                """);
    }

    /** Ends about half of the sessions, the oldest first asked for; answers how many. */
    long cutConnections(Random random) throws SQLException {
        try (Connection owner = connection();
                Statement statement = owner.createStatement()) {
            List<String> chosen = new ArrayList<>();
            try (ResultSet sessions = statement.executeQuery("""
                    SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY backend_start, pid
                    """)) {
                while (sessions.next()) {
                    if (random.nextBoolean()) {
                        chosen.add(sessions.getString(1));
                    }
                }
            }
            return count(statement, """
                    SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
                    FROM unnest(ARRAY[%s]::integer[]) AS chosen (pid)
                    """.formatted(String.join(", ", chosen)));
        }
    }

    private static long count(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A transaction left open in another database: nobody may wait for it. */
    Connection bystander() throws SQLException {
        Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl("template1"), postgres.user(), postgres.password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // With a transaction id of its own, it holds back the whole server's horizon.
            statement.execute("SELECT pg_current_xact_id()");
        }
        return connection;
    }

    static void close(Connection bystander) {
        try {
            bystander.close();
        } catch (SQLException e) {
            // Its server was killed meanwhile.
            System.err.println("bystander: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
