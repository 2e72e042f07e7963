package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.sync.Counts;
import dev.sightline.server.odoo.sync.SyncIssues;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.OdooVersion;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connector reads the recorded Odoo and follows what happens in it. */
class OdooSyncIT {
    @AutoClose
    final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    @AutoClose
    final SyncWorld world = new SyncWorld(Clock.systemUTC());

    @BeforeEach
    void connect() {
        world.connect(odoo);
    }

    @Test
    void firstSyncReadsEveryRecordOnce() {
        Job job = world.sync();

        assertThat(job.error()).isNull();
        assertThat(job.state()).isEqualTo("succeeded");
        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(44);
        assertThat(world.latest("res.currency")).isEqualTo(170);
        assertThat(world.latest(SyncModel.ACTIVITY)).isEqualTo(47);
        assertThat(world.lastPosition()).isGreaterThan(500);
        assertThat(job.events()).isEqualTo(world.lastPosition());
        assertThat(job.entities().keySet())
                .containsExactlyElementsOf(
                        SyncModel.ALL.stream().map(SyncModel::model).toList());
        Counts leads = job.entities().get(SyncModel.LEAD);
        assertThat(leads).isEqualTo(new Counts(44, 44, 0, 0, 0, 0));
        assertThat(world.issues()).isEmpty();
    }

    @Test
    void anUnchangedSourceAppendsNothing() {
        world.sync();
        long position = world.lastPosition();
        long rows = world.rows();

        assertThat(world.sync().state()).isEqualTo("succeeded");
        Job full = world.sync(SyncRun.Kind.FULL);
        assertThat(world.sync(SyncRun.Kind.RESCAN).state()).isEqualTo("succeeded");
        assertThat(world.sync(SyncRun.Kind.DELETIONS).state()).isEqualTo("succeeded");

        assertThat(full.entities().get(SyncModel.LEAD)).isEqualTo(new Counts(44, 0, 44, 0, 0, 0));
        assertThat(world.lastPosition()).isEqualTo(position);
        assertThat(world.rows()).isEqualTo(rows);
    }

    @Test
    void newerVersionsAreReadOverJson2() {
        try (OdooSimulator newer =
                OdooSimulator.start(SimulatorOptions.recorded().as(OdooVersion.V19))) {
            world.connect(newer);

            assertThat(world.sync().error()).isNull();

            assertThat(world.latest(SyncModel.LEAD)).isEqualTo(44);
            assertThat(world.connector.jobs.state(world.organization).version()).startsWith("19");
        }
    }

    @Test
    void changesBecomeEvents() {
        world.sync();
        long position = world.lastPosition();
        int lead = odoo.records(SyncModel.LEAD)
                .create(Map.of("name", "A new deal", "type", "opportunity", "expected_revenue", 1200.5));
        world.sync();
        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.created");
        position = world.lastPosition();

        odoo.records(SyncModel.LEAD).win(lead);
        world.sync();
        assertThat(world.typesAfter(position)).contains("crm.opportunity.stage_changed", "crm.opportunity.won");
        position = world.lastPosition();

        odoo.records(SyncModel.LEAD).lose(lead, 0);
        world.sync();
        assertThat(world.typesAfter(position)).contains("crm.opportunity.lost");
    }

    @Test
    void aLongTransactionIsNotMissed() {
        world.sync();
        long position = world.lastPosition();
        var late = odoo.faults().beginTransaction();
        late.write(SyncModel.LEAD, 4, Map.of("name", "Written late"));
        world.sync();
        assertThat(world.typesAfter(position)).isEmpty();
        late.commit();

        world.sync();

        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.updated");
    }

    @Test
    void probabilitiesChangedByRawSqlAreFoundAtNight() {
        world.sync();
        long position = world.lastPosition();
        odoo.faults().rawUpdate(SyncModel.LEAD, 4, Map.of("probability", 33.25));
        world.sync();
        assertThat(world.typesAfter(position)).isEmpty();

        world.sync(SyncRun.Kind.RESCAN);

        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.updated");
    }

    @Test
    void deletedRecordsAreFoundByTheirIds() {
        world.sync();
        long position = world.lastPosition();
        odoo.records(SyncModel.LEAD).unlink(4, 7);
        world.sync();
        assertThat(world.typesAfter(position)).isEmpty();

        Job job = world.sync(SyncRun.Kind.DELETIONS);

        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.deleted", "crm.opportunity.deleted");
        assertThat(leads(job).deleted()).isEqualTo(2);
        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(42);
    }

    @Test
    void aVanishedActivityWasClosed() {
        world.sync();
        long position = world.lastPosition();
        int activity = world.owner
                .sql("SELECT record_id FROM odoo_raw_data WHERE model = 'mail.activity' ORDER BY 1 LIMIT 1")
                .query(Integer.class)
                .single();
        odoo.records(SyncModel.ACTIVITY).unlink(activity);

        world.sync();

        assertThat(world.typesAfter(position)).containsExactly("crm.activity.closed");
    }

    @Test
    void theBrakeHoldsWhenTooMuchVanishes() {
        world.sync();
        long position = world.lastPosition();
        int[] half = java.util.stream.IntStream.rangeClosed(1, 22).toArray();
        odoo.faults().vanish(SyncModel.LEAD, half);

        world.sync(SyncRun.Kind.DELETIONS);
        assertThat(world.lastPosition()).isEqualTo(position);
        assertThat(world.issueKinds()).contains(SyncIssues.MASS_DISAPPEARANCE);

        odoo.faults().reappear();
        world.sync(SyncRun.Kind.DELETIONS);
        assertThat(world.lastPosition()).isEqualTo(position);
        assertThat(world.issueKinds()).doesNotContain(SyncIssues.MASS_DISAPPEARANCE);

        odoo.faults().vanish(SyncModel.LEAD, half);
        world.sync(new SyncRequest(SyncRun.Kind.DELETIONS, "test", true, Set.of()));
        assertThat(world.typesAfter(position)).hasSize(22).containsOnly("crm.opportunity.deleted");
    }

    @Test
    void theBrakeHoldsWhileWeSeeFewerCompanies() {
        world.sync();
        long position = world.lastPosition();
        odoo.records("res.users").write(2, Map.of("company_ids", java.util.List.of(1)));
        odoo.faults().vanish(SyncModel.LEAD, 4);

        world.sync(SyncRun.Kind.DELETIONS);

        assertThat(world.typesAfter(position)).doesNotContain("crm.opportunity.deleted");
        assertThat(world.issueKinds()).contains(SyncIssues.ACCESS_SHRANK);

        world.sync(new SyncRequest(SyncRun.Kind.DELETIONS, "test", true, Set.of()));
        assertThat(world.typesAfter(position)).contains("crm.opportunity.deleted");
        assertThat(world.issueKinds()).doesNotContain(SyncIssues.ACCESS_SHRANK);
    }

    @Test
    void aRecordThatChangesTypeIsKeptAndBlocksNobody() throws Exception {
        world.sync();
        long position = world.lastPosition();
        odoo.records(SyncModel.LEAD).write(5, Map.of("name", "Renamed"));
        // fields_get still says monetary; the value of this one record no longer is.
        try (MeddlingProxy proxy = new MeddlingProxy(odoo.baseUrl(), record -> {
            if (record.path("id").asInt() == 4 && record.has("expected_revenue")) {
                record.put("expected_revenue", "a lot");
            }
        })) {
            world.connector.connect(world.organization, proxy.endpoint(odoo));

            Job job = world.sync(SyncRun.Kind.FULL);

            assertThat(job.state()).isEqualTo("succeeded");
            assertThat(leads(job).failed()).isEqualTo(1);
            assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.updated");
            assertThat(leads(job).changed()).isEqualTo(2);
            assertThat(world.issues()).singleElement().satisfies(issue -> {
                assertThat(issue.kind()).isEqualTo(SyncIssues.CHANGED_SHAPE);
                assertThat(issue.subjectId()).isEqualTo("4");
                assertThat(issue.detail()).contains("expected_revenue").doesNotContain("a lot");
            });
        }

        odoo.records(SyncModel.LEAD).write(4, Map.of("expected_revenue", 77.0));
        world.connect(odoo);
        world.sync(SyncRun.Kind.FULL);

        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.updated", "crm.opportunity.updated");
        assertThat(world.issues()).isEmpty();
    }

    @Test
    void aFieldThatChangesTypeForAllIsReportedForEach() {
        world.sync();
        long position = world.lastPosition();
        odoo.faults().retype(SyncModel.LEAD, "date_deadline", "char");
        odoo.faults().rawUpdate(SyncModel.LEAD, 4, Map.of("date_deadline", "soon"));

        Job job = world.sync(SyncRun.Kind.FULL);

        assertThat(job.state()).isEqualTo("succeeded");
        assertThat(leads(job).failed()).isPositive();
        assertThat(world.typesAfter(position)).isEmpty();
        assertThat(world.issueKinds()).containsExactly(SyncIssues.UNTRANSLATED);
    }

    @Test
    void aHintIsReadAgainAtOnce() {
        world.sync();
        long position = world.lastPosition();
        odoo.records(SyncModel.LEAD).write(4, Map.of("name", "Hinted"));

        assertThat(world.hint(SyncModel.LEAD, 4).error()).isNull();
        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.updated");

        odoo.records(SyncModel.LEAD).unlink(5);
        world.hint(SyncModel.LEAD, 5);
        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.updated", "crm.opportunity.deleted");
    }

    private static Counts leads(Job job) {
        return job.entities().getOrDefault(SyncModel.LEAD, Counts.NONE);
    }
}
