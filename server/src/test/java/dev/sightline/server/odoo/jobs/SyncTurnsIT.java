package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One sync at a time in all processes together: a second one joins, a dead one's place is taken. */
class SyncTurnsIT {
    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    @AutoClose
    private final SyncWorld world = new SyncWorld(Clock.systemUTC());

    /** Another process, as far as the database can tell. */
    @AutoClose
    private final Connector other = new Connector(world.database.application(), Clock.systemUTC(), Connector.IMPATIENT);

    @BeforeEach
    void connect() {
        world.connect(odoo);
        other.connect(world.organization, SyncWorld.endpoint(odoo));
    }

    private static SyncRequest wish(SyncRun.Kind kind) {
        return SyncRequest.of(kind, "test");
    }

    private void awaitBothIdle() throws InterruptedException {
        assertThat(world.connector.jobs.awaitIdle(world.organization, Duration.ofSeconds(60)))
                .isTrue();
        assertThat(other.jobs.awaitIdle(world.organization, Duration.ofSeconds(60)))
                .isTrue();
    }

    @Test
    void theSecondProcessJoins() throws InterruptedException {
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(100)));
        Job mine = world.connector
                .jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();

        Job joined = other.jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();

        assertThat(joined.id()).isEqualTo(mine.id());
        assertThat(other.jobs.running(world.organization).orElseThrow().id()).isEqualTo(mine.id());
        assertThat(other.jobs.runsHere(world.organization)).isFalse();
        assertThat(other.jobs.begin(world.organization, wish(SyncRun.Kind.WEBHOOK)))
                .isFalse();
        odoo.faults().clear();
        awaitBothIdle();
        assertThat(jobs()).isOne();
        assertThat(world.number("SELECT count(*) FROM events")).isEqualTo(world.lastPosition());
    }

    @Test
    void afterwardsTheOtherMayAndFindsNothingNew() throws InterruptedException {
        world.sync();
        long position = world.lastPosition();

        assertThat(other.jobs.request(world.organization, wish(SyncRun.Kind.FULL)))
                .isPresent();
        awaitBothIdle();

        assertThat(world.lastPosition()).isEqualTo(position);
        assertThat(world.number("SELECT count(*) FROM sync_jobs WHERE state = 'succeeded'"))
                .isEqualTo(2);
    }

    @Test
    void aDeadProcessLosesItsPlaceAtOnce() throws InterruptedException {
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(300)));
        Job dying = world.connector
                .jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();
        await("it has begun to read", () -> odoo.counters().calls("res.users", "search_read") > 0);

        // What PostgreSQL sees of a killed process: its connections end.
        world.number("""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')
                  AND pid <> pg_backend_pid()
                """);
        await(
                "its place is free",
                () -> world.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0);
        odoo.faults().clear();
        Job next = other.jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();

        assertThat(next.id()).isNotEqualTo(dying.id());
        awaitBothIdle();
        assertThat(other.jobs.find(world.organization, next.id()).orElseThrow().state())
                .isIn("succeeded", "failed");
        assertThat(world.sync().state()).isEqualTo("succeeded");
        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(44);
        assertThat(world.number("SELECT count(*) FROM events")).isEqualTo(world.lastPosition());
        assertThat(world.number("SELECT count(*) FROM odoo_raw_data WHERE model = 'crm.lead'"))
                .as("no page stored twice, though two were at it")
                .isEqualTo(44);
    }

    @Test
    void whoseLeaseIsLostStopsAfterThePageAndTheNextGoesOn() throws InterruptedException {
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(150)));
        Job losing = world.connector
                .jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();
        await("it has begun to read", () -> odoo.counters().calls("res.users", "search_read") > 0);

        world.number("""
                SELECT count(pg_terminate_backend(pid)) FROM pg_locks
                WHERE locktype = 'advisory' AND classid = 20892 AND pid <> pg_backend_pid()
                """);
        assertThat(world.connector.jobs.awaitIdle(world.organization, Duration.ofSeconds(60)))
                .isTrue();

        assertThat(other.jobs
                        .find(world.organization, losing.id())
                        .orElseThrow()
                        .state())
                .isEqualTo("stopped");
        assertThat(world.latest(SyncModel.ACTIVITY)).as("the last model of all").isZero();
        odoo.faults().clear();
        assertThat(other.jobs.request(world.organization, wish(SyncRun.Kind.INCREMENTAL)))
                .isPresent();
        awaitBothIdle();
        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(44);
        assertThat(world.number("SELECT count(*) FROM odoo_raw_data WHERE model = 'crm.lead'"))
                .isEqualTo(44);
    }

    @Test
    void whatASmallJobDoesNotCoverFollowsIt() throws InterruptedException {
        world.sync();
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(100)));
        Job small = world.connector
                .jobs
                .request(world.organization, wish(SyncRun.Kind.RESCAN))
                .orElseThrow();
        Job joined = world.connector
                .jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();
        assertThat(joined.id()).isEqualTo(small.id());
        odoo.faults().clear();
        awaitBothIdle();

        assertThat(world.connector.jobs.list(world.organization, null, null, 10))
                .extracting(Job::kind)
                .containsExactly("incremental", "rescan", "first");
    }

    @Test
    void whatARunningSyncDoesNotDoFollowsItHoweverMuchElseIsAskedFor() throws InterruptedException {
        world.sync();
        long position = world.lastPosition();
        odoo.faults().vanish(SyncModel.LEAD, IntStream.rangeClosed(1, 22).toArray());
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(100)));
        Job running = world.connector
                .jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();
        for (SyncRequest each : List.of(
                new SyncRequest(SyncRun.Kind.DELETIONS, "test", true, Set.of()),
                wish(SyncRun.Kind.FULL),
                wish(SyncRun.Kind.INCREMENTAL),
                wish(SyncRun.Kind.DELETIONS))) {
            assertThat(world.connector.jobs.request(world.organization, each))
                    .map(Job::id)
                    .contains(running.id());
        }
        odoo.faults().clear();
        awaitBothIdle();

        assertThat(world.connector.jobs.list(world.organization, null, null, 10))
                .extracting(Job::kind, Job::state)
                .containsExactly(
                        tuple("full", "succeeded"),
                        tuple("deletions", "succeeded"),
                        tuple("incremental", "succeeded"),
                        tuple("first", "succeeded"));
        assertThat(world.typesAfter(position))
                .as("confirmed, so the brake does not hold")
                .hasSize(22)
                .containsOnly("crm.opportunity.deleted");
    }

    @Test
    void itFollowsWhatAnotherProcessRunsToo() throws InterruptedException {
        world.sync();
        long position = world.lastPosition();
        odoo.faults().vanish(SyncModel.LEAD, IntStream.rangeClosed(1, 22).toArray());
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(100)));
        Job running = other.jobs
                .request(world.organization, wish(SyncRun.Kind.DELETIONS))
                .orElseThrow();
        assertThat(world.connector.jobs.request(
                        world.organization, new SyncRequest(SyncRun.Kind.DELETIONS, "test", true, Set.of())))
                .map(Job::id)
                .contains(running.id());
        world.connector.jobs.startWaiting(world.organization);
        assertThat(world.connector.jobs.runsHere(world.organization)).isFalse();
        odoo.faults().clear();
        awaitBothIdle();
        assertThat(world.typesAfter(position)).isEmpty();

        world.connector.jobs.startWaiting(world.organization);
        awaitBothIdle();
        world.connector.jobs.startWaiting(world.organization);

        assertThat(world.typesAfter(position)).hasSize(22).containsOnly("crm.opportunity.deleted");
        assertThat(jobs()).isEqualTo(3);
    }

    @Test
    void somethingSmallThatGoesWellEndsNoErrorOfWhatReadsAllThatChanged() {
        world.sync();
        odoo.faults().forbid(SyncModel.STAGE);
        String error = world.sync().error();
        assertThat(error).contains("crm.stage");

        assertThat(world.hint(SyncModel.LEAD, 4).state()).isEqualTo("succeeded");
        assertThat(world.sync(SyncRun.Kind.RESCAN).state()).isEqualTo("succeeded");
        assertThat(lastError()).isEqualTo(error);
        // Nor does one that goes wrong take its place, to be ended by the next that goes well.
        odoo.faults().forbid(SyncModel.LEAD);
        assertThat(world.hint(SyncModel.LEAD, 4).state()).isEqualTo("failed");
        assertThat(lastError()).isEqualTo(error);

        odoo.faults().reappear();
        assertThat(world.sync().state()).isEqualTo("succeeded");
        assertThat(lastError()).isNull();
        odoo.faults().forbid(SyncModel.LEAD);
        assertThat(world.hint(SyncModel.LEAD, 4).state()).isEqualTo("failed");
        assertThat(lastError()).contains("crm.lead");
        odoo.faults().reappear();
        world.sync(SyncRun.Kind.DELETIONS);
        assertThat(lastError()).as("of something else").contains("crm.lead");
        world.hint(SyncModel.LEAD, 4);
        assertThat(lastError()).isNull();
    }

    private @Nullable String lastError() {
        world.connector.jobs.refresh(world.organization);
        return world.connector.jobs.state(world.organization).lastError();
    }

    @Test
    void untilOneHasReadEverythingASyncIsTheFirst() throws InterruptedException {
        odoo.faults().always(new Fault.Status(503, null));
        assertThat(world.sync().state()).isEqualTo("failed");
        odoo.faults().clear();

        Job first = world.connector
                .jobs
                .request(world.organization, wish(SyncRun.Kind.INCREMENTAL))
                .orElseThrow();
        awaitBothIdle();

        assertThat(first.kind()).isEqualTo("first");
        assertThat(world.sync(SyncRun.Kind.FULL).kind()).isEqualTo("full");
        assertThat(other.jobs.request(world.organization, wish(SyncRun.Kind.INCREMENTAL)))
                .map(Job::kind)
                .contains("incremental");
        awaitBothIdle();
        assertThat(world.connector.jobs.list(world.organization, null, null, 10))
                .extracting(Job::kind, Job::state)
                .containsExactly(
                        tuple("incremental", "succeeded"),
                        tuple("full", "succeeded"),
                        tuple("first", "succeeded"),
                        tuple("first", "failed"));
    }

    private long jobs() {
        return world.number("SELECT count(*) FROM sync_jobs");
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
