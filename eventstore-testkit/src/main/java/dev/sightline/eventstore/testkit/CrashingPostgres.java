package dev.sightline.eventstore.testkit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A PostgreSQL with fsync, of one test's own, that can be killed and started again on the same data and port: for tests of
 * durability. Slower than {@link TestDatabase}. Thread-safe, but crash it from one thread.
 */
public final class CrashingPostgres implements AutoCloseable {
    private final Path folder;
    private EmbeddedPostgres server;
    private final HikariDataSource application;

    /** @param folder an empty or absent one, such as JUnit's temporary folder */
    public CrashingPostgres(Path folder) throws SQLException {
        this.folder = folder;
        this.server = EmbeddedPostgres.in(folder).start();
        try (Connection owner = owner()) {
            EventStoreSchema.install(owner);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl());
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setConnectionInitSql("SET ROLE sightline_app");
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(500);
        this.application = new HikariDataSource(config);
    }

    /** A new connection of the owner, for tables of the test's own. Close it. */
    public synchronized Connection owner() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    /** Connections in the role {@code sightline_app}; they fail while the server is down. */
    public DataSource application() {
        return application;
    }

    /** SIGKILL, as a power cut of the process. */
    public synchronized void crash() {
        server.crash();
    }

    /** Starts again on the same data and port. */
    public synchronized void restart() {
        server = EmbeddedPostgres.in(folder).port(server.port()).start();
    }

    @Override
    public synchronized void close() {
        application.close();
        server.close();
    }
}
