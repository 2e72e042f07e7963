package dev.sightline.eventstore.testkit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database of one test's own on the test JVM's one PostgreSQL, which starts at first use. Thread-safe. Either plainly
 * ({@code try (var database = TestDatabase.fresh())}), with JUnit's {@code @AutoClose}, or as a static
 * {@code @RegisterExtension}, which drops it after the class.
 */
public final class TestDatabase implements AutoCloseable, AfterAllCallback {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

    private final String name;
    private final HikariDataSource owner;
    private final HikariDataSource application;

    private TestDatabase(String name) {
        this.name = name;
        this.owner = pool(name, 4, null);
        this.application = pool(name, 24, "SET ROLE sightline_app");
    }

    /** The server of this test JVM: without fsync. It ends with the JVM. */
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.temporary()
                .option("max_connections", "400")
                // Deliberately far from UTC and from the JVM's own zone.
                .option("timezone", "America/St_Johns")
                .start();
    }

    /** A new database with the event store's tables. */
    public static TestDatabase fresh() {
        return fresh("eventstore", EventStoreSchema::install);
    }

    /**
     * A new database as {@code prepare} leaves it. It runs once per JVM and {@code kind}; later databases are copies, made in
     * some 50 ms.
     */
    public static TestDatabase fresh(String kind, Preparation prepare) {
        String template = TEMPLATES.computeIfAbsent(kind, key -> template(prepare));
        String name = "test_" + NUMBER.incrementAndGet();
        administer("CREATE DATABASE " + name + " TEMPLATE " + template);
        return new TestDatabase(name);
    }

    /** What a kind of database begins with; the connection is the owner's and commits by itself. */
    @FunctionalInterface
    public interface Preparation {
        void prepare(Connection owner) throws Exception;
    }

    /** Connections as the application has them: in the role {@code sightline_app}. */
    public DataSource application() {
        return application;
    }

    /** Connections of the owner, whom row-level security does not bind. */
    public DataSource owner() {
        return owner;
    }

    public String jdbcUrl() {
        return Server.POSTGRES.jdbcUrl(name);
    }

    public String user() {
        return Server.POSTGRES.user();
    }

    public String password() {
        return Server.POSTGRES.password();
    }

    @Override
    public void close() {
        application.close();
        owner.close();
        administer("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    private static String template(Preparation prepare) {
        String name = "template_" + NUMBER.incrementAndGet();
        administer("CREATE DATABASE " + name);
        try (Connection connection = DriverManager.getConnection(
                Server.POSTGRES.jdbcUrl(name), Server.POSTGRES.user(), Server.POSTGRES.password())) {
            prepare.prepare(connection);
        } catch (Exception e) {
            throw new IllegalStateException("the test database cannot be prepared: " + e.getMessage(), e);
        }
        return name;
    }

    private static synchronized void administer(String sql) {
        try (Connection connection = DriverManager.getConnection(
                        Server.POSTGRES.jdbcUrl("postgres"), Server.POSTGRES.user(), Server.POSTGRES.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the test server refuses: " + sql, e);
        }
    }

    private static HikariDataSource pool(
            String database, int size, @org.jspecify.annotations.Nullable String initialSql) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(database + (initialSql == null ? "-owner" : "-application"));
        config.setJdbcUrl(Server.POSTGRES.jdbcUrl(database));
        config.setUsername(Server.POSTGRES.user());
        config.setPassword(Server.POSTGRES.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        if (initialSql != null) {
            config.setConnectionInitSql(initialSql);
        }
        return new HikariDataSource(config);
    }
}
