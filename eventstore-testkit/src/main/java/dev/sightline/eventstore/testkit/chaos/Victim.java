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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process to be killed: writers of every kind and a projection engine, until its end, by a clock that jumps forwards and
 * backwards. What was acknowledged to it, it says on standard output, see {@link Acknowledged}, and what must not be there; {@code wrong …} is a broken promise that
 * it noticed itself.
 */
final class Victim {
    static final String WRONG = "wrong ";
    private static final int WRITERS = 12;
    private static final int STREAMS = 60;
    private static final int LARGEST_BATCH = 400;
    /** Of the writers that make the log long. */
    private static final int LARGEST_IMPORT = 4_000;

    private static final int IMPORTERS = 2;
    private static final int LONGEST_WAIT_MILLIS = 300;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(1_500);

    private final HikariDataSource database;
    private final PostgresEventStore store;
    private final int organizations;

    private Victim(HikariDataSource database, int organizations, InstantSource clock) {
        this.database = database;
        this.store = new PostgresEventStore(database, clock);
        this.organizations = organizations;
    }

    /** Arguments: JDBC address, user, password, number of organisations, seed. */
    public static void main(String[] arguments) {
        HikariDataSource database = connect(arguments[0], arguments[1], arguments[2]);
        Random random = new Random(Long.parseLong(arguments[4]));
        InstantSource clock = jumping(new Random(random.nextLong()));
        Victim victim = new Victim(database, Integer.parseInt(arguments[3]), clock);
        for (int writer = 0; writer < WRITERS; writer++) {
            Random own = new Random(random.nextLong());
            int largest = writer < IMPORTERS ? LARGEST_IMPORT : LARGEST_BATCH;
            Thread.ofVirtual().start(() -> victim.write(own, largest));
        }
        Random moments = new Random(random.nextLong());
        try (ProjectionEngine engine =
                new ProjectionEngine(database, List.of(new Ledger(() -> moment(moments))), settings(), clock)) {
            engine.start();
            while (true) {
                // Whoever started it ends it.
                LockSupport.parkNanos(TimeUnit.HOURS.toNanos(1));
            }
        }
    }

    /** Now and then the projection fails, for a reason that says nothing of the events or for one that might. */
    private static synchronized Ledger.Moment moment(Random moments) {
        return switch (moments.nextInt(40)) {
            case 0 -> Ledger.Moment.TROUBLE;
            case 1 -> Ledger.Moment.BUG;
            default -> Ledger.Moment.GOOD;
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

    private void write(Random random, int largest) {
        while (true) {
            OrganizationId organization = new OrganizationId(1 + random.nextInt(organizations));
            try {
                switch (random.nextInt(10)) {
                    case 0 -> expectingRightly(random, organization);
                    case 1 -> expectingWrongly(random, organization);
                    case 2 -> redelivering(random, organization);
                    case 3 -> inASlowTransaction(random, organization);
                    case 4 -> poison(random, organization, largest);
                    default -> batch(random, organization, largest);
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

    private static NewEvent event(UUID id, String data, @Nullable String sourceEventId) {
        return new NewEvent(
                id, Ledger.TYPE, 1, Instant.EPOCH, data, new EventOrigin("import", sourceEventId, null, null, null));
    }

    private static NewEvent event(Random random) {
        return event(Seeds.uuid(random), Ledger.amount(random.nextInt(1_000)), null);
    }

    /** Its events' ids count on from the first. */
    private void batch(Random random, OrganizationId organization, int largest) {
        UUID first = Seeds.uuid(random);
        List<StreamAppend> appends = new ArrayList<>();
        for (int i = random.nextInt(largest); i >= 0; i--) {
            UUID id = Acknowledged.plus(first, appends.size());
            appends.add(new StreamAppend(
                    stream(random),
                    ExpectedVersion.any(),
                    List.of(event(id, Ledger.amount(random.nextInt(1_000)), null))));
        }
        acknowledge(organization, first, appends.size(), store.append(organization, appends));
    }

    private void expectingRightly(Random random, OrganizationId organization) {
        StreamId stream = stream(random);
        long version = store.streamVersion(organization, stream);
        NewEvent event = event(random);
        List<StreamAppend> appends =
                List.of(new StreamAppend(stream, ExpectedVersion.exactly(version), List.of(event)));
        // Another writer may be faster; then it is a conflict.
        AppendResult result = store.append(organization, appends);
        acknowledge(organization, event.id(), 1, result);
        if (result instanceof AppendResult.Conflict) {
            say(new Acknowledged.Undone(organization, event.id()).line());
        }
    }

    private void expectingWrongly(Random random, OrganizationId organization) {
        StreamId stream = new StreamId("never", Integer.toString(random.nextInt(STREAMS)));
        NewEvent event = event(random);
        AppendResult result = store.append(
                organization,
                List.of(new StreamAppend(stream, ExpectedVersion.exactly(1 + random.nextInt(5)), List.of(event))));
        say(new Acknowledged.Undone(organization, event.id()).line());
        if (!(result instanceof AppendResult.Conflict conflict) || conflict.actualVersion() != 0) {
            say(WRONG + "an append to a stream that is not there was answered " + result);
        }
    }

    /** Both processes and all writers deliver the same few things again and again. */
    private void redelivering(Random random, OrganizationId organization) {
        String name = "delivery/" + random.nextInt(20_000);
        List<StreamAppend> appends = List.of(new StreamAppend(
                stream(random), ExpectedVersion.any(), List.of(event(Seeds.uuid(random), Ledger.amount(7), name))));
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
        NewEvent event = event(random);
        List<StreamAppend> appends = List.of(new StreamAppend(stream(random), ExpectedVersion.any(), List.of(event)));
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            AppendResult result = store.append(connection, organization, appends);
            // Mostly short, as everybody in the organisation waits for it.
            int longest = random.nextInt(20) == 0 ? LONGEST_WAIT_MILLIS : LONGEST_WAIT_MILLIS / 20;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(longest)));
            if (random.nextBoolean()) {
                connection.commit();
                acknowledge(organization, event.id(), 1, result);
            } else {
                connection.rollback();
                say(new Acknowledged.Undone(organization, event.id()).line());
            }
        }
    }

    /** Each in a stream of its own, with followers, so that the others go on. */
    private void poison(Random random, OrganizationId organization, int largest) {
        if (random.nextInt(200) != 0) {
            batch(random, organization, largest);
            return;
        }
        StreamId stream = new StreamId("poison", new UUID(random.nextLong(), random.nextLong()).toString());
        UUID first = Seeds.uuid(random);
        List<NewEvent> events = List.of(
                event(first, Ledger.amount(1), null),
                event(Acknowledged.plus(first, 1), Ledger.poison(), null),
                event(Acknowledged.plus(first, 2), Ledger.amount(3), null));
        List<StreamAppend> appends = List.of(new StreamAppend(stream, ExpectedVersion.noStream(), events));
        acknowledge(organization, first, events.size(), store.append(organization, appends));
    }

    private static void acknowledge(OrganizationId organization, UUID first, int count, AppendResult result) {
        if (!(result instanceof AppendResult.Appended appended)) {
            return;
        }
        long position = appended.events().getFirst().position();
        for (int i = 0; i < count; i++) {
            if (appended.events().get(i).position() != position + i) {
                say(WRONG + "one append was given the positions " + appended.events());
            }
        }
        say(new Acknowledged(organization, position, count, first).line());
    }

    private static void say(String lines) {
        synchronized (System.out) {
            System.out.println(lines);
            System.out.flush();
        }
    }
}
