package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.testkit.Pairs.Seen;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Editions are begun, switched, switched back and dropped while two processes' engines work, writers write and readers read all
 * the time, on pooled connections with their prepared statements. No reader ever sees an error, an empty table, rows that disagree
 * with each other or are older than the checkpoint says, or a step backwards.
 */
class SwitchUnderLoadIT {
    private static final int ORGANIZATIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("pairs", owner -> {
        EventStoreSchema.install(owner);
        Pairs.createTables(owner);
    });

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final AtomicLong looks = new AtomicLong();
    /** Events that the next edition lacks. */
    private final AtomicLong behind = new AtomicLong();

    static java.util.stream.LongStream seeds() {
        return Seeds.take(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readers_see_old_rows_or_new_rows_and_nothing_else(long seed) throws Exception {
        Random random = Seeds.random(seed);
        for (int n = 1; n <= ORGANIZATIONS; n++) {
            write(new OrganizationId(n), random, 300);
        }
        List<Future<?>> running = new ArrayList<>();
        int switches;
        try (ProjectionEngine one = engine(random);
                ProjectionEngine two = engine(random);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            one.start();
            two.start();
            for (int n = 1; n <= ORGANIZATIONS; n++) {
                OrganizationId organization = new OrganizationId(n);
                assertThat(one.awaitPosition(Pairs.NAME, organization, 300, PATIENCE))
                        .isTrue();
                running.add(threads.submit(() -> readOn(organization, Connection.TRANSACTION_REPEATABLE_READ)));
                running.add(threads.submit(() -> readOn(organization, Connection.TRANSACTION_READ_COMMITTED)));
                Random own = new Random(random.nextLong());
                running.add(threads.submit(() -> writeOn(organization, own)));
            }
            try {
                switches = switchAllTheTime(random);
            } finally {
                ended.set(true);
            }
            for (Future<?> each : running) {
                each.get();
            }
            assertThat(faults).isEmpty();
            assertThat(looks.get()).as("looks during %d switches", switches).isGreaterThan(switches);
            for (int n = 1; n <= ORGANIZATIONS; n++) {
                OrganizationId organization = new OrganizationId(n);
                long head = store.lastPosition(organization);
                Await.until(() -> one.status(Pairs.NAME, organization).position() == head);
                assertThat(look(organization)).isEqualTo(new Seen(head, head, head));
            }
        }
    }

    private int switchAllTheTime(Random random) {
        int switches = 0;
        Editions editions = editions();
        for (int round = 0; round < 3; round++) {
            done(editions.begin(Pairs.NAME));
            Await.until(() -> editions.status(Pairs.NAME, Edition.NEXT), status -> {
                behind.set(status.orElseThrow().lagEvents());
                return behind.get() < 500;
            });
            behind.set(0);
            done(editions.promote(Pairs.NAME, PATIENCE));
            switches++;
            for (int again = random.nextInt(3); again > 0; again--) {
                done(editions.restore(Pairs.NAME, PATIENCE));
                switches++;
            }
            if (random.nextBoolean()) {
                done(editions.drop(Pairs.NAME, Edition.PREVIOUS));
            }
        }
        return switches;
    }

    private void readOn(OrganizationId organization, int isolation) {
        long seenBefore = 0;
        try (Connection connection = database.application().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            while (!ended.get()) {
                OrganizationTransaction.enter(connection, organization);
                Seen seen = Seen.by(connection, organization);
                connection.commit();
                boolean oneSnapshot = isolation == Connection.TRANSACTION_REPEATABLE_READ;
                if (seen.events() < seenBefore || (oneSnapshot && !seen.agrees())) {
                    throw new AssertionError(
                            "organisation " + organization + " showed " + seen + " after " + seenBefore);
                }
                seenBefore = seen.events();
                looks.incrementAndGet();
            }
        } catch (SQLException | AssertionError e) {
            faults.add(e);
        }
    }

    private void writeOn(OrganizationId organization, Random random) {
        try {
            while (!ended.get()) {
                write(organization, random, 1 + random.nextInt(5));
                // A pace, not a synchronisation. Writers give way where a machine has no room for them and a rebuild.
                Thread.sleep(10 + random.nextInt(20) + (behind.get() > 1_000 ? 500 : 0));
            }
        } catch (InterruptedException | RuntimeException e) {
            faults.add(e);
        }
    }

    private void write(OrganizationId organization, Random random, int events) {
        store.append(
                organization,
                List.of(append(
                        "a/" + random.nextInt(5),
                        IntStream.range(0, events)
                                .mapToObj(i -> event("x", "{}"))
                                .toArray(NewEvent[]::new))));
    }

    private Seen look(OrganizationId organization) throws SQLException {
        return OrganizationTransaction.run(
                database.application(), organization, transaction -> Seen.by(transaction, organization));
    }

    private static void done(EditionAnswer answer) {
        assertThat(answer).isEqualTo(EditionAnswer.DONE);
    }

    private ProjectionEngine engine(Random random) {
        return new ProjectionEngine(
                database.application(),
                List.of(new Pairs()),
                // Not smaller, or on a busy machine the writers are faster.
                settings().withBatchSize(20 + random.nextInt(80)),
                Clock.systemUTC());
    }

    private Editions editions() {
        return new Editions(
                database.owner(), database.application(), List.of(new Pairs()), settings(), Clock.systemUTC());
    }

    private static EngineSettings settings() {
        return EngineSettings.defaults()
                .withRetries(3, Duration.ofMillis(5), Duration.ofMillis(50))
                .withPolling(Duration.ofMillis(50));
    }
}
