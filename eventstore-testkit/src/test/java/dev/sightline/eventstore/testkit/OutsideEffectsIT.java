package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import dev.sightline.eventstore.projection.EditionAnswer.Refused;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.RetryOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A projection that sends mail: what was sent cannot be unsent, so nothing is sent again because something else failed. */
class OutsideEffectsIT {
    private static final EngineSettings QUICK = EngineSettings.defaults()
            .withRetries(2, Duration.ofMillis(1), Duration.ofMillis(20))
            .withPolling(Duration.ofMillis(20))
            .withBatchSize(50);

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("outside", EventStoreSchema::install);

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());
    private final OrganizationId acme = new OrganizationId(1);
    private final OrganizationId other = new OrganizationId(2);
    private final Outbox mail = new Outbox();

    /** Notes what it was handed, as organisation:position, and only then refuses what is refused. */
    private static final class Outbox implements Projection {
        static final String NAME = "mail";

        final List<String> sent = new CopyOnWriteArrayList<>();
        final Set<String> refused = new CopyOnWriteArraySet<>();
        volatile String interruptedAt = "";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Set<String> eventTypes() {
            return Set.of();
        }

        @Override
        public boolean replayable() {
            return false;
        }

        @Override
        public void apply(ProjectionBatch batch) throws SQLException {
            for (var event : batch.events()) {
                String one = batch.organization() + ":" + event.position();
                sent.add(one);
                if (refused.contains(one)) {
                    throw new IllegalStateException("not " + one);
                }
                if (one.equals(interruptedAt)) {
                    throw new SQLException("the server ended it", "57014");
                }
            }
        }

        @Override
        public void reset(Connection transaction, OrganizationId organization) {
            throw new AssertionError("what was sent cannot be unsent");
        }
    }

    @Test
    void what_acts_outside_begins_at_the_head_and_is_never_repeated() throws Exception {
        give(acme, "a/1", 5);
        try (ProjectionEngine engine = engine()) {
            engine.start();
            give(acme, "a/1", 2);
            Await.until(() -> engine.status(Outbox.NAME, acme).position() >= 5);
            give(other, "a/1", 1); // an organisation that comes later misses nothing
            give(acme, "a/1", 1);
            Await.until(() -> engine.status(Outbox.NAME, acme).lagEvents() == 0
                    && engine.status(Outbox.NAME, other).lagEvents() == 0);
            assertThat(mail.sent).contains("1:8", "2:1").doesNotContain("1:1", "1:5");
            List<String> before = List.copyOf(mail.sent);

            Editions editions =
                    new Editions(database.owner(), database.application(), List.of(mail), QUICK, Clock.systemUTC());
            assertThat(editions.begin(Outbox.NAME))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_REPLAYABLE));
            assertThatThrownBy(() -> engine.rebuild(Outbox.NAME, acme)).hasMessageContaining("never repeated");
            assertThat(mail.sent).isEqualTo(before);
        }
    }

    @Test
    void an_effect_outside_is_not_repeated_as_a_later_event_fails() throws Exception {
        mail.refused.add("1:7");
        try (ProjectionEngine engine = engine()) {
            begin(engine);
            give(acme, "a/2", 6);
            Await.until(() -> engine.status(Outbox.NAME, acme).lagEvents() == 0);
            assertThat(engine.status(Outbox.NAME, acme).parked()).isEqualTo(1);
        }
        assertThat(mail.sent.stream().filter(one -> !one.equals("1:7")))
                .containsExactly("1:1", "1:2", "1:3", "1:4", "1:5", "1:6");
    }

    @Test
    void a_retry_repeats_no_effect_of_those_before_the_next_event_that_fails() throws Exception {
        try (ProjectionEngine engine = engine()) {
            park(engine);
            mail.refused.clear();
            mail.refused.add("1:4"); // the first is mended, the last is as bad

            assertThat(engine.parkingLot(Outbox.NAME, acme).retry(new StreamId("a", "2")))
                    .isEqualTo(new RetryOutcome(2, 1, "IllegalStateException: not 1:4"));
            assertThat(mail.sent).containsExactly("1:2", "1:3", "1:4");

            mail.refused.clear();
            assertThat(engine.parkingLot(Outbox.NAME, acme).retry(new StreamId("a", "2")))
                    .isEqualTo(new RetryOutcome(1, 0, null));
            assertThat(mail.sent).containsExactly("1:2", "1:3", "1:4", "1:4");
        }
    }

    @Test
    void whoever_tries_those_behind_a_discarded_one_repeats_none_either() throws Exception {
        try (ProjectionEngine engine = engine()) {
            park(engine);
            mail.refused.clear();
            mail.refused.add("1:4");

            assertThat(engine.parkingLot(Outbox.NAME, acme).discard(2, "a test", "tester"))
                    .contains(new RetryOutcome(1, 1, "IllegalStateException: not 1:4"));
            assertThat(mail.sent).containsExactly("1:3", "1:4");
        }
    }

    @Test
    void what_a_retry_has_sent_stays_sent_when_it_is_ended_in_the_middle() throws Exception {
        try (ProjectionEngine engine = engine()) {
            park(engine);
            mail.refused.clear();
            mail.interruptedAt = "1:4";

            assertThatThrownBy(() -> engine.parkingLot(Outbox.NAME, acme).retry(new StreamId("a", "2")))
                    .isInstanceOf(EventStoreException.class);
            mail.interruptedAt = "";
            assertThat(engine.parkingLot(Outbox.NAME, acme).retry(new StreamId("a", "2")))
                    .isEqualTo(new RetryOutcome(1, 0, null));
            assertThat(mail.sent).containsExactly("1:2", "1:3", "1:4", "1:4");
        }
    }

    /** Stream a/2 waits at 2, with 3 and 4 behind; nothing of it counts as sent. */
    private void park(ProjectionEngine engine) {
        mail.refused.add("1:2");
        begin(engine);
        give(acme, "a/2", 3);
        Await.until(() -> engine.status(Outbox.NAME, acme).parked() == 3);
        mail.sent.clear();
    }

    /** The log is seen empty first, as a projection of this kind begins at its head. */
    private void begin(ProjectionEngine engine) {
        engine.catchUp(Outbox.NAME, acme);
        engine.start();
        give(acme, "a/1", 1);
        Await.until(() -> mail.sent.contains("1:1"));
    }

    private ProjectionEngine engine() {
        return new ProjectionEngine(database.application(), List.of(mail), QUICK, Clock.systemUTC());
    }

    private void give(OrganizationId organization, String stream, int events) {
        store.append(
                organization,
                List.of(append(
                        stream,
                        Stream.generate(() -> event("x", "{}")).limit(events).toArray(NewEvent[]::new))));
    }
}
