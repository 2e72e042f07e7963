package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.AsOf;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.testkit.Pairs.Seen;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Streams and projections as they were at a past position or time. */
class AsOfIT {
    private static final EngineSettings SETTINGS = EngineSettings.defaults().withBatchSize(7);

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("pairs", owner -> {
        EventStoreSchema.install(owner);
        Pairs.createTables(owner);
    });

    private final SettableClock clock = SettableClock.at("2026-03-01T09:00:00Z");
    private final PostgresEventStore store = new PostgresEventStore(database.application(), clock);
    private final OrganizationId organization = new OrganizationId(1);
    private final AsOf asOf = new AsOf(database.application(), SETTINGS);
    private final Pairs pairs = new Pairs();

    @Test
    void a_projections_rows_are_those_that_were_and_nothing_of_it_stays() throws Exception {
        for (int day = 0; day < 30; day++) {
            store.append(organization, List.of(append("a/" + day % 3, event("x", "{}"), event("x", "{}"))));
            clock.advance(Duration.ofDays(1));
        }
        store.append(new OrganizationId(2), List.of(append("a/1", event("x", "{}"))));
        try (ProjectionEngine engine = new ProjectionEngine(database.application(), List.of(pairs), SETTINGS, clock)) {
            engine.catchUp(Pairs.NAME, organization);
        }

        for (long position : new long[] {0, 1, 13, 59, 60, 1_000}) {
            long expected = Math.min(position, 60);
            assertThat(at(position)).as("position %d", position).isEqualTo(new Seen(expected, expected, expected));
        }
        Instant morning = Instant.parse("2026-03-10T09:00:00Z");
        assertThat((Seen) asOf.at(pairs, organization, morning, tx -> Seen.by(tx, organization)))
                .isEqualTo(new Seen(20, 20, 20));
        assertThat((Seen) asOf.at(pairs, organization, morning.minusNanos(1_000), tx -> Seen.by(tx, organization)))
                .isEqualTo(new Seen(18, 18, 18));
        assertThat((Seen) asOf.at(pairs, organization, Instant.EPOCH, tx -> Seen.by(tx, organization)))
                .isEqualTo(new Seen(0, 0, 0));

        asOf.at(pairs, organization, 5, transaction -> {
            try (Statement statement = transaction.createStatement()) {
                return statement.executeUpdate("DELETE FROM pairs_streams");
            }
        });
        assertThat(now()).isEqualTo(new Seen(60, 60, 60));
    }

    @Test
    void whoever_takes_the_rows_may_take_their_time() {
        store.append(organization, List.of(append("a/1", event("x", "{}"))));

        Map<String, String> settings = asOf.at(pairs, organization, 1, transaction -> {
            Map<String, String> found = new HashMap<>();
            for (String name : List.of("idle_in_transaction_session_timeout", "tcp_user_timeout")) {
                try (Statement statement = transaction.createStatement();
                        ResultSet row = statement.executeQuery("SHOW " + name)) {
                    row.next();
                    found.put(name, row.getString(1));
                }
            }
            return found;
        });

        assertThat(settings).isEqualTo(Map.of("idle_in_transaction_session_timeout", "0", "tcp_user_timeout", "0"));
    }

    @Test
    void what_failed_then_and_what_was_discarded_is_left_out_with_its_followers() throws Exception {
        store.append(
                organization,
                List.of(
                        append("a/1", event("x", "{}"), event("bad", "{}"), event("x", "{}")),
                        append("a/2", event("bad", "{}"), event("x", "{}"))));
        pairs.poisonous = event -> event.type().equals("bad");
        try (ProjectionEngine engine = new ProjectionEngine(
                database.application(),
                List.of(pairs),
                SETTINGS.withRetries(1, Duration.ofMillis(1), Duration.ofMillis(5)),
                clock)) {
            engine.start();
            Await.until(() -> engine.status(Pairs.NAME, organization).position() == 5);
            engine.parkingLot(Pairs.NAME, organization).discard(4, "test", "ann");
            long parked = engine.status(Pairs.NAME, organization).parked();

            assertThat(at(5)).isEqualTo(new Seen(5, 2, 2)); // positions 1 and 5
            assertThat(engine.status(Pairs.NAME, organization).parked()).isEqualTo(parked);
        }
    }

    @Test
    void a_stream_as_of_a_time_or_a_position_is_a_read_with_a_filter() {
        StreamId stream = StreamId.parse("a/1");
        for (int i = 0; i < 3; i++) {
            store.append(organization, List.of(append("a/1", event("x" + i, "{}")), append("a/2", event("y", "{}"))));
            clock.advance(Duration.ofHours(1));
        }
        EventFilter all = EventFilter.all().ofStream(stream);

        assertThat(store.read(organization, all.asOf(Instant.parse("2026-03-01T10:30:00Z")), 100))
                .extracting(RecordedEvent::type)
                .containsExactly("x0", "x1");
        assertThat(store.read(organization, all.upTo(2), 100))
                .extracting(RecordedEvent::type)
                .containsExactly("x0");
    }

    @Test
    void what_cannot_be_repeated_cannot_be_shown() {
        Projection nameless = new Projection() {
            @Override
            public String name() {
                return "nameless";
            }

            @Override
            public Set<String> eventTypes() {
                return Set.of();
            }

            @Override
            public void apply(ProjectionBatch batch) {
                throw new AssertionError("not to be applied");
            }

            @Override
            public void reset(Connection transaction, OrganizationId where) {
                throw new AssertionError("not to be reset");
            }
        };

        assertThatThrownBy(() -> asOf.at(nameless, organization, 1, transaction -> 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Seen at(long position) {
        return asOf.at(pairs, organization, position, transaction -> Seen.by(transaction, organization));
    }

    private Seen now() throws SQLException {
        return OrganizationTransaction.run(
                database.application(), organization, transaction -> Seen.by(transaction, organization));
    }
}
