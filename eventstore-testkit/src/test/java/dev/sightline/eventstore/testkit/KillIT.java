package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Recorded;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1, R3 and R5: the database is killed in the middle of the work, again and again. */
class KillIT {
    private static final OrganizationId ORGANIZATION = new OrganizationId(1);
    private static final int WRITERS = 8;
    private static final int KILLS = 4;

    @Test
    void what_was_acknowledged_is_there_once_after_the_database_is_killed(@TempDir Path folder) throws Exception {
        Random random = Seeds.random();
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        try (CrashingPostgres postgres = new CrashingPostgres(folder.resolve("postgres"))) {
            EventStore store = new PostgresEventStore(postgres.application(), Clock.systemUTC());
            for (int kill = 0; kill < KILLS; kill++) {
                int round = kill;
                int enough = acknowledged.size() + 50 + random.nextInt(200);
                List<Future<?>> writers = new ArrayList<>();
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int writer = 0; writer < WRITERS; writer++) {
                        String name = "round" + round + "-writer" + writer;
                        writers.add(threads.submit(() -> writeUntilItFails(store, name, acknowledged)));
                    }
                    Await.until(() -> acknowledged.size() >= enough);
                    postgres.crash();
                }
                for (Future<?> writer : writers) {
                    writer.get(); // ended by the fault, not by a failed assertion
                }
                postgres.restart();
                Await.until(() -> {
                    try {
                        return store.lastPosition(ORGANIZATION) > 0;
                    } catch (EventStoreException e) {
                        return false;
                    }
                });
            }

            List<RecordedEvent> events = store.read(ORGANIZATION, EventFilter.all(), Integer.MAX_VALUE);
            assertThat(events)
                    .extracting(RecordedEvent::position)
                    .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
            Set<String> names = new HashSet<>();
            for (RecordedEvent event : events) {
                String name = event.event().origin().sourceEventId();
                assertThat(names.add(String.valueOf(name)))
                        .as("%s is there once", name)
                        .isTrue();
            }
            for (Map.Entry<String, Long> promise : acknowledged.entrySet()) {
                assertThat(events.get(promise.getValue().intValue() - 1)
                                .event()
                                .origin()
                                .sourceEventId())
                        .isEqualTo(promise.getKey());
            }
        }
    }

    /** R3: the projection's commits do not wait for the disk, so a kill may lose some of them, rows and checkpoint alike. */
    @Test
    void a_projection_has_each_effect_once_after_the_database_is_killed(@TempDir Path folder) throws Exception {
        Random random = Seeds.random();
        try (CrashingPostgres postgres = new CrashingPostgres(folder.resolve("postgres"))) {
            try (Connection owner = postgres.owner()) {
                Tally.createTable(owner);
            }
            EventStore store = new PostgresEventStore(postgres.application(), Clock.systemUTC());
            NewEvent[] events =
                    IntStream.range(0, 3_000).mapToObj(i -> event("x", "{}")).toArray(NewEvent[]::new);
            store.append(ORGANIZATION, List.of(append("a/1", events)));
            AtomicLong shown = new AtomicLong();
            EngineSettings settings = EngineSettings.defaults()
                    .withBatchSize(10)
                    .withPolling(Duration.ofMillis(100))
                    .withRetries(3, Duration.ofMillis(10), Duration.ofMillis(100));
            try (ProjectionEngine engine =
                    new ProjectionEngine(postgres.application(), List.of(new Tally()), settings, Clock.systemUTC())) {
                engine.onAdvance((projection, organization, position) -> shown.set(position));
                engine.start();
                for (int kill = 0; kill < 2; kill++) {
                    long further = shown.get() + 50 + random.nextInt(500);
                    Await.until(() -> shown.get() >= further);
                    postgres.crash();
                    postgres.restart();
                }
                assertThat(engine.awaitPosition(Tally.NAME, ORGANIZATION, 3_000, Duration.ofSeconds(60)))
                        .isTrue();
                assertThat(engine.parkingLot(Tally.NAME, ORGANIZATION).list(0, 1))
                        .isEmpty();
            }
            List<Long> tallied = OrganizationTransaction.run(
                    postgres.application(), ORGANIZATION, tx -> Tally.positions(tx, ORGANIZATION, "a/1"));
            assertThat(tallied)
                    .isEqualTo(LongStream.rangeClosed(1, 3_000).boxed().toList());
        }
    }

    /** Each event is sent until acknowledged or the server is gone; half of them twice, as a nervous client does. */
    private static void writeUntilItFails(EventStore store, String name, Map<String, Long> acknowledged) {
        for (int i = 0; ; i++) {
            String id = name + "/" + i;
            try {
                for (int attempt = 0; attempt <= i % 2; attempt++) {
                    if (store.append(ORGANIZATION, List.of(append("a/" + name, event("x", "{}", id))))
                            instanceof Appended(List<Recorded> places, long last)) {
                        Long before =
                                acknowledged.putIfAbsent(id, places.getFirst().position());
                        assertThat(before == null ? places.getFirst().position() : before.longValue())
                                .isEqualTo(places.getFirst().position())
                                .isLessThanOrEqualTo(last);
                    }
                }
            } catch (EventStoreException e) {
                return;
            }
        }
    }
}
