package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.AppendResult.Recorded;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** R2 under many writers, and each writer's own answer. */
class GroupCommitIT {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.fresh();

    /** Two stores stand for two processes: they meet only in the database. */
    private final List<EventStore> stores = List.of(
            new PostgresEventStore(DATABASE.application(), Clock.systemUTC()),
            new PostgresEventStore(DATABASE.application(), Clock.systemUTC()));

    static LongStream seeds() {
        return Seeds.take(3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void many_writers_get_positions_without_a_gap_and_readers_never_see_one(long seed) throws Exception {
        Random random = Seeds.random(seed);
        OrganizationId organization = new OrganizationId(1 + random.nextInt(1_000_000));
        Map<Long, String> acknowledged = new ConcurrentHashMap<>();
        List<Callable<Void>> work = new ArrayList<>();
        for (int writer = 0; writer < 40; writer++) {
            long own = random.nextLong();
            String name = "w" + writer;
            work.add(() -> {
                write(new Random(own), organization, name, acknowledged);
                return null;
            });
        }
        Reader reader = new Reader(organization);
        Thread reading = Thread.ofVirtual().start(reader);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        reader.done = true;
        reading.join();

        List<RecordedEvent> events = stores.getFirst().read(organization, EventFilter.all(), 1_000_000);
        assertThat(events)
                .extracting(RecordedEvent::position)
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(reader.seen).isEqualTo(events);
        Map<String, Long> versions = new HashMap<>();
        for (RecordedEvent event : events) {
            assertThat(event.version()).isEqualTo(versions.merge(event.stream().toString(), 1L, Long::sum));
            assertThat(acknowledged).containsEntry(event.position(), event.data());
        }
        assertThat(acknowledged).hasSameSizeAs(events);
    }

    private void write(Random random, OrganizationId organization, String name, Map<Long, String> acknowledged)
            throws Exception {
        for (int i = 0; i < 25; i++) {
            int round = i;
            List<NewEvent> events = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(n -> event("x", "{\"by\":\"" + name + "/" + round + "/" + n + "\"}"))
                    .toList();
            String stream = "a/" + random.nextInt(10);
            ExpectedVersion expected =
                    random.nextInt(4) == 0 ? ExpectedVersion.exactly(1 + random.nextInt(5)) : ExpectedVersion.any();
            var append = List.of(append(stream, expected, events.toArray(NewEvent[]::new)));
            EventStore store = Seeds.oneOf(random, stores);
            AppendResult result = random.nextInt(5) == 0
                    ? OrganizationTransaction.run(
                            DATABASE.application(), organization, tx -> store.append(tx, organization, append))
                    : store.append(organization, append);
            switch (result) {
                case Appended(List<Recorded> places, long last) -> {
                    for (int n = 0; n < places.size(); n++) {
                        assertThat(acknowledged.put(
                                        places.get(n).position(), events.get(n).data()))
                                .isNull();
                    }
                }
                case Conflict conflict ->
                    assertThat(conflict.actualVersion()).isNotEqualTo(((ExpectedVersion.Exactly) expected).version());
            }
        }
    }

    /** Reads on from where it is, as a projection does. */
    private final class Reader implements Runnable {
        private final OrganizationId organization;
        private final List<RecordedEvent> seen = new ArrayList<>();
        private volatile boolean done;

        Reader(OrganizationId organization) {
            this.organization = organization;
        }

        @Override
        public void run() {
            boolean last = false;
            while (!last) {
                last = done; // one more round after the writers ended
                seen.addAll(
                        stores.getFirst().read(organization, EventFilter.all().after(seen.size()), 100_000));
            }
        }
    }

    @Test
    void a_neighbours_conflict_or_bad_event_fails_only_itself() throws Exception {
        OrganizationId organization = new OrganizationId(2_000_001);
        EventStore store = stores.getFirst();
        store.append(organization, List.of(append("taken/1", event("x", "{}"))));
        List<Future<AppendResult>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                var request = List.of(
                        switch (i % 3) {
                            case 0 -> append("free/" + i, ExpectedVersion.noStream(), event("x", "{}"));
                            case 1 -> append("taken/1", ExpectedVersion.noStream(), event("x", "{}"));
                            default -> append("bad/" + i, event("x", "no json"));
                        });
                answers.add(threads.submit(() -> store.append(organization, request)));
            }
        }
        for (int i = 0; i < 60; i++) {
            Future<AppendResult> answer = answers.get(i);
            switch (i % 3) {
                case 0 -> assertThat(answer.get()).isInstanceOf(Appended.class);
                case 1 -> assertThat(answer.get()).isInstanceOf(Conflict.class);
                default ->
                    assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    ExecutionException.class, answer::get))
                            .hasCauseInstanceOf(EventStoreException.class);
            }
        }
        assertThat(store.lastPosition(organization)).isEqualTo(21);
    }

    @Test
    void a_redelivery_is_answered_as_recorded_beside_others_as_alone() throws Exception {
        OrganizationId organization = new OrganizationId(2_000_003);
        EventStore store = stores.getFirst();
        var delivered = List.of(append("a/1", ExpectedVersion.noStream(), event("x", "{}", "lead/1")));
        AppendResult first = store.append(organization, delivered);
        assertThat(first).isInstanceOf(Appended.class);
        List<FutureTask<AppendResult>> answers = new ArrayList<>();
        OrganizationTransaction.run(DATABASE.application(), organization, holder -> {
            // Holds the head row and leaves it as it is, so that what this process remembers of it stays true.
            assertThat(store.append(
                            holder, organization, List.of(append("a/1", ExpectedVersion.noStream(), event("x", "{}")))))
                    .isInstanceOf(Conflict.class);
            for (int i = 0; i < 12; i++) {
                var request =
                        i == 6 ? delivered : List.of(append("b/" + i, ExpectedVersion.noStream(), event("x", "{}")));
                FutureTask<AppendResult> answer = new FutureTask<>(() -> store.append(organization, request));
                Thread waiting = Thread.ofVirtual().start(answer);
                answers.add(answer);
                Await.until(() -> waiting.getState() == Thread.State.WAITING
                        || waiting.getState() == Thread.State.TIMED_WAITING
                        || waiting.getState() == Thread.State.BLOCKED);
            }
            return 0;
        });
        for (FutureTask<AppendResult> answer : answers) {
            assertThat(answer.get()).isInstanceOf(Appended.class);
        }
        assertThat(((Appended) answers.get(6).get()).events())
                .singleElement()
                .returns(1L, Recorded::position)
                .returns(true, Recorded::alreadyRecorded);
        assertThat(store.lastPosition(organization)).isEqualTo(12);
    }

    @Test
    void half_a_character_is_refused_rather_than_recorded_as_another() throws Exception {
        OrganizationId organization = new OrganizationId(2_000_004);
        EventStore store = stores.getFirst();
        for (NewEvent broken : List.of(event("x", "{}", "lead/\ud83d"), event("x", "{\"text\":\"\ude00!\"}"))) {
            assertThatThrownBy(() -> store.append(organization, List.of(append("a/1", broken))))
                    .isInstanceOf(EventStoreException.class)
                    .hasMessageContaining("half a character");
        }
        store.append(
                organization, List.of(append("a/1", event("x", "{\"text\":\"\ud83d\ude00 ?\"}", "lead/\ud83d\ude00"))));
        assertThat(store.read(organization, EventFilter.all(), 10))
                .singleElement()
                .returns("{\"text\":\"\ud83d\ude00 ?\"}", RecordedEvent::data);
    }

    @Test
    void appends_that_wait_share_a_transaction() throws Exception {
        OrganizationId organization = new OrganizationId(2_000_002);
        EventStore store = stores.getFirst();
        store.append(organization, List.of(append("a/0", event("x", "{}"))));
        List<Future<AppendResult>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            OrganizationTransaction.run(DATABASE.application(), organization, holder -> {
                store.append(holder, organization, List.of(append("a/0", event("x", "{}"))));
                // While the head row is held, one leader waits in the database and the others behind it.
                for (int i = 1; i <= 50; i++) {
                    var request = List.of(append("a/" + i, event("x", "{}")));
                    answers.add(threads.submit(() -> store.append(organization, request)));
                }
                Await.until(() -> DATABASE.owner().getConnection(), connection -> {
                    try (connection;
                            var waiting = connection
                                    .createStatement()
                                    .executeQuery("SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                            + " current_database() AND wait_event_type = 'Lock'")) {
                        return waiting.next() && waiting.getInt(1) == 1;
                    }
                });
                return 0;
            });
        }
        for (Future<AppendResult> answer : answers) {
            assertThat(answer.get()).isInstanceOf(Appended.class);
        }
        long transactions = OrganizationTransaction.run(DATABASE.application(), organization, tx -> {
            try (var rows = tx.createStatement()
                    .executeQuery("SELECT count(DISTINCT xmin::text) FROM events WHERE organization_id = 2000002")) {
                rows.next();
                return rows.getLong(1);
            }
        });
        assertThat(transactions).isLessThan(20);
    }
}
