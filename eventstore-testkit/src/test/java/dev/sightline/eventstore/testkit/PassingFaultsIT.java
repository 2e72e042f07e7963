package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes is waited out, however often it comes: no event is parked for it. */
class PassingFaultsIT {
    private static final int ATTEMPTS = 3;
    private static final EngineSettings QUICK =
            EngineSettings.defaults().withRetries(ATTEMPTS, Duration.ofMillis(1), Duration.ofMillis(10));

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());
    private final OrganizationId organization = new OrganizationId(1);

    /** A deadlock, a lock that was not to be had, a conflict of transactions, a statement that was ended. */
    @ParameterizedTest
    @ValueSource(strings = {"40P01", "55P03", "40001", "57014"})
    void what_the_database_ends_is_tried_again_until_it_succeeds(String state) throws Exception {
        Tally tally = new Tally();
        tally.passing = new SQLException("for a while", state);
        tally.failuresToCome.set(4 * ATTEMPTS);
        give(3);

        workUntilHead(tally);

        assertThat(applied()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_row_that_somebody_else_has_locked_for_long_is_waited_for() throws Exception {
        give(1);
        workUntilHead(new Tally());
        AtomicInteger attempts = new AtomicInteger();
        Tally impatient = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                attempts.incrementAndGet();
                try (Statement statement = batch.connection().createStatement()) {
                    statement.execute("SET LOCAL lock_timeout = '20ms'");
                }
                super.apply(batch);
            }
        };
        give(2);
        try (Connection other = database.owner().getConnection();
                Statement holder = other.createStatement();
                ProjectionEngine engine = engine(impatient)) {
            other.setAutoCommit(false);
            holder.execute("SELECT FROM tally FOR UPDATE");
            engine.start();
            Await.until(() -> attempts.get() > 4 * ATTEMPTS);
            other.rollback();
            awaitHead(engine);
            assertThat(engine.status(Tally.NAME, organization).parked()).isZero();
        }
        assertThat(applied()).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25P03", "53200", "57014"})
    void a_batch_that_is_too_much_is_halved_until_it_is_not(String state) throws Exception {
        Tally weak = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                if (batch.events().size() > 40) {
                    throw new SQLException("too much at once", state);
                }
                super.apply(batch);
            }
        };
        give(500);

        workUntilHead(weak);

        assertThat(applied()).isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
    }

    private void workUntilHead(Tally tally) {
        try (ProjectionEngine engine = engine(tally)) {
            engine.start();
            awaitHead(engine);
            assertThat(engine.status(Tally.NAME, organization).parked()).isZero();
        }
    }

    private void awaitHead(ProjectionEngine engine) {
        Await.until(() -> engine.status(Tally.NAME, organization).lagEvents() == 0);
    }

    private ProjectionEngine engine(Tally tally) {
        return new ProjectionEngine(database.application(), List.of(tally), QUICK, Clock.systemUTC());
    }

    private void give(int events) {
        store.append(
                organization,
                List.of(append(
                        "a/1",
                        IntStream.range(0, events)
                                .mapToObj(i -> event("x", "{}"))
                                .toArray(NewEvent[]::new))));
    }

    private List<Long> applied() throws SQLException {
        return OrganizationTransaction.run(
                database.application(), organization, transaction -> Tally.positions(transaction, organization, "a/1"));
    }
}
