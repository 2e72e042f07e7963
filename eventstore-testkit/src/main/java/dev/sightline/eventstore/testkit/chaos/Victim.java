package dev.sightline.eventstore.testkit.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.testkit.Seeds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process to be killed: writers of every kind and a projection engine, until its end. What was acknowledged to it, it says on
 * standard output, {@code ack ORGANISATION EVENT-ID POSITION .} a line (cut off by a kill, it lacks the point); {@code wrong …} is a broken promise that it noticed itself.
 */
final class Victim {
    static final String ACKNOWLEDGED = "ack ";
    static final String WRONG = "wrong ";
    private static final int WRITERS = 12;
    private static final int STREAMS = 60;
    private static final int LARGEST_BATCH = 400;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(1_500);

    private final HikariDataSource database;
    private final PostgresEventStore store;
    private final int organizations;

    private Victim(HikariDataSource database, int organizations) {
        this.database = database;
        this.store = new PostgresEventStore(database, Clock.systemUTC());
        this.organizations = organizations;
    }

    /** Arguments: JDBC address, user, password, number of organisations, seed. */
    public static void main(String[] arguments) {
        HikariDataSource database = connect(arguments[0], arguments[1], arguments[2]);
        Random random = new Random(Long.parseLong(arguments[4]));
        Victim victim = new Victim(database, Integer.parseInt(arguments[3]));
        for (int writer = 0; writer < WRITERS; writer++) {
            Random own = new Random(random.nextLong());
            Thread.ofVirtual().start(() -> victim.write(own));
        }
        Random moments = new Random(random.nextLong());
        try (ProjectionEngine engine = new ProjectionEngine(
                database, List.of(new Ledger(() -> badMoment(moments))), settings(), Clock.systemUTC())) {
            engine.start();
            while (true) {
                // Whoever started it ends it.
                LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
            }
        }
    }

    private static synchronized boolean badMoment(Random moments) {
        return moments.nextInt(20) == 0;
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

    private void write(Random random) {
        while (true) {
            OrganizationId organization = new OrganizationId(1 + random.nextInt(organizations));
            try {
                switch (random.nextInt(10)) {
                    case 0 -> expectingRightly(random, organization);
                    case 1 -> expectingWrongly(random, organization);
                    case 2 -> redelivering(random, organization);
                    case 3 -> inASlowTransaction(random, organization);
                    case 4 -> poison(random, organization);
                    default -> batch(random, organization);
                }
            } catch (EventStoreException | SQLException e) {
                // The database is away; what was not acknowledged may or may not be there.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static StreamId stream(Random random) {
        return new StreamId("account", Integer.toString(random.nextInt(STREAMS)));
    }

    private static NewEvent event(Random random, String data, @org.jspecify.annotations.Nullable String sourceEventId) {
        return new NewEvent(
                Seeds.uuid(random),
                Ledger.TYPE,
                1,
                Clock.systemUTC().instant(),
                data,
                new EventOrigin("import", sourceEventId, null, null, null));
    }

    private static NewEvent event(Random random) {
        return event(random, Ledger.amount(random.nextInt(1_000)), null);
    }

    private void batch(Random random, OrganizationId organization) {
        List<StreamAppend> appends = new ArrayList<>();
        for (int i = 1 + random.nextInt(LARGEST_BATCH); i > 0; i--) {
            appends.add(new StreamAppend(stream(random), ExpectedVersion.any(), List.of(event(random))));
        }
        acknowledge(organization, appends, store.append(organization, appends));
    }

    private void expectingRightly(Random random, OrganizationId organization) {
        StreamId stream = stream(random);
        long version = store.streamVersion(organization, stream);
        List<StreamAppend> appends =
                List.of(new StreamAppend(stream, ExpectedVersion.exactly(version), List.of(event(random))));
        // Another writer may be faster; then it is a conflict.
        acknowledge(organization, appends, store.append(organization, appends));
    }

    private void expectingWrongly(Random random, OrganizationId organization) {
        StreamId stream = new StreamId("never", Integer.toString(random.nextInt(STREAMS)));
        AppendResult result = store.append(
                organization,
                List.of(new StreamAppend(
                        stream, ExpectedVersion.exactly(1 + random.nextInt(5)), List.of(event(random)))));
        if (!(result instanceof AppendResult.Conflict conflict) || conflict.actualVersion() != 0) {
            say(WRONG + "an append to a stream that is not there was answered " + result);
        }
    }

    /** Both processes and all writers deliver the same few things again and again. */
    private void redelivering(Random random, OrganizationId organization) {
        String name = "delivery/" + random.nextInt(20_000);
        List<StreamAppend> appends = List.of(new StreamAppend(
                stream(random), ExpectedVersion.any(), List.of(event(random, Ledger.amount(7), name))));
        AppendResult first = store.append(organization, appends);
        AppendResult again = store.append(organization, appends);
        if (!(first instanceof AppendResult.Appended one)
                || !(again instanceof AppendResult.Appended two)
                || !two.events().getFirst().alreadyRecorded()
                || one.events().getFirst().position() != two.events().getFirst().position()) {
            say(WRONG + name + " was answered " + first + ", then " + again);
        }
    }

    private void inASlowTransaction(Random random, OrganizationId organization) throws SQLException {
        List<StreamAppend> appends =
                List.of(new StreamAppend(stream(random), ExpectedVersion.any(), List.of(event(random))));
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            AppendResult result = store.append(connection, organization, appends);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(30)));
            if (random.nextBoolean()) {
                connection.commit();
                acknowledge(organization, appends, result);
            } else {
                connection.rollback();
            }
        }
    }

    /** Each in a stream of its own, with followers, so that the others go on. */
    private void poison(Random random, OrganizationId organization) {
        if (random.nextInt(200) != 0) {
            batch(random, organization);
            return;
        }
        StreamId stream = new StreamId("poison", new UUID(random.nextLong(), random.nextLong()).toString());
        List<StreamAppend> appends = List.of(new StreamAppend(
                stream,
                ExpectedVersion.noStream(),
                List.of(event(random), event(random, Ledger.poison(), null), event(random))));
        acknowledge(organization, appends, store.append(organization, appends));
    }

    private static void acknowledge(OrganizationId organization, List<StreamAppend> appends, AppendResult result) {
        if (!(result instanceof AppendResult.Appended appended)) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        int at = 0;
        for (StreamAppend append : appends) {
            for (NewEvent event : append.events()) {
                lines.append(ACKNOWLEDGED)
                        .append(organization)
                        .append(' ')
                        .append(event.id())
                        .append(' ')
                        .append(appended.events().get(at++).position())
                        .append(" .\n");
            }
        }
        say(lines.toString().stripTrailing());
    }

    private static void say(String lines) {
        synchronized (System.out) {
            System.out.println(lines);
            System.out.flush();
        }
    }
}
