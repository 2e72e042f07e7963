package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What must not matter: transactions left open elsewhere, clocks that jump. */
class UndisturbedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @AutoClose
    private final TestDatabase database = fresh();

    private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
    private final PostgresEventStore store = new PostgresEventStore(database.application(), clock);
    private final OrganizationId organization = new OrganizationId(1);

    private static TestDatabase fresh() {
        return TestDatabase.fresh("tally", owner -> {
            EventStoreSchema.install(owner);
            Tally.createTable(owner);
        });
    }

    /** Readers that wait for the oldest running transaction of the server would stand still here. */
    @Test
    void a_transaction_left_open_in_another_database_stalls_nobody() throws Exception {
        try (TestDatabase elsewhere = fresh();
                Connection forgotten = elsewhere.owner().getConnection();
                Statement statement = forgotten.createStatement()) {
            forgotten.setAutoCommit(false);
            statement.execute("INSERT INTO tally VALUES (1, 'x/1', '{}')");
            try (ProjectionEngine engine = engine(database)) {
                engine.start();
                for (int i = 1; i <= 5; i++) {
                    store.append(organization, List.of(append("a/1", event("x", "{}"))));
                    assertThat(engine.awaitPosition(Tally.NAME, organization, i, PATIENCE))
                            .isTrue();
                }
            }
            forgotten.rollback();
        }
        assertThat(applied(database)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void clocks_that_jump_change_nothing_but_what_is_written_down_of_them() throws Exception {
        Random random = Seeds.random();
        Instant start = clock.instant();
        try (ProjectionEngine engine = engine(database)) {
            engine.start();
            for (int i = 1; i <= 60; i++) {
                clock.set(start.plusSeconds(random.nextInt(-1_000_000, 1_000_000)));
                store.append(organization, List.of(append("a/" + i % 3, event("x", "{}"))));
                assertThat(engine.status(Tally.NAME, organization).lag()).isGreaterThanOrEqualTo(Duration.ZERO);
            }
            assertThat(engine.awaitPosition(Tally.NAME, organization, 60, PATIENCE))
                    .isTrue();
        }
        List<RecordedEvent> events = store.read(organization, EventFilter.all(), 100);
        assertThat(events)
                .extracting(RecordedEvent::position)
                .isEqualTo(LongStream.rangeClosed(1, 60).boxed().toList());
        assertThat(events).extracting(RecordedEvent::recordedAt).isSorted();
        assertThat(applied(database)).hasSize(60).doesNotHaveDuplicates();
        for (RecordedEvent event : List.of(events.getFirst(), events.get(30), events.getLast())) {
            List<RecordedEvent> asOf =
                    store.read(organization, EventFilter.all().asOf(event.recordedAt()), 100);
            assertThat(asOf).isEqualTo(events.subList(0, asOf.size())).contains(event);
        }
    }

    private ProjectionEngine engine(TestDatabase where) {
        return new ProjectionEngine(where.application(), List.of(new Tally()), EngineSettings.defaults(), clock);
    }

    private List<Long> applied(TestDatabase where) throws Exception {
        List<Long> all = new ArrayList<>(OrganizationTransaction.run(
                where.application(), organization, transaction -> Tally.positions(transaction, organization, "%")));
        all.sort(null);
        return all;
    }
}
