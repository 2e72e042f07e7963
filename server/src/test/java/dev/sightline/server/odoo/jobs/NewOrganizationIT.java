package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.simulator.CompanyPlan;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * An organisation that is newer than the tables' statistics: the planner takes it for one row, and any index that begins with the
 * organisation for as good as another. By the wrong one, each page would read all snapshots of the organisation.
 */
class NewOrganizationIT {
    private static final int OPPORTUNITIES = 1_500;

    @AutoClose
    final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.company(
            CompanyPlan.demo(7, Clock.systemUTC().instant()).withOpportunities(OPPORTUNITIES)));

    @AutoClose
    final SyncWorld world = new SyncWorld(Clock.systemUTC());

    @Test
    void its_changed_records_are_found_in_the_index_of_records() throws InterruptedException {
        world.owner
                .sql("ALTER TABLE odoo_raw_data SET (autovacuum_enabled = false)")
                .update();
        world.connect(odoo);
        assertThat(world.sync().state()).isEqualTo("succeeded");
        world.owner.sql("ANALYZE").update();
        OrganizationId newer =
                new OrganizationId(world.owner.sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES ('newer', 'Newer', 'USD', 'UTC', 1, now()) RETURNING organization_id
                        """).query(Integer.class).single());
        world.connector.connect(newer, SyncWorld.endpoint(odoo));
        sync(newer);
        int changed = odoo.records(SyncModel.LEAD).writeEvery(1, "expected_revenue", id -> 1_000 + id);
        long before = readByRawId();

        Job job = sync(newer);

        assertThat(Objects.requireNonNull(job.entities().get(SyncModel.LEAD)).changed())
                .isEqualTo(changed);
        assertThat(readByRawId() - before)
                .as("rows read by an index that knows nothing of models and records")
                .isLessThan(OPPORTUNITIES);
    }

    private Job sync(OrganizationId organization) throws InterruptedException {
        SyncRequest request = new SyncRequest(SyncRun.Kind.INCREMENTAL, "test", false, Set.of());
        Job begun = world.connector.jobs.request(organization, request).orElseThrow();
        assertThat(world.connector.jobs.awaitIdle(organization, Duration.ofMinutes(5)))
                .isTrue();
        Job ended = world.connector.jobs.find(organization, begun.id()).orElseThrow();
        assertThat(ended.state()).as(ended.error()).isEqualTo("succeeded");
        return ended;
    }

    /** Sessions tell what they read when they are idle for a second, or as here at once. */
    private long readByRawId() {
        world.connector.transactions.read(
                world.organization,
                jdbc -> jdbc.sql("SELECT pg_stat_force_next_flush()")
                        .query((row, n) -> 0)
                        .list());
        return world.number("SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'odoo_raw_data_pkey'");
    }
}
