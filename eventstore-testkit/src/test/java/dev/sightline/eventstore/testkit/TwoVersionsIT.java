package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.projection.EditionAnswer.DONE;
import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import dev.sightline.eventstore.projection.EditionAnswer.Refused;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.Editions.DiffAnswer;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.ProjectionStatus;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Processes of two versions side by side, as in an update: the older one leaves to the newer what it does not know. */
class TwoVersionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final OrganizationId OTHER = new OrganizationId(2);
    private static final EngineSettings QUICK = EngineSettings.defaults()
            .withRetries(1, Duration.ofMillis(1), Duration.ofMillis(5))
            .withPolling(Duration.ofMillis(20));
    private static final EngineSettings OLDER = QUICK.withKnownEvents(Map.of("amount", 1, "other", 1));
    private static final EngineSettings NEWER = QUICK.withKnownEvents(Map.of("amount", 2, "other", 1, "news", 1));

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("versions", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
        Pairs.createTables(owner);
    });

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());

    @Test
    void a_type_that_the_older_one_does_not_know_is_neither_parked_nor_passed_over() throws Exception {
        stopsAndGoesOn(event("news", "{}"), "event 3 is news, version 1, which this program does not know");
    }

    @Test
    void a_version_that_the_older_one_does_not_know_is_not_parked() throws Exception {
        stopsAndGoesOn(Amounts.cents(1), "event 3 is amount, version 2, which this program does not know");
    }

    /** Two that it knows, one that it does not, and one behind. */
    private void stopsAndGoesOn(NewEvent unknown, String why) throws Exception {
        give(ACME, Amounts.whole(1));
        give(ACME, event("other", "{}"));
        give(ACME, unknown);
        give(ACME, Amounts.whole(1));
        give(OTHER, Amounts.whole(1));
        try (ProjectionEngine older = engine(olderTally(), OLDER)) {
            older.start();
            Await.until(() -> older.status(Tally.NAME, ACME).position() == 2
                    && older.status(Tally.NAME, ACME).lastError() != null);
            ProjectionStatus stopped = older.status(Tally.NAME, ACME);
            assertThat(stopped.lastError()).startsWith(why);
            assertThat(stopped.parked()).isZero();
            assertThat(older.awaitPosition(Tally.NAME, OTHER, 1, PATIENCE))
                    .as("another organisation's log, of which it knows all")
                    .isTrue();
            assertThatThrownBy(() -> older.catchUp(Tally.NAME, ACME)).hasMessageStartingWith(why);

            try (ProjectionEngine newer = engine(newerTally(), NEWER)) {
                newer.start();
                assertThat(newer.awaitPosition(Tally.NAME, ACME, 4, PATIENCE)).isTrue();
                assertThat(older.awaitPosition(Tally.NAME, ACME, 4, PATIENCE)).isTrue();
            }
            give(ACME, Amounts.whole(1)); // the older one alone: what it knows it goes on applying
            assertThat(older.awaitPosition(Tally.NAME, ACME, 5, PATIENCE)).isTrue();
            assertThat(older.status(Tally.NAME, ACME).lastError()).isNull();
        }
        assertThat(applied()).containsExactly(1L, 3L, 4L, 5L);
    }

    @Test
    void a_program_that_names_no_known_events_applies_all() throws Exception {
        give(ACME, event("news", "{}"));
        give(ACME, Amounts.cents(1));
        try (ProjectionEngine engine = engine(olderTally(), QUICK)) {
            assertThat(engine.catchUp(Tally.NAME, ACME)).isEqualTo(2);
        }
        assertThat(applied()).containsExactly(2L);
    }

    @Test
    void neither_a_switch_nor_a_diff_puts_anothers_rows_into_the_next_edition() throws Exception {
        give(ACME, event("other", "{}"));
        Pairs second = new Pairs(2);
        second.bonus = 1;
        try (ProjectionEngine engine = engine(new Pairs(1), QUICK)) {
            engine.catchUp(Pairs.NAME, ACME);
        }
        assertThat(editions(second).begin(Pairs.NAME)).isEqualTo(DONE);

        Editions older = editions(new Pairs(1));
        assertThat(older.promote(Pairs.NAME, PATIENCE)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.BEHIND);
            assertThat(refused.detail()).contains("a program of version 2 has to apply");
        });
        assertThat(older.diff(Pairs.NAME, Edition.NEXT, ACME, 1))
                .isInstanceOfSatisfying(
                        DiffAnswer.NotCompared.class,
                        answer -> assertThat(answer.why().reason()).isEqualTo(Reason.BEHIND));

        assertThat(editions(second).promote(Pairs.NAME, PATIENCE)).isEqualTo(DONE);
        Pairs.Seen seen = OrganizationTransaction.run(
                database.application(), ACME, transaction -> Pairs.Seen.by(transaction, ACME));
        assertThat(seen).isEqualTo(new Pairs.Seen(1, 1, 2));
    }

    @Test
    void a_switch_asked_of_the_older_one_waits_for_the_newer_too() throws Exception {
        give(ACME, event("other", "{}"));
        give(ACME, event("news", "{}"));
        try (ProjectionEngine engine = engine(new Pairs(), NEWER)) {
            engine.catchUp(Pairs.NAME, ACME);
        }
        Editions older =
                new Editions(database.owner(), database.application(), List.of(new Pairs()), OLDER, Clock.systemUTC());
        older.begin(Pairs.NAME);

        assertThat(older.promote(Pairs.NAME, PATIENCE)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.BEHIND);
            assertThat(refused.detail()).startsWith("event 2 is news, version 1");
        });
    }

    private static Tally olderTally() {
        return new Tally("amount");
    }

    private static Tally newerTally() {
        return new Tally("amount", "news");
    }

    private void give(OrganizationId organization, NewEvent event) {
        store.append(organization, List.of(append("a/1", event)));
    }

    private ProjectionEngine engine(Projection projection, EngineSettings settings) {
        return new ProjectionEngine(database.application(), List.of(projection), settings, Clock.systemUTC());
    }

    private Editions editions(Pairs pairs) {
        return new Editions(database.owner(), database.application(), List.of(pairs), QUICK, Clock.systemUTC());
    }

    private List<Long> applied() throws SQLException {
        return OrganizationTransaction.run(
                database.application(), ACME, transaction -> Tally.positions(transaction, ACME, "a/1"));
    }
}
