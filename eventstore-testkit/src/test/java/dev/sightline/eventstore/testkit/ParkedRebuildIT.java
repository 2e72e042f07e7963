package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.projection.EditionAnswer.DONE;
import static dev.sightline.eventstore.testkit.TestEvents.append;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ParkedStream;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.RetryOutcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * R7 for events that were parked for their old form: they wait across restarts, rebuilds and switches, and succeed, in the order of
 * their stream and a page at a time, once a program has the upcaster.
 */
class ParkedRebuildIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FOLLOWERS = 1_000;
    /** Of a retry. */
    private static final int PAGE = 200;

    private static final EngineSettings QUICK = EngineSettings.defaults()
            .withRetries(1, Duration.ofMillis(1), Duration.ofMillis(5))
            .withPolling(Duration.ofMillis(20));

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("amounts", owner -> {
        EventStoreSchema.install(owner);
        Amounts.createTable(owner);
    });

    private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
    private final PostgresEventStore store = new PostgresEventStore(database.application(), clock);
    private final OrganizationId organization = new OrganizationId(1);
    private final StreamId stream = StreamId.parse("a/1");

    /** What the whole stream tells, in its order. */
    private final List<Long> told = new ArrayList<>();

    @Test
    void a_restart_keeps_what_waits_and_an_upcaster_lets_it_through_in_order() throws Exception {
        giveOldForm();
        workUntilHead(new Amounts(null));
        follow(FOLLOWERS);
        workUntilHead(new Amounts(null)); // another engine: what is parked is in the database
        assertThat(amounts("a/1")).containsExactly(1_00L);

        Amounts upcasting = new Amounts(Amounts.UPCASTER);
        try (ProjectionEngine engine = engine(upcasting)) {
            follow(1);
            engine.catchUp(Amounts.NAME, organization); // the upcaster alone lets nobody overtake
            assertThat(amounts("a/1")).containsExactly(1_00L);

            assertThat(engine.parkingLot(Amounts.NAME, organization).retry(stream))
                    .isEqualTo(new RetryOutcome(told.size() - 1, 0, null));
            follow(1);
            engine.catchUp(Amounts.NAME, organization);
        }
        assertThat(upcasting.largest()).isEqualTo(PAGE);
        assertThat(amounts("a/1")).isEqualTo(told);
        assertThat(amounts("b/1")).containsExactly(5L);
    }

    @Test
    void each_edition_keeps_what_it_parked_through_switches_and_lets_it_through_on_its_own() throws Exception {
        giveOldForm();
        follow(FOLLOWERS);
        Editions editions = editions(new Amounts(null));
        try (ProjectionEngine engine = engine(new Amounts(null))) {
            engine.start();
            awaitHead(engine);
            assertThat(editions.begin(Amounts.NAME)).isEqualTo(DONE);
            awaitCaughtUp(editions, Edition.NEXT);
            assertThat(waiting(engine, Edition.NEXT)).isEqualTo(told.size() - 1);
            assertThat(editions.promote(Amounts.NAME, PATIENCE)).isEqualTo(DONE);
            follow(1);
            awaitHead(engine);
            awaitCaughtUp(editions, Edition.PREVIOUS);
        }
        Amounts upcasting = new Amounts(Amounts.UPCASTER);
        try (ProjectionEngine engine = engine(upcasting)) {
            assertThat(waiting(engine, Edition.SERVING)).isEqualTo(told.size() - 1);
            assertThat(amounts("a/1")).containsExactly(1_00L);
            assertThat(engine.parkingLot(Amounts.NAME, organization).retry(stream))
                    .isEqualTo(new RetryOutcome(told.size() - 1, 0, null));
            assertThat(amounts("a/1")).isEqualTo(told);

            assertThat(waiting(engine, Edition.PREVIOUS)).isEqualTo(told.size() - 1);
            assertThat(editions.restore(Amounts.NAME, PATIENCE)).isEqualTo(DONE);
            assertThat(amounts("a/1")).containsExactly(1_00L);
            assertThat(engine.parkingLot(Amounts.NAME, organization).retry(stream))
                    .isEqualTo(new RetryOutcome(told.size() - 1, 0, null));
        }
        assertThat(amounts("a/1")).isEqualTo(told);
        assertThat(upcasting.largest()).isEqualTo(PAGE);
    }

    @Test
    void a_rebuild_with_the_upcaster_parks_nothing_while_what_serves_still_waits() throws Exception {
        giveOldForm();
        follow(FOLLOWERS);
        workUntilHead(new Amounts(null));
        Amounts upcasting = new Amounts(Amounts.UPCASTER);
        Editions editions = editions(upcasting);
        editions.begin(Amounts.NAME);
        try (ProjectionEngine engine = engine(upcasting)) {
            engine.start();
            awaitCaughtUp(editions, Edition.NEXT);
            assertThat(waiting(engine, Edition.NEXT)).isZero();
            assertThat(waiting(engine, Edition.SERVING)).isEqualTo(told.size() - 1);
            assertThat(editions.promote(Amounts.NAME, PATIENCE)).isEqualTo(DONE);
            assertThat(waiting(engine, Edition.SERVING)).isZero();
            follow(1);
            awaitHead(engine);
        }
        assertThat(amounts("a/1")).isEqualTo(told);
    }

    /** One that is read without it, one that is not, and another stream. */
    private void giveOldForm() {
        give("a/1", Amounts.cents(1_00), Amounts.whole(2));
        give("b/1", Amounts.cents(5));
        told.addAll(List.of(1_00L, 2_00L));
    }

    private void follow(int events) {
        int from = told.size();
        give(
                "a/1",
                IntStream.range(from, from + events).mapToObj(Amounts::cents).toArray(NewEvent[]::new));
        LongStream.range(from, from + events).forEach(told::add);
    }

    private void give(String where, NewEvent... events) {
        store.append(organization, List.of(append(where, events)));
    }

    private void workUntilHead(Amounts amounts) {
        try (ProjectionEngine engine = engine(amounts)) {
            engine.start();
            awaitHead(engine);
        }
    }

    private void awaitHead(ProjectionEngine engine) {
        Await.until(() -> engine.status(Amounts.NAME, organization).lagEvents() == 0);
    }

    private static void awaitCaughtUp(Editions editions, Edition edition) {
        Await.until(() -> editions.status(Amounts.NAME, edition)
                .filter(status -> status.lagEvents() == 0)
                .isPresent());
    }

    private long waiting(ProjectionEngine engine, Edition edition) {
        return engine.parkingLot(Amounts.NAME, edition, organization).streams(0, 10).stream()
                .mapToLong(ParkedStream::waiting)
                .sum();
    }

    private ProjectionEngine engine(Amounts amounts) {
        return new ProjectionEngine(database.application(), List.of(amounts), QUICK, clock);
    }

    private Editions editions(Amounts amounts) {
        return new Editions(database.owner(), database.application(), List.of(amounts), QUICK, clock);
    }

    private List<Long> amounts(String where) throws SQLException {
        return OrganizationTransaction.run(database.application(), organization, transaction -> {
            try (PreparedStatement select =
                    transaction.prepareStatement("SELECT unnest(cents) FROM amounts WHERE stream = ?")) {
                select.setString(1, where);
                try (ResultSet rows = select.executeQuery()) {
                    List<Long> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(rows.getLong(1));
                    }
                    return found;
                }
            }
        });
    }
}
