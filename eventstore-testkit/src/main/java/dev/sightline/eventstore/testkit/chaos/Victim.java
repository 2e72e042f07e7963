package dev.sightline.eventstore.testkit.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A process to be killed: writers of every kind and a projection engine, until its end, by a clock that jumps forwards and
 * backwards. What was acknowledged to it, it says on standard output, see {@link Acknowledged}, and what must not be there; {@code wrong …} is a broken promise that
 * it noticed itself.
 */
final class Victim {
    static final String WRONG = "wrong ";
    private static final int WRITERS = 12;
    private static final int LARGEST_BATCH = 400;
    /** Of the writers that make the log long. */
    private static final int LARGEST_IMPORT = 4_000;

    private static final int IMPORTERS = 2;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(1_500);

    private Victim() {}

    /** Arguments: JDBC address, user, password, number of organisations, seed. */
    public static void main(String[] arguments) {
        HikariDataSource database = connect(arguments[0], arguments[1], arguments[2]);
        Random random = new Random(Long.parseLong(arguments[4]));
        InstantSource clock = jumping(new Random(random.nextLong()));
        PostgresEventStore store = new PostgresEventStore(database, clock);
        int organizations = Integer.parseInt(arguments[3]);
        for (int number = 0; number < WRITERS; number++) {
            int largest = number < IMPORTERS ? LARGEST_IMPORT : LARGEST_BATCH;
            Writer writer = new Writer(database, store, organizations, largest, new Random(random.nextLong()));
            boolean first = number == 0;
            Thread.ofVirtual().start(() -> {
                if (first) {
                    writer.poisonAtOnce();
                }
                writer.write();
            });
        }
        Random moments = new Random(random.nextLong());
        try (ProjectionEngine engine =
                new ProjectionEngine(database, Views.projections(() -> moment(moments)), settings(), clock)) {
            engine.start();
            while (true) {
                // Whoever started it ends it.
                LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
            }
        }
    }

    /** Now and then a projection fails, for a reason that says nothing of the events or for one that might. */
    private static synchronized Moment moment(Random moments) {
        return switch (moments.nextInt(40)) {
            case 0 -> Moment.TROUBLE;
            case 1 -> Moment.BUG;
            default -> Moment.GOOD;
        };
    }

    /** A clock that jumps by up to a day, either way, with one look in a thousand. */
    private static InstantSource jumping(Random random) {
        AtomicLong offset = new AtomicLong();
        return () -> {
            synchronized (random) {
                if (random.nextInt(1_000) == 0) {
                    offset.set(random.nextLong(-86_400_000L, 86_400_000L));
                }
            }
            return Instant.now().plusMillis(offset.get());
        };
    }

    static EngineSettings settings() {
        return EngineSettings.defaults()
                .withRetries(3, Duration.ofMillis(5), Duration.ofMillis(200))
                .withLongestPause(LONGEST_PAUSE);
    }

    static HikariDataSource connect(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setConnectionInitSql("SET ROLE sightline_app");
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    static void wrong(String what) {
        say(WRONG + what.replace('\n', ' '));
    }

    static void say(String lines) {
        synchronized (System.out) {
            System.out.println(lines);
            System.out.flush();
        }
    }
}
