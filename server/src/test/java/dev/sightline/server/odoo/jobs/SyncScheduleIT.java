package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.ServerTest;
import dev.sightline.server.ingest.Ingest;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.odoo.sync.SyncTuning;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the schedule asks for as time passes, with a process that is there all the time and one that was not. */
class SyncScheduleIT extends ServerTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    @Autowired
    private DataSource database;

    @Autowired
    private Ingest ingest;

    @Autowired
    private PersonalKeys keys;

    @Autowired
    private SightlineSettings settings;

    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());
    private final List<RunningProcess> processes = new ArrayList<>();
    private Organization organization;
    private RunningProcess process;

    /** A server process, as far as its syncs go; nothing is left of it but the database. */
    private final class RunningProcess {
        final Sources sources = new Sources();
        final SyncJobs jobs = new SyncJobs(
                database,
                transactions,
                ingest,
                keys,
                sources,
                clock,
                UUID::randomUUID,
                Connector.IMPATIENT,
                SyncTuning.DEFAULT);
        final SyncSchedule schedule = new SyncSchedule(jobs, sources, organizations, clock, settings, true);

        RunningProcess() {
            sources.connect(organization.id(), SyncWorld.endpoint(odoo));
            processes.add(this);
        }

        void awaitIdle() throws InterruptedException {
            assertThat(jobs.awaitIdle(organization.id(), Duration.ofSeconds(60)))
                    .isTrue();
        }

        void end() throws InterruptedException {
            schedule.destroy();
            jobs.destroy();
        }
    }

    @BeforeEach
    void start() {
        organization = organization();
        // Whatever time it is outside: far from the night, when open leads are read again.
        advanceTo(LocalTime.of(12, 0));
        process = new RunningProcess();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (RunningProcess each : processes) {
            each.end();
        }
        odoo.close();
    }

    /** Lets the schedule look until there is nothing more to do; answers the kinds of jobs it began, in their order. */
    private List<String> settle() throws InterruptedException {
        List<UUID> before = jobs().stream().map(Job::id).toList();
        int known;
        do {
            known = jobs().size();
            process.schedule.tick();
            process.awaitIdle();
        } while (jobs().size() > known);
        return jobs().reversed().stream()
                .filter(job -> !before.contains(job.id()))
                .map(Job::kind)
                .toList();
    }

    /** Newest first. */
    private List<Job> jobs() {
        return process.jobs.list(organization.id(), null, null, 100);
    }

    /** To the next time that the organisation's clocks show this. */
    private void advanceTo(LocalTime time) {
        ZonedDateTime now = clock.instant().atZone(organization.zone());
        ZonedDateTime then = now.toLocalDate().atTime(time).atZone(organization.zone());
        if (!then.isAfter(now)) {
            then = now.toLocalDate().plusDays(1).atTime(time).atZone(organization.zone());
        }
        clock.advance(Duration.between(now, then));
    }

    private List<String> eventsAfter(long position) {
        return log.read(organization.id(), EventFilter.all().after(position), 100).stream()
                .map(RecordedEvent::type)
                .toList();
    }

    @Test
    void theFirstAtOnceThenEachInterval() throws InterruptedException {
        assertThat(settle()).containsExactly("first");
        assertThat(jobs()).extracting(Job::requestedBy).containsOnly("schedule");

        clock.advance(INTERVAL.minusMinutes(1));
        assertThat(settle()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(settle()).containsExactly("incremental");
        assertThat(settle()).isEmpty();
        assertThat(process.jobs.nextAt(organization.id()))
                .isBetween(clock.instant(), clock.instant().plus(INTERVAL));
    }

    @Test
    void vanishedRecordsEachHour() throws InterruptedException {
        settle();
        long position = log.lastPosition(organization.id());
        odoo.records("crm.lead").unlink(4);

        clock.advance(Duration.ofMinutes(58));
        assertThat(settle()).containsExactly("incremental");
        assertThat(eventsAfter(position)).isEmpty();
        clock.advance(Duration.ofMinutes(3));
        assertThat(settle()).containsExactly("deletions");

        assertThat(eventsAfter(position)).containsExactly("crm.opportunity.deleted");
        clock.advance(Duration.ofMinutes(58));
        assertThat(settle()).containsExactly("incremental");
    }

    @Test
    void openLeadsAgainEachNight() throws InterruptedException {
        advanceTo(LocalTime.of(20, 0));
        settle();
        long position = log.lastPosition(organization.id());
        // As Odoo's own job changes it: no write_date moves.
        odoo.faults().rawUpdate(SyncModel.LEAD, 4, Map.of("probability", 33.25));

        advanceTo(LocalTime.of(2, 29));
        assertThat(settle()).containsExactly("incremental", "deletions");
        assertThat(eventsAfter(position)).isEmpty();
        advanceTo(LocalTime.of(2, 31));
        assertThat(settle()).containsExactly("rescan");

        assertThat(eventsAfter(position)).containsExactly("crm.opportunity.updated");
        advanceTo(LocalTime.of(23, 59));
        assertThat(settle()).doesNotContain("rescan");
        advanceTo(LocalTime.of(2, 31));
        assertThat(settle()).containsExactly("incremental", "rescan", "deletions");
    }

    @Test
    void whatFellDueWhileNobodyWasThereIsMadeUpForAtTheStart() throws InterruptedException {
        settle();
        process.end();
        long position = log.lastPosition(organization.id());
        odoo.records("crm.lead").unlink(5);
        odoo.faults().rawUpdate(SyncModel.LEAD, 4, Map.of("probability", 33.25));
        clock.advance(Duration.ofDays(3));

        process = new RunningProcess();
        assertThat(settle()).containsExactly("incremental", "rescan", "deletions");

        assertThat(eventsAfter(position))
                .containsExactlyInAnyOrder("crm.opportunity.updated", "crm.opportunity.deleted");
        assertThat(settle()).isEmpty();
    }

    @Test
    void whileOdooRefusesUsOnlyTheSyncIsTriedAgain() throws InterruptedException {
        settle();
        process.sources.connect(
                organization.id(), new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), "revoked"));
        clock.advance(Duration.ofDays(1));
        assertThat(settle()).containsExactly("incremental");
        clock.advance(INTERVAL);
        assertThat(settle()).containsExactly("incremental");
        assertThat(jobs().getFirst().state()).isEqualTo("failed");

        process.sources.connect(organization.id(), SyncWorld.endpoint(odoo));
        clock.advance(INTERVAL);
        assertThat(settle()).containsExactly("incremental", "rescan", "deletions");
    }

    @Test
    void webhooksWithoutEndDoNotPutTheSyncOff() throws InterruptedException {
        settle();
        clock.advance(INTERVAL);
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(100)));
        assertThat(process.jobs.begin(
                        organization.id(),
                        new SyncRequest(
                                SyncRun.Kind.WEBHOOK, "webhook", false, Set.of(new SyncRun.Hint(SyncModel.LEAD, 4)))))
                .isTrue();

        process.schedule.tick();
        odoo.faults().clear();
        process.awaitIdle();

        assertThat(jobs()).extracting(Job::kind).containsExactly("incremental", "webhook", "first");
    }

    @Test
    void itLooksByItself() {
        process.schedule.begin();
        await("the first sync", () -> jobs().size() == 1 && !jobs().getFirst().running());

        clock.advance(INTERVAL.plusSeconds(1));

        await("the next one", () -> jobs().size() == 2 && !jobs().getFirst().running());
        assertThat(jobs()).extracting(Job::kind).containsExactly("incremental", "first");
    }
}
