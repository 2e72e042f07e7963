package dev.sightline.bench;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.postgres.EmbeddedPostgres;
import dev.sightline.server.Sightline;
import dev.sightline.server.identity.Accounts;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organizations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A database of the server with a {@link SalesHistory} in it, brought there the way everything gets there: through the event
 * store and the projection. One that holds the same history already is used again.
 */
public final class SalesDatabase {
    static final String PASSWORD = "measure-it-twice";
    private static final long SEED = 20_261;
    private static final int APPEND = 1_000;
    private static final int BATCH = 50_000;
    /** Raised when the history or its projection changes, so that no old database is used. */
    private static final int EDITION = 5;

    private final EmbeddedPostgres postgres;
    private final String name;
    private final int people;
    private final int opportunities;

    public SalesDatabase(EmbeddedPostgres postgres, String name, int people, int opportunities) {
        this.postgres = postgres;
        this.name = name;
        this.people = people;
        this.opportunities = opportunities;
    }

    /** Where the databases are kept between runs. Close it. */
    static EmbeddedPostgres postgres(Bench.Run run) {
        return EmbeddedPostgres.in(run.home().resolve("postgres"))
                .option("shared_buffers", "512MB")
                .option("max_wal_size", "4GB")
                // The filling need not survive a power cut; the reading that is measured does not write.
                .withoutDurability()
                .start();
    }

    int opportunities() {
        return opportunities;
    }

    /** The settings with which a server works on this database. */
    Map<String, String> settings(Path home) {
        return Map.of(
                "sightline.home",
                home.resolve(name).toString(),
                "sightline.database.url",
                postgres.jdbcUrl(name),
                "sightline.database.user",
                postgres.user(),
                "sightline.database.password",
                postgres.password(),
                "sightline.organization.slug",
                "bench",
                // One client stands for all.
                "sightline.limits.address",
                "1000000",
                "sightline.limits.sign-ins",
                "1000000",
                "sightline.limits.reads",
                "1000000");
    }

    /** Makes and fills the database, unless it is there; answers the seconds that it took. */
    double fill(Bench.Run run, List<Viewer> viewers) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        String content = "edition %d, %d people, %d opportunities until %s"
                .formatted(EDITION, people, opportunities, YearMonth.now(ZoneOffset.UTC));
        try (Connection owner = connect("postgres");
                Statement statement = owner.createStatement()) {
            if (!run.fresh() && content.equals(comment(statement))) {
                return 0;
            }
        }
        create();
        run.say("Filling %s: %d people, %d opportunities …".formatted(name, people, opportunities));
        try (ConfigurableApplicationContext context = open(run.home())) {
            fill(run, context, viewers);
        }
        try (Connection owner = connect(name);
                Statement statement = owner.createStatement()) {
            // What autovacuum does by itself in the hours after a large import.
            statement.execute("VACUUM (ANALYZE, FREEZE)");
            statement.execute("CHECKPOINT");
            statement.execute("COMMENT ON DATABASE " + name + " IS '" + content + "'");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Makes the database anew, empty. */
    public void create() throws SQLException {
        try (Connection owner = connect("postgres");
                Statement statement = owner.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + name);
        }
    }

    /** The server on this database, without its web and its background work; it makes the tables. Close it. */
    public ConfigurableApplicationContext open(Path home) {
        SpringApplication application = new SpringApplication(Sightline.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLazyInitialization(true);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        Map<String, Object> settings = new HashMap<>(settings(home));
        settings.put("sightline.background", "false");
        settings.put("logging.level.root", "ERROR");
        settings.put("sightline.log.format", "text");
        String[] arguments = settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return application.run(arguments);
    }

    /** Appends the history, and answers to whose log; no view is made of it. */
    public OrganizationId append(Bench.Run run, ConfigurableApplicationContext server) {
        OrganizationId organization = server.getBean(Organizations.class).own().id();
        append(run, server.getBean(EventStore.class), organization, history());
        return organization;
    }

    private SalesHistory history() {
        return new SalesHistory(SEED, people, opportunities, Instant.now());
    }

    /** As if people worked, until it is closed: new opportunities of anybody, one by one. */
    AutoCloseable live(Path home, Duration every) {
        ConfigurableApplicationContext context = open(home);
        EventStore log = context.getBean(EventStore.class);
        OrganizationId organization = context.getBean(Organizations.class).own().id();
        SalesHistory more = new SalesHistory(System.nanoTime(), people, opportunities, Instant.now());
        Thread working = Thread.ofPlatform().name("living").start(() -> {
            while (!Thread.interrupted()) {
                log.append(organization, List.of(more.another()));
                LockSupport.parkNanos(every.toNanos());
            }
        });
        return () -> {
            working.interrupt();
            working.join();
            context.close();
        };
    }

    private void fill(Bench.Run run, ConfigurableApplicationContext context, List<Viewer> viewers)
            throws InterruptedException {
        OrganizationId organization = context.getBean(Organizations.class).own().id();
        EventStore log = context.getBean(EventStore.class);
        FutureTask<Void> appending = new FutureTask<>(() -> append(run, log, organization, history()), null);
        Thread.ofPlatform().name("append").start(appending);
        CompositeProjection sales = context.getBean("salesProjection", CompositeProjection.class);
        // Larger batches than the server's own: the same rows, sooner. The views follow while the log still grows.
        try (ProjectionEngine engine = new ProjectionEngine(
                context.getBean(DataSource.class),
                List.of(sales),
                // Nobody else works here, and between two statements of such a batch a busy machine may need its time.
                EngineSettings.defaults().withBatchSize(BATCH).withLongestPause(Duration.ofMinutes(5)),
                Clock.systemUTC())) {
            while (!appending.isDone()) {
                engine.catchUp(sales.name(), organization);
            }
            appending.get();
            engine.catchUp(sales.name(), organization);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the history could not be appended", e.getCause());
        }
        Accounts accounts = context.getBean(Accounts.class);
        for (Viewer viewer : viewers) {
            accounts.create(
                    organization,
                    SalesHistory.email(viewer.person()),
                    new Secret(PASSWORD),
                    Role.valueOf(viewer.role()),
                    null,
                    Caller.program("benchmark"));
        }
    }

    private static void append(Bench.Run run, EventStore log, OrganizationId organization, SalesHistory history) {
        AtomicInteger written = new AtomicInteger();
        Progress appended = new Progress(run, "streams appended");
        history.write(APPEND, batch -> {
            log.append(organization, batch);
            appended.at(written.addAndGet(batch.size()));
        });
        run.say("  all appended; the views follow …");
    }

    /** A connection of the owner, whom row-level security does not bind. */
    public Connection owner() throws SQLException {
        return connect(name);
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(database), postgres.user(), postgres.password());
    }

    private String comment(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '" + name + "'")) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** Says every ten seconds how far it is. */
    private static final class Progress {
        private static final long EVERY = Duration.ofSeconds(10).toNanos();
        private final Bench.Run run;
        private final String what;
        private long next = System.nanoTime() + EVERY;

        Progress(Bench.Run run, String what) {
            this.run = run;
            this.what = what;
        }

        void at(int number) {
            if (System.nanoTime() > next) {
                run.say("  " + number + " " + what);
                next = System.nanoTime() + EVERY;
            }
        }
    }
}
