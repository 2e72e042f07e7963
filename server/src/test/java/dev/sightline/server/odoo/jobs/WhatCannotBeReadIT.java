package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.sync.Counts;
import dev.sightline.server.odoo.sync.SyncIssues;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fields, records and models that Odoo does not show us: done without or not read at all, reported, and over when they are back. */
class WhatCannotBeReadIT {
    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    @AutoClose
    private final SyncWorld world = new SyncWorld(Clock.systemUTC());

    @BeforeEach
    void connect() {
        world.connect(odoo);
    }

    private List<String> fieldIssues() {
        return world.issues().stream()
                .filter(issue -> issue.subjectType().equals("field"))
                .map(SyncIssues.Issue::subjectId)
                .toList();
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
        assertThat(world.number(
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
            assertThat(world.issueKinds()).containsExactly(SyncIssues.FORBIDDEN_FIELD);
            assertThat(fieldIssues()).containsExactlyInAnyOrder("crm.lead.email_from", "crm.lead.phone");
            long position = world.lastPosition();
            assertThat(world.hint(SyncModel.LEAD, 4).error()).isNull();
            assertThat(world.sync(SyncRun.Kind.FULL).error()).isNull();
            assertThat(world.lastPosition()).isEqualTo(position);
            assertThat(fieldIssues()).as("while it is so").hasSize(2);
        }

        // With the rights back, an hour in which nothing changed ends them.
        world.connect(odoo);
        world.sync();

        assertThat(world.issues()).isEmpty();
    }

    @Test
    void whatFiguresNeedAndIsNotThereKeepsTheModelUnread() {
        odoo.faults().hideField(SyncModel.LEAD, "expected_revenue");

        Job job = world.sync();

        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.error()).contains("Leads and opportunities", "expected_revenue");
        assertThat(world.latest(SyncModel.LEAD)).isZero();
        assertThat(world.typesAfter(0)).noneMatch(type -> type.startsWith("crm.opportunity"));
        assertThat(world.latest(SyncModel.ACTIVITY)).as("the others go on").isPositive();
        assertThat(world.issueKinds()).containsExactly(SyncIssues.NEEDED_FIELD);
        assertThat(fieldIssues()).containsExactly("crm.lead.expected_revenue");
    }

    @Test
    void whatFiguresNeedAndMayNoLongerBeReadLeavesThemAsTheyWere() throws Exception {
        world.sync();
        long position = world.lastPosition();
        long rows = world.rows();
        odoo.records(SyncModel.LEAD).write(4, Map.of("name", "Renamed", "expected_revenue", 77.0));
        try (RefusingProxy proxy = new RefusingProxy(odoo.baseUrl(), SyncModel.LEAD, Set.of("expected_revenue"))) {
            world.connector.connect(world.organization, proxy.endpoint(odoo));

            assertThat(world.sync().error()).contains("expected_revenue");
            assertThat(world.sync(SyncRun.Kind.FULL).error()).contains("expected_revenue");
            assertThat(world.hint(SyncModel.LEAD, 4).error()).contains("expected_revenue");

            assertThat(world.lastPosition()).isEqualTo(position);
            assertThat(world.rows()).isEqualTo(rows);
            assertThat(fieldIssues()).containsExactly("crm.lead.expected_revenue");
        }

        world.connect(odoo);
        assertThat(world.sync().error()).isNull();

        assertThat(world.typesAfter(position)).containsExactly("crm.opportunity.updated");
        assertThat(world.issues()).isEmpty();
    }

    @Test
    void withoutManagersTheLinesOfReportsStayAsTheyWere() throws Exception {
        world.sync();
        long position = world.lastPosition();
        try (RefusingProxy proxy = new RefusingProxy(odoo.baseUrl(), "hr.employee", Set.of("parent_id"))) {
            world.connector.connect(world.organization, proxy.endpoint(odoo));

            assertThat(world.sync(SyncRun.Kind.FULL).error())
                    .as("a model that can be done without")
                    .isNull();

            assertThat(world.lastPosition()).isEqualTo(position);
            assertThat(fieldIssues()).containsExactly("hr.employee.parent_id");
        }
    }

    @Test
    void aRecordThatOdooCannotReadIsSteppedOverAndReported() throws Exception {
        try (MeddlingProxy proxy = new MeddlingProxy(odoo.baseUrl(), record -> {
            if (record.path("id").asInt() == 7 && record.has("expected_revenue")) {
                throw new MeddlingProxy.CannotBeRead();
            }
        })) {
            world.connector.connect(world.organization, proxy.endpoint(odoo));

            Job job = world.sync();

            assertThat(job.state()).isEqualTo("succeeded");
            assertThat(job.entities().getOrDefault(SyncModel.LEAD, Counts.NONE).failed())
                    .isOne();
            assertThat(world.latest(SyncModel.LEAD)).isEqualTo(43);
            assertThat(world.issues()).singleElement().satisfies(issue -> {
                assertThat(issue.kind()).isEqualTo(SyncIssues.UNREADABLE_RECORD);
                assertThat(issue.subjectType()).isEqualTo(SyncModel.LEAD);
                assertThat(issue.subjectId()).isEqualTo("7");
            });
        }

        world.connect(odoo);
        world.sync(SyncRun.Kind.FULL);

        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(44);
        assertThat(world.issues()).isEmpty();
    }

    @Test
    void aModelThatMayNotBeReadIsLeftOutAndReported() {
        odoo.faults().forbid("hr.employee");

        assertThat(world.sync().error()).isNull();

        assertThat(world.latest("hr.employee")).isZero();
        assertThat(world.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.kind()).isEqualTo(SyncIssues.MISSING_MODEL);
            assertThat(issue.subjectId()).isEqualTo("hr.employee");
        });

        odoo.faults().reappear();
        world.sync();

        assertThat(world.latest("hr.employee")).isPositive();
        assertThat(world.issues()).isEmpty();
    }
}
