package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.server.odoo.sync.Counts;
import dev.sightline.server.odoo.sync.SyncIssues;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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

    private static SyncJobs.Request wish(SyncRun.Kind kind) {
        return SyncJobs.Request.of(kind, "test");
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
        assertThat(number("SELECT count(*) FROM events")).isEqualTo(world.lastPosition());
    }

    @Test
    void afterwardsTheOtherMayAndFindsNothingNew() throws InterruptedException {
        world.sync();
        long position = world.lastPosition();

        assertThat(other.jobs.request(world.organization, wish(SyncRun.Kind.FULL)))
                .isPresent();
        awaitBothIdle();

        assertThat(world.lastPosition()).isEqualTo(position);
        assertThat(number("SELECT count(*) FROM sync_jobs WHERE state = 'succeeded'"))
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
        number("""
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')
                  AND pid <> pg_backend_pid()
                """);
        await("its place is free", () -> number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0);
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
        assertThat(number("SELECT count(*) FROM events")).isEqualTo(world.lastPosition());
        assertThat(number("SELECT count(*) FROM odoo_raw_data WHERE model = 'crm.lead'"))
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

        number("""
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
        assertThat(number("SELECT count(*) FROM odoo_raw_data WHERE model = 'crm.lead'"))
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

    @Test
    void aFieldThatIsMissingIsDoneWithout() {
        odoo.faults().hideField(SyncModel.LEAD, "lost_reason_id");
        odoo.faults().hideField("res.partner", "industry_id");

        Job job = world.sync();

        assertThat(job.error()).isNull();
        assertThat(job.entities().getOrDefault(SyncModel.LEAD, Counts.NONE).failed())
                .isZero();
        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(44);
        assertThat(number(
                        "SELECT count(*) FROM odoo_raw_data WHERE model = 'crm.lead' AND document -> 'lost_reason_id' IS NOT NULL"
                                .replace("?", "??")))
                .isZero();
    }

    @Test
    void aForbiddenFieldIsLeftOutAndReported() throws Exception {
        Set<String> forbidden = Set.of("email_from", "phone");
        try (RefusingProxy proxy = new RefusingProxy(odoo.baseUrl(), SyncModel.LEAD, forbidden)) {
            world.connector.connect(world.organization, proxy.endpoint(odoo));

            Job job = world.sync();

            assertThat(job.error()).isNull();
            assertThat(world.latest(SyncModel.LEAD)).isEqualTo(44);
            assertThat(world.issues())
                    .filteredOn(issue -> issue.kind().equals(SyncIssues.FORBIDDEN_FIELD))
                    .extracting(SyncIssues.Issue::subjectId)
                    .containsExactlyInAnyOrder("crm.lead.email_from", "crm.lead.phone");
            long position = world.lastPosition();
            assertThat(world.hint(SyncModel.LEAD, 4).error()).isNull();
            assertThat(world.sync(SyncRun.Kind.FULL).error()).isNull();
            assertThat(world.lastPosition()).isEqualTo(position);
        }
    }

    private long jobs() {
        return number("SELECT count(*) FROM sync_jobs");
    }

    private long number(String sql) {
        return world.owner.sql(sql).query(Long.class).single();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
