package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.projection.RetryOutcome;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.eventstore.seal.LogVerification;
import dev.sightline.eventstore.seal.LogVerification.Report;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.eventstore.seal.Sealer;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches, pages of a retry and sealed ranges are bounded by what is in their events too, not by their number alone. */
class LargeEventsIT {
    private static final long MOST_CHARACTERS = 16_000_000;
    private static final int EVENTS = 12;
    private static final int LARGE = 3_000_000;
    private static final int LARGER_THAN_A_BATCH = 17_000_000;

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());
    private final OrganizationId organization = new OrganizationId(1);
    private final Weighing weighing = new Weighing();

    /** Remembers what its batches held. */
    private static final class Weighing extends Tally {
        final List<Long> weights = new ArrayList<>();

        @Override
        public void apply(ProjectionBatch batch) throws SQLException {
            super.apply(batch);
            weights.add(batch.events().stream()
                    .map(RecordedEvent::data)
                    .mapToLong(String::length)
                    .sum());
        }
    }

    /** Eleven large ones, and in their midst one that is more than a batch. */
    @BeforeEach
    void events() {
        for (int n = 1; n <= EVENTS; n++) {
            int letters = n == EVENTS / 2 ? LARGER_THAN_A_BATCH : LARGE;
            store.append(organization, List.of(append("a/1", event("x", "\"" + "x".repeat(letters) + "\""))));
        }
    }

    @Test
    void a_batch() throws Exception {
        try (ProjectionEngine engine = engine(EngineSettings.defaults())) {
            engine.catchUp(Tally.NAME, organization);
        }
        assertBounded();
    }

    @Test
    void a_page_of_a_retry() throws Exception {
        weighing.poisonous = event -> event.position() == 1;
        try (ProjectionEngine engine =
                engine(EngineSettings.defaults().withRetries(1, Duration.ofMillis(1), Duration.ofMillis(2)))) {
            engine.start();
            Await.until(() -> engine.status(Tally.NAME, organization).parked() == EVENTS);
            weighing.poisonous = event -> false;
            weighing.weights.clear();
            assertThat(engine.parkingLot(Tally.NAME, organization).retry(StreamId.parse("a/1")))
                    .isEqualTo(new RetryOutcome(EVENTS, 0, null));
        }
        assertBounded();
    }

    @Test
    void a_sealed_range() throws Exception {
        KeyPair keys = SealKeys.generate();
        new Sealer(database.application(), keys, Clock.systemUTC()).seal(organization);

        StringWriter out = new StringWriter();
        LogDump.write(database.application(), store, organization, out);
        Report report = LogVerification.of(new StringReader(out.toString()), List.of(keys.getPublic()), null);
        assertThat(report.finding()).as(report.explanation()).isNull();
        assertThat(report.sealedUpTo()).isEqualTo(EVENTS);
        assertThat(report.seals()).as("five, one, five and one").isEqualTo(4);
    }

    private void assertBounded() throws SQLException {
        assertThat(weighing.weights)
                .allMatch(weight -> weight <= MOST_CHARACTERS || weight == LARGER_THAN_A_BATCH + 2L)
                .hasSize(4);
        List<Long> applied = OrganizationTransaction.run(
                database.application(), organization, transaction -> Tally.positions(transaction, organization, "a/1"));
        assertThat(applied).isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    private ProjectionEngine engine(EngineSettings settings) {
        return new ProjectionEngine(database.application(), List.of(weighing), settings, Clock.systemUTC());
    }
}
