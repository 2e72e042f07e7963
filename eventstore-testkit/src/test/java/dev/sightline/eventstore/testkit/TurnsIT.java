package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Whoever waits for a turn keeps nothing from others. */
class TurnsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final OrganizationId HELD = new OrganizationId(1);
    private static final OrganizationId FREE = new OrganizationId(2);
    /** One batch at a time: were it to wait, nothing else would go on. And nobody loses a turn that is kept for long. */
    private static final EngineSettings ONE_AT_A_TIME =
            EngineSettings.defaults().withConcurrency(1).withLongestPause(Duration.ofMinutes(2));

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());

    @Test
    void a_worker_waits_for_anothers_turn_without_a_connection_and_without_a_place_among_those_that_work()
            throws Exception {
        give(HELD);
        try (ProjectionEngine engine = engine(new Tally())) {
            engine.catchUp(Tally.NAME, HELD);
        }
        give(HELD);
        try (Connection other = database.owner().getConnection();
                Statement holder = other.createStatement();
                ProjectionEngine engine = engine(new Tally())) {
            other.setAutoCommit(false);
            holder.execute("SELECT FROM projection_checkpoints WHERE organization_id = " + HELD + " FOR UPDATE");
            engine.start();
            assertThat(engine.awaitPosition(Tally.NAME, HELD, 2, Duration.ofMillis(300)))
                    .isFalse();
            for (int i = 1; i <= 20; i++) {
                give(FREE);
                assertThat(engine.awaitPosition(Tally.NAME, FREE, i, PATIENCE)).isTrue();
                assertThat(waitingForLocks()).isZero();
            }

            other.rollback();

            assertThat(engine.awaitPosition(Tally.NAME, HELD, 2, PATIENCE)).isTrue();
        }
    }

    @Test
    void the_first_batch_of_an_organisation_is_waited_for_by_nobody_either() throws Exception {
        give(HELD);
        Set<Integer> applied = new ConcurrentSkipListSet<>();
        Tally slow = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                super.apply(batch);
                applied.add(batch.organization().value());
                if (batch.organization().equals(HELD)) {
                    // The other process has looked at this organisation too, and gone on to the others.
                    Await.until(() -> IntStream.rangeClosed(2, 10).allMatch(applied::contains));
                }
            }
        };
        Tally others = new Tally() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                super.apply(batch);
                applied.add(batch.organization().value());
            }
        };
        try (ProjectionEngine one = engine(slow);
                ProjectionEngine two = engine(others)) {
            one.start();
            Await.until(() -> applied.contains(HELD.value()));
            two.start();
            IntStream.rangeClosed(2, 10).forEach(n -> give(new OrganizationId(n)));
            for (int n = 1; n <= 10; n++) {
                assertThat(two.awaitPosition(Tally.NAME, new OrganizationId(n), 1, PATIENCE))
                        .isTrue();
            }
        }
        assertThat(new TreeSet<>(applied)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    private void give(OrganizationId organization) {
        store.append(organization, List.of(append("a/1", event("x", "{}"))));
    }

    private ProjectionEngine engine(Tally tally) {
        return new ProjectionEngine(database.application(), List.of(tally), ONE_AT_A_TIME, Clock.systemUTC());
    }

    private int waitingForLocks() throws SQLException {
        try (Connection owner = database.owner().getConnection();
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
