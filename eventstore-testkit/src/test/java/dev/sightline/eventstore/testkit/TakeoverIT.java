package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another process holds a batch, and is killed or stopped with it. */
class TakeoverIT {
    static final OrganizationId ORGANIZATION = new OrganizationId(1);
    private static final int EVENTS = 10;
    /** What is promised after a kill. Nothing else bounds it in this test: the database notices at once. */
    private static final Duration PROMISED = Duration.ofSeconds(5);

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("tally", owner -> {
        EventStoreSchema.install(owner);
        Tally.createTable(owner);
    });

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());

    @BeforeEach
    void events() {
        IntStream.range(0, EVENTS).forEach(i -> store.append(ORGANIZATION, List.of(append("a/1", event("x", "{}")))));
    }

    /** While it waits, and while the database computes for it, which looks now and then whether it is still there. */
    @ParameterizedTest
    @ValueSource(strings = {"input", "sleep"})
    void another_takes_over_within_five_seconds_of_a_kill(String what) throws Exception {
        Process holder = holdingProcess(what);
        try (ProjectionEngine engine = engine();
                BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("holding");
            engine.start();
            assertThat(engine.awaitPosition(Tally.NAME, ORGANIZATION, 1, Duration.ofMillis(200)))
                    .as("while the other holds it")
                    .isFalse();

            holder.destroyForcibly();

            assertThat(engine.awaitPosition(Tally.NAME, ORGANIZATION, EVENTS, PROMISED))
                    .isTrue();
        } finally {
            holder.destroyForcibly();
        }
        assertThat(applied())
                .isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    @Test
    void another_takes_over_from_one_that_is_stopped_in_the_middle_of_a_result() throws Exception {
        stopped("result", holder -> {});
    }

    @Test
    void another_takes_over_from_one_that_is_stopped_and_that_one_commits_nothing_when_it_wakes_up() throws Exception {
        // It goes on with what it thinks is its batch.
        stopped("input", holder -> holder.outputWriter().append('\n').flush());
    }

    @FunctionalInterface
    private interface GoOn {
        void with(Process holder) throws IOException;
    }

    private void stopped(String where, GoOn goOn) throws Exception {
        Process holder = holdingProcess(where);
        try (ProjectionEngine engine = engine();
                BufferedReader said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("holding");
            signal(holder, "STOP");
            engine.start();
            assertThat(engine.awaitPosition(Tally.NAME, ORGANIZATION, EVENTS, Duration.ofSeconds(60)))
                    .isTrue();

            signal(holder, "CONT");
            goOn.with(holder);

            assertThat(said.readLine()).startsWith("refused");
        } finally {
            holder.destroyForcibly();
        }
        assertThat(applied())
                .isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
    }

    private Process holdingProcess(String what) throws IOException {
        return JavaProcess.start(
                HoldingProcess.class, "-Xmx1g", database.jdbcUrl(), database.user(), database.password(), what);
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private ProjectionEngine engine() {
        return new ProjectionEngine(
                database.application(), List.of(new Tally()), EngineSettings.defaults(), Clock.systemUTC());
    }

    private List<Long> applied() throws Exception {
        return OrganizationTransaction.run(
                database.application(), ORGANIZATION, transaction -> Tally.positions(transaction, ORGANIZATION, "a/1"));
    }
}
