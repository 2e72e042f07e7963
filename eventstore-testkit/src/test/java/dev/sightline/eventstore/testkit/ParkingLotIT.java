package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ParkedEvents;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.RetryOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** R7 for those who decide what becomes of parked events: thousands of followers, kills in between, who and why. */
class ParkingLotIT {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    private static final AtomicInteger ORGANIZATIONS = new AtomicInteger();
    private static final int FOLLOWERS = 3_000;
    private static final EngineSettings SETTINGS =
            EngineSettings.defaults().withRetries(1, Duration.ofMillis(1), Duration.ofMillis(5));

    private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
    private final PostgresEventStore store = new PostgresEventStore(DATABASE.application(), clock);
    private final OrganizationId organization = new OrganizationId(ORGANIZATIONS.incrementAndGet());
    private final StreamId stream = StreamId.parse("a/1");

    /** Remembers the largest batch, and fails as a killed process does when it has applied so many. */
    private static final class Watched extends Tally {
        int largest;
        int dieAfter = Integer.MAX_VALUE;
        private int applied;

        @Override
        public void apply(ProjectionBatch batch) throws SQLException {
            if (applied >= dieAfter) {
                throw new SQLException("killed", "57P01");
            }
            super.apply(batch);
            applied += batch.events().size();
            largest = Math.max(largest, batch.events().size());
        }
    }

    @Test
    void thousands_of_followers_come_back_in_order_and_a_page_at_a_time_whoever_is_killed() throws Exception {
        park(FOLLOWERS);
        Watched dying = new Watched();
        dying.dieAfter = 1_000;
        try (ProjectionEngine engine = engine(dying)) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> lot(engine).retry(stream)))
                    .hasMessageContaining("killed");
        }
        int waiting = (int) lotWaiting();
        assertThat(waiting).isBetween(1, FOLLOWERS);
        assertThat(applied())
                .isEqualTo(LongStream.rangeClosed(1, FOLLOWERS + 1L - waiting)
                        .boxed()
                        .toList());

        Watched next = new Watched();
        try (ProjectionEngine engine = engine(next)) {
            give(1); // behind the parked ones, whatever the hurry
            engine.catchUp(Tally.NAME, organization);
            assertThat(lot(engine).retry(stream)).isEqualTo(new RetryOutcome(waiting + 1, 0, null));
            give(1);
            engine.catchUp(Tally.NAME, organization);
        }
        assertThat(next.largest).isLessThanOrEqualTo(200);
        assertThat(applied())
                .isEqualTo(LongStream.rangeClosed(1, FOLLOWERS + 3L).boxed().toList());
    }

    @Test
    void a_retry_stops_at_the_next_event_that_fails_and_says_why() throws Exception {
        park(500);
        Tally tally = new Tally();
        tally.poisonous = event -> event.position() == 300;
        try (ProjectionEngine engine = engine(tally)) {
            assertThat(lot(engine).retry(stream))
                    .isEqualTo(new RetryOutcome(299, 202, "IllegalStateException: poison at 300"));
            assertThat(lot(engine).streams(0, 10)).singleElement().satisfies(waiting -> {
                assertThat(waiting.waiting()).isEqualTo(202);
                assertThat(waiting.first().position()).isEqualTo(300);
                assertThat(waiting.first().errorMessage()).isEqualTo("poison at 300");
            });
        }
        assertThat(applied()).isEqualTo(LongStream.rangeClosed(1, 299).boxed().toList());
    }

    @Test
    void shows_the_event_and_the_cause_and_notes_who_discarded_it_and_why() throws Exception {
        park(2);
        try (ProjectionEngine engine = engine(new Tally())) {
            ParkedEvents.Inspected inspected = lot(engine).inspect(1).orElseThrow();
            assertThat(inspected.event()).returns("poison", RecordedEvent::type).returns("{}", RecordedEvent::data);
            assertThat(inspected.stream().first().errorClass()).isEqualTo(IllegalStateException.class.getName());
            assertThat(lot(engine).inspect(2)).as("a follower stops nothing").isEmpty();

            assertThat(lot(engine).discard(1, "a test of the connector", "ann@example.com"))
                    .contains(new RetryOutcome(2, 0, null));
            assertThat(lot(engine).discard(1, "again", "ann@example.com")).isEmpty();
        }
        String noted = OrganizationTransaction.run(DATABASE.application(), organization, transaction -> {
            try (Statement statement = transaction.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT discarded_by || ': ' || discard_reason FROM parked_events WHERE state = 'discarded'")) {
                row.next();
                return row.getString(1);
            }
        });
        assertThat(noted).isEqualTo("ann@example.com: a test of the connector");
        assertThat(applied()).containsExactly(2L, 3L);
    }

    @Test
    void pages_over_streams_in_the_order_of_what_stopped_them() throws Exception {
        for (int i = 0; i < 5; i++) {
            store.append(organization, List.of(append("b/" + i, event("poison", "{}"), event("x", "{}"))));
        }
        try (ProjectionEngine engine = engine(poisoned())) {
            parkAll(engine);
            assertThat(lot(engine).streams(0, 2))
                    .extracting(s -> s.first().position())
                    .containsExactly(1L, 3L);
            assertThat(lot(engine).streams(3, 10))
                    .extracting(s -> s.first().position())
                    .containsExactly(5L, 7L, 9L);
            assertThat(lot(engine).list(8, 10)).extracting(e -> e.position()).containsExactly(9L, 10L);
        }
    }

    /** What answers are cached by must change where rows change and the position does not. */
    @Test
    void a_retry_a_discard_and_a_rebuild_raise_the_revision() throws Exception {
        park(1);
        long before = revision();
        try (ProjectionEngine engine = engine(new Tally())) {
            lot(engine).discard(1, "test", "ann");
            long discarded = revision();
            engine.rebuild(Tally.NAME, organization);

            assertThat(discarded).isGreaterThan(before);
            assertThat(revision()).isGreaterThan(discarded);
        }
    }

    private static Tally poisoned() {
        Tally tally = new Tally();
        tally.poisonous = event -> event.type().equals("poison");
        return tally;
    }

    /** A poison event with followers. */
    private void park(int followers) {
        store.append(organization, List.of(append("a/1", event("poison", "{}"))));
        give(followers);
        try (ProjectionEngine engine = engine(poisoned())) {
            parkAll(engine);
        }
    }

    private void parkAll(ProjectionEngine engine) {
        engine.start();
        long head = store.lastPosition(organization);
        Await.until(() -> engine.status(Tally.NAME, organization).position() == head);
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

    private ProjectionEngine engine(Tally tally) {
        return new ProjectionEngine(DATABASE.application(), List.of(tally), SETTINGS, clock);
    }

    private ParkedEvents lot(ProjectionEngine engine) {
        return engine.parkingLot(Tally.NAME, organization);
    }

    private long lotWaiting() {
        try (ProjectionEngine engine = engine(new Tally())) {
            return engine.status(Tally.NAME, organization).parked();
        }
    }

    private List<Long> applied() throws SQLException {
        return OrganizationTransaction.run(
                DATABASE.application(), organization, transaction -> Tally.positions(transaction, organization, "a/1"));
    }

    private long revision() throws SQLException {
        return OrganizationTransaction.run(DATABASE.application(), organization, transaction -> number(transaction));
    }

    private static long number(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row = statement.executeQuery("SELECT revision FROM projection_checkpoints")) {
            row.next();
            return row.getLong(1);
        }
    }
}
