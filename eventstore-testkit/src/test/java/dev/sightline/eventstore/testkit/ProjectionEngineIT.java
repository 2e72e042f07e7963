package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ParkedEvent;
import dev.sightline.eventstore.projection.ParkedEvents;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.ProjectionStatus;
import dev.sightline.eventstore.projection.RetryOutcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProjectionEngineIT {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    private static final AtomicInteger ORGANIZATIONS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final EngineSettings QUICK =
            EngineSettings.defaults().withRetries(2, Duration.ofMillis(1), Duration.ofMillis(20));
    /** No test waits for the polling unless it is about it. */
    private static final EngineSettings UNPOLLED = QUICK.withPolling(Duration.ofHours(1));

    private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
    private final PostgresEventStore store = new PostgresEventStore(DATABASE.application(), clock);
    private final OrganizationId organization = new OrganizationId(ORGANIZATIONS.incrementAndGet());
    private final Tally tally = new Tally();

    @Test
    void catches_up_and_then_follows_live_in_old_and_new_organisations() throws Exception {
        give("a/1", 2_500);
        List<String> told = new CopyOnWriteArrayList<>();
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.onAdvance((name, where, position) -> told.add(name + " " + where + " " + position));
            engine.start();
            assertThat(engine.awaitPosition(Tally.NAME, organization, 2_500, PATIENCE))
                    .isTrue();
            give("a/1", 1);
            assertThat(engine.awaitPosition(Tally.NAME, organization, 2_501, PATIENCE))
                    .isTrue();

            OrganizationId newcomer = new OrganizationId(ORGANIZATIONS.incrementAndGet());
            store.append(newcomer, List.of(append("a/1", event("x", "{}"))));
            Await.until(() -> told.contains("tally " + newcomer + " 1"));
            assertThat(told).contains("tally " + organization + " 1000", "tally " + organization + " 2501");
        }
        assertThat(applied("a/1"))
                .isEqualTo(LongStream.rangeClosed(1, 2_501).boxed().toList());
    }

    @Test
    void batches_are_larger_while_much_is_behind() {
        give("a/1", 250);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Tally counting = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                sizes.add(batch.events().size());
                super.apply(batch);
            }
        };
        try (ProjectionEngine engine =
                new ProjectionEngine(DATABASE.application(), List.of(counting), QUICK.withBatchSize(10), clock)) {
            engine.catchUp(Tally.NAME, organization);
        }
        assertThat(sizes).containsExactly(100, 100, 10, 10, 10, 10, 10);
        assertThat(applied("a/1")).hasSize(250);
    }

    @Test
    void poison_among_many_is_looked_for_in_small_batches_before_one_by_one() {
        give("a/1", 154);
        store.append(organization, List.of(append("a/2", event("poison", "{}"))));
        give("a/1", 245);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Tally counting = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                if (batch.organization().equals(organization)) {
                    sizes.add(batch.events().size());
                }
                super.apply(batch);
            }
        };
        counting.poisonous = event -> event.type().equals("poison");
        List<Integer> expected = new ArrayList<>(List.of(100, 100)); // the second fails
        expected.addAll(Collections.nCopies(5, 10)); // up to 150
        expected.addAll(Collections.nCopies(2, 10)); // both attempts fail
        expected.addAll(Collections.nCopies(10, 1));
        expected.addAll(Collections.nCopies(9, 10)); // no large one until it has left the neighbourhood behind
        expected.add(100);
        expected.addAll(Collections.nCopies(5, 10));
        try (ProjectionEngine engine =
                new ProjectionEngine(DATABASE.application(), List.of(counting), UNPOLLED.withBatchSize(10), clock)) {
            engine.start();
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 400);
            assertThat(parked(engine, organization))
                    .extracting(ParkedEvent::position)
                    .containsExactly(155L);
            assertThat(sizes).isEqualTo(expected);
            engine.rebuild(Tally.NAME, organization);
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 400);
            // What failed once does not have a rebuild begin in small ones.
            assertThat(sizes.get(expected.size())).isEqualTo(100);
        }
        assertThat(applied("a/1")).hasSize(399);
    }

    @Test
    void only_what_is_far_behind_plans_each_batch_afresh() throws Exception {
        List<String> modes = new CopyOnWriteArrayList<>();
        Tally planning = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                super.apply(batch);
                try (Statement statement = batch.connection().createStatement();
                        ResultSet mode = statement.executeQuery("SHOW plan_cache_mode")) {
                    mode.next();
                    if (batch.organization().equals(organization)) {
                        modes.add(mode.getString(1));
                    }
                }
            }
        };
        give("a/1", 250);
        try (ProjectionEngine engine =
                new ProjectionEngine(DATABASE.application(), List.of(planning), UNPOLLED, clock)) {
            engine.start();
            assertThat(engine.awaitPosition(Tally.NAME, organization, 250, PATIENCE))
                    .isTrue();
            give("a/1", 1);
            assertThat(engine.awaitPosition(Tally.NAME, organization, 251, PATIENCE))
                    .isTrue();
        }
        assertThat(modes).containsExactly("force_custom_plan", "auto");
    }

    @Test
    void await_gives_up_after_its_time() throws Exception {
        give("a/1", 1);
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            assertThat(engine.awaitPosition(Tally.NAME, organization, 2, Duration.ofMillis(50)))
                    .isFalse();
            assertThat(engine.awaitPosition(Tally.NAME, organization, 1, PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void goes_on_by_polling_where_nobody_listens() {
        try (ProjectionEngine engine = engine(QUICK.withoutListening().withPolling(Duration.ofMillis(20)))) {
            engine.start();
            give("a/1", 1);
            Await.until(() -> applied("a/1").size() == 1);
            give("a/1", 1);
            Await.until(() -> applied("a/1").size() == 2);
        }
    }

    @Test
    void a_worker_that_was_stopped_loses_its_turn_and_commits_nothing_when_it_wakes_up() throws Exception {
        give("a/1", 10);
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch wakeUp = new CountDownLatch(1);
        List<SQLException> late = new CopyOnWriteArrayList<>();
        Tally sleeper = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                super.apply(batch);
                // The engine works for the other tests' organisations too, and nobody waits there until this one loses
                // its turn.
                if (batch.organization().equals(organization) && stopped.getCount() > 0) {
                    stopped.countDown();
                    // As a process does that gets no processor: its transaction stays open, its lock held.
                    Await.until(() -> wakeUp.getCount() == 0);
                    try (Statement next = batch.connection().createStatement()) {
                        next.execute("SELECT 1");
                    } catch (SQLException e) {
                        late.add(e);
                        throw e;
                    }
                }
            }
        };
        EngineSettings settings = UNPOLLED.withLongestPause(Duration.ofMillis(200));
        try (ProjectionEngine first = new ProjectionEngine(DATABASE.application(), List.of(sleeper), settings, clock);
                ProjectionEngine second = engine(settings)) {
            first.start();
            Await.until(() -> stopped.getCount() == 0);
            second.start();

            assertThat(second.awaitPosition(Tally.NAME, organization, 10, PATIENCE))
                    .isTrue();

            give("a/1", 1);
            assertThat(second.awaitPosition(Tally.NAME, organization, 11, PATIENCE))
                    .isTrue();
            wakeUp.countDown();
            Await.until(() -> !late.isEmpty());
            give("a/1", 1);
            assertThat(first.awaitPosition(Tally.NAME, organization, 12, PATIENCE))
                    .isTrue();
        }
        assertThat(applied("a/1"))
                .isEqualTo(LongStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void listens_again_after_its_connection_is_lost() throws Exception {
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            for (int round = 1; round <= 3; round++) {
                Await.until(() -> ownerUpdates(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND query LIKE 'LISTEN%'")
                        > 0);
                give("a/1", 1);
                int expected = round;
                Await.until(() -> applied("a/1").size() == expected);
            }
        }
    }

    @Test
    void what_a_database_forgot_in_a_crash_is_applied_again_and_nobody_is_told_otherwise() throws Exception {
        give("a/1", 3);
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            assertThat(engine.awaitPosition(Tally.NAME, organization, 3, PATIENCE))
                    .isTrue();
            // As after a crash: the batch's commit, which did not wait for the disk, is lost, and the connections are
            // gone.
            try (var connection = DATABASE.owner().getConnection();
                    Statement owner = connection.createStatement()) {
                owner.execute("DELETE FROM tally WHERE organization_id = " + organization);
                owner.execute("UPDATE projection_checkpoints SET position = 0 WHERE organization_id = " + organization);
            }
            Await.until(() -> ownerUpdates(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND query LIKE 'LISTEN%'")
                    > 0);
            Await.until(() -> applied("a/1").size() == 3);
            assertThat(engine.awaitPosition(Tally.NAME, organization, 3, PATIENCE))
                    .isTrue();
        }
        assertThat(applied("a/1")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void an_error_of_the_machine_is_waited_out_and_one_of_an_event_parks_it() {
        AtomicInteger left = new AtomicInteger(3);
        tally.poisonous = event -> {
            if (event.type().equals("poison")) {
                throw new StackOverflowError("too deep");
            }
            if (event.position() == 1 && left.getAndDecrement() > 0) {
                throw new OutOfMemoryError("for a moment");
            }
            return false;
        };
        store.append(organization, List.of(append("a/1", event("x", "{}")), append("a/2", event("poison", "{}"))));
        give("a/1", 1);
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 3);
            assertThat(parked(engine, organization))
                    .singleElement()
                    .returns(2L, ParkedEvent::position)
                    .returns(StackOverflowError.class.getName(), ParkedEvent::errorClass);
        }
        assertThat(applied("a/1")).containsExactly(1L, 3L);
    }

    @Test
    void a_poison_event_parks_its_own_stream_and_a_retry_keeps_the_order() {
        store.append(
                organization,
                List.of(
                        append("a/1", event("x", "{}"), event("poison", "{}"), event("x", "{}")),
                        append("a/2", event("x", "{}")),
                        append("a/1", event("x", "{}"))));
        tally.poisonous = event -> event.type().equals("poison");
        StreamId stream = StreamId.parse("a/1");
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 5);
            give("a/1", 1);
            give("a/2", 1);
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 7);

            assertThat(applied("a/1")).containsExactly(1L);
            assertThat(applied("a/2")).containsExactly(4L, 7L);
            assertThat(parked(engine, organization))
                    .extracting(ParkedEvent::position)
                    .containsExactly(2L, 3L, 5L, 6L);
            assertThat(parked(engine, organization).getFirst())
                    .returns(IllegalStateException.class.getName(), ParkedEvent::errorClass)
                    .returns("poison at 2", ParkedEvent::errorMessage);
            assertThat(engine.status(Tally.NAME, organization).parked()).isEqualTo(4);

            assertThat(engine.parkingLot(Tally.NAME, organization).retry(stream))
                    .isEqualTo(new RetryOutcome(0, 4, "IllegalStateException: poison at 2"));
            assertThat(parked(engine, organization).getFirst().attempts()).isEqualTo(2);
            assertThat(applied("a/1")).containsExactly(1L);

            tally.poisonous = event -> false;
            assertThat(engine.parkingLot(Tally.NAME, organization).retry(stream))
                    .isEqualTo(new RetryOutcome(4, 0, null));
            give("a/1", 1);
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 8);
            assertThat(applied("a/1")).containsExactly(1L, 2L, 3L, 5L, 6L, 8L);
            assertThat(parked(engine, organization)).isEmpty();
        }
    }

    @Test
    void a_discarded_event_stays_out_even_of_a_rebuild() {
        store.append(organization, List.of(append("a/1", event("x", "{}"), event("poison", "{}"), event("x", "{}"))));
        tally.poisonous = event -> event.type().equals("poison");
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 3);
            ParkedEvents lot = engine.parkingLot(Tally.NAME, organization);
            assertThatThrownBy(() -> lot.discard(2, " ", "an administrator")).hasMessageContaining("reason");
            assertThat(lot.discard(3, "it only waits", "an administrator")).isEmpty();
            assertThat(lot.discard(2, "sent by mistake", "an administrator")).contains(new RetryOutcome(1, 0, null));
            assertThat(applied("a/1")).containsExactly(1L, 3L);

            tally.poisonous = event -> false;
            engine.rebuild(Tally.NAME, organization);
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 3);
            assertThat(applied("a/1")).containsExactly(1L, 3L);
        }
    }

    @Test
    void a_trouble_of_the_server_is_waited_out_and_parks_nothing() {
        tally.passing = new SQLException("the server is shutting down", "57P01");
        tally.failuresToCome.set(10);
        give("a/1", 3);
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 3);
            assertThat(parked(engine, organization)).isEmpty();
            Await.until(() -> engine.status(Tally.NAME, organization).lastError() == null);
        }
        assertThat(applied("a/1")).containsExactly(1L, 2L, 3L);
    }

    @Test
    void another_organisations_trouble_is_not_this_ones() {
        OrganizationId sick = new OrganizationId(ORGANIZATIONS.incrementAndGet());
        tally.poisonous = event -> {
            if (event.organization().equals(sick)) {
                throw new IllegalStateException(new SQLException("out of memory", "53200"));
            }
            return false;
        };
        store.append(sick, List.of(append("a/1", event("x", "{}"))));
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.start();
            give("a/1", 3);
            Await.until(() -> engine.status(Tally.NAME, organization).position() == 3);
            Await.until(() -> engine.status(Tally.NAME, sick).lastError() != null);
            assertThat(engine.status(Tally.NAME, sick).position()).isZero();
            assertThat(parked(engine, sick)).isEmpty();
        }
    }

    @Test
    void unwanted_types_only_advance_the_checkpoint() {
        Tally picky = new Tally("wanted");
        for (int i = 0; i < 50; i++) {
            give("a/1", 1_000);
        }
        store.append(organization, List.of(append("a/2", event("wanted", "{}"), event("x", "{}"))));
        try (ProjectionEngine engine = new ProjectionEngine(DATABASE.application(), List.of(picky), UNPOLLED, clock)) {
            assertThat(engine.catchUp(Tally.NAME, organization)).isEqualTo(50_002);
        }
        assertThat(applied("%")).containsExactly(50_001L);
        assertThat(picky.batches).hasValue(1);
    }

    @Test
    void tells_position_head_and_lag() {
        give("a/1", 2);
        try (ProjectionEngine engine = engine(UNPOLLED)) {
            engine.catchUp(Tally.NAME, organization);
            ProjectionStatus caughtUp = engine.status(Tally.NAME, organization);
            assertThat(caughtUp)
                    .isEqualTo(new ProjectionStatus(
                            Tally.NAME, organization, 2, 2, clock.instant(), Duration.ZERO, 0, null));
            give("a/1", 5);
            clock.advance(Duration.ofSeconds(7));
            ProjectionStatus behind = engine.status(Tally.NAME, organization);
            assertThat(behind.lag()).isEqualTo(Duration.ofSeconds(7));
            assertThat(behind.lagEvents()).isEqualTo(5);
            assertThatThrownBy(() -> engine.status("nobody", organization))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'nobody'");
        }
    }

    @Test
    void a_rebuild_of_a_process_that_ended_at_once_is_done_by_another_that_was_at_the_head() throws Exception {
        give("a/1", 30);
        try (ProjectionEngine steady = engine(UNPOLLED)) {
            steady.start();
            assertThat(steady.awaitPosition(Tally.NAME, organization, 30, Duration.ofSeconds(30)))
                    .isTrue();
            try (ProjectionEngine another = engine(UNPOLLED)) {
                another.rebuild(Tally.NAME, organization);
            }
            Await.until(() -> steady.status(Tally.NAME, organization).position() == 30);
            assertThat(applied("a/1")).hasSize(30);
        }
    }

    static LongStream seeds() {
        return Seeds.take(3);
    }

    /** R3 with two processes on one database, one of them killed and started again and again, and a rebuild in between. */
    @ParameterizedTest
    @MethodSource("seeds")
    void each_event_has_its_effect_once_whoever_applies_it(long seed) throws Exception {
        Random random = Seeds.random(seed);
        try (ProjectionEngine steady = engine(QUICK.withBatchSize(7))) {
            steady.start();
            for (int round = 0; round < 10; round++) {
                try (ProjectionEngine restarted = engine(QUICK.withBatchSize(1 + random.nextInt(20)))) {
                    restarted.start();
                    for (int i = 0; i < 5; i++) {
                        give("a/" + random.nextInt(4), 1 + random.nextInt(30));
                    }
                    if (random.nextInt(3) == 0) {
                        restarted.rebuild(Tally.NAME, organization);
                    }
                } // stopped wherever it is
            }
            long head = store.lastPosition(organization);
            Await.until(() -> steady.status(Tally.NAME, organization).position() == head);
            for (int stream = 0; stream < 4; stream++) {
                assertThat(applied("a/" + stream)).isSorted().doesNotHaveDuplicates();
            }
            assertThat(applied("%")).hasSize((int) head);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_projection_spec_holds_for_a_good_projection_and_catches_a_bad_one(long seed) throws Exception {
        Random random = Seeds.random(seed);
        var history = IntStream.range(0, 60)
                .mapToObj(i -> append("a/" + random.nextInt(5), event("x", "{}")))
                .toList();

        assertThat(new ProjectionSpec(DATABASE, Tally::new, List.of("tally")).holdsFor(history, random))
                .containsKey("tally");

        ProjectionSpec forgetful = new ProjectionSpec(DATABASE, ForgetsTheRestOfItsBatch::new, List.of("tally"));
        assertThatThrownBy(() -> forgetful.holdsFor(history, random))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("one by one");
    }

    /** Depends on the size of batches, which the spec must notice. */
    private static final class ForgetsTheRestOfItsBatch implements dev.sightline.eventstore.projection.Projection {
        private final Tally tally = new Tally();

        @Override
        public String name() {
            return "forgets";
        }

        @Override
        public java.util.Set<String> eventTypes() {
            return java.util.Set.of();
        }

        @Override
        public void apply(dev.sightline.eventstore.projection.ProjectionBatch batch) throws SQLException {
            tally.apply(new dev.sightline.eventstore.projection.ProjectionBatch(
                    batch.organization(), batch.connection(), batch.events().subList(0, 1)));
        }

        @Override
        public void reset(java.sql.Connection transaction, OrganizationId where) throws SQLException {
            tally.reset(transaction, where);
        }
    }

    private ProjectionEngine engine(EngineSettings settings) {
        return new ProjectionEngine(DATABASE.application(), List.of(tally), settings, clock);
    }

    private static List<ParkedEvent> parked(ProjectionEngine engine, OrganizationId organization) {
        return engine.parkingLot(Tally.NAME, organization).list(0, 1_000);
    }

    private void give(String stream, int events) {
        store.append(
                organization,
                List.of(append(
                        stream,
                        IntStream.range(0, events)
                                .mapToObj(i -> event("x", "{}"))
                                .toArray(dev.sightline.eventstore.NewEvent[]::new))));
    }

    private List<Long> applied(String stream) {
        try {
            return OrganizationTransaction.run(
                    DATABASE.application(), organization, tx -> Tally.positions(tx, organization, stream));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int ownerUpdates(String sql) throws SQLException {
        try (var connection = DATABASE.owner().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            return count;
        }
    }
}
