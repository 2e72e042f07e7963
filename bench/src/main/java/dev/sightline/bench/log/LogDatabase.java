package dev.sightline.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database with the event store's tables, for as long as it is open. Thread-safe. */
final class LogDatabase implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final String name;

    private LogDatabase(EmbeddedPostgres postgres, String name) {
        this.postgres = postgres;
        this.name = name;
    }

    static LogDatabase create(EmbeddedPostgres postgres, String name) throws SQLException {
        LogDatabase database = new LogDatabase(postgres, name);
        database.administer("CREATE DATABASE " + name);
        try (Connection owner = database.owner()) {
            EventStoreSchema.install(owner);
            StreamTally.createTable(owner);
        }
        return database;
    }

    /** A connection of the owner, whom row-level security does not bind. */
    Connection owner() throws SQLException {
        return DriverManager.getConnection(url(), postgres.user(), postgres.password());
    }

    /** Connections as the application has them, opened when they are needed. Close the pool. */
    HikariDataSource application(int connections) {
        HikariDataSource pool = pool(connections);
        pool.setConnectionInitSql("SET ROLE sightline_app");
        return pool;
    }

    /** Connections of the owner. Close the pool. */
    HikariDataSource pool(int connections) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url());
        pool.setUsername(postgres.user());
        pool.setPassword(postgres.password());
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        return pool;
    }

    String url() {
        return postgres.jdbcUrl(name);
    }

    void execute(String sql) throws SQLException {
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        administer("DROP DATABASE " + name + " WITH (FORCE)");
    }

    private void administer(String sql) throws SQLException {
        try (Connection owner = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
