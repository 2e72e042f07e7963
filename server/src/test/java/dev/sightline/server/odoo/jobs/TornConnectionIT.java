package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** R6: the line to Odoo, or the one to the database, is cut at any point of a first sync, again and again. */
class TornConnectionIT {
    private static final int OPPORTUNITIES = 700;
    private static final int CUTS = 12;

    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    @AutoClose
    private final SyncWorld world = new SyncWorld(Clock.systemUTC());

    @RepeatedTest(2)
    void cutAgainAndAgainThenFinished() throws Exception {
        long seed = System.nanoTime();
        System.out.println("TornConnectionIT seed " + seed);
        Random random = new Random(seed);
        while (odoo.records(SyncModel.LEAD).count() < OPPORTUNITIES) {
            odoo.records(SyncModel.LEAD)
                    .create(Map.of("name", "Deal " + random.nextInt(), "type", "opportunity", "expected_revenue", 10));
        }
        int failed = 0;
        List<Thread> killers = new ArrayList<>();
        try (CuttingProxy line = new CuttingProxy(odoo.baseUrl())) {
            world.connector.connect(
                    world.organization, new Endpoint(line.address(), odoo.databaseName(), odoo.login(), odoo.apiKey()));
            for (int cut = 0; cut < CUTS; cut++) {
                // Somewhere among the first bytes that the next job would fetch, or far into its pages.
                line.cutAfter(random.nextBoolean() ? random.nextInt(20_000) : random.nextInt(1_500_000));
                if (random.nextInt(3) == 0) {
                    int after = random.nextInt(250);
                    killers.add(Thread.ofVirtual().start(() -> killDatabaseConnections(after)));
                }
                failed += succeeds() ? 0 : 1;
            }
        }
        for (Thread each : killers) {
            // None of them shall meet the sync that is to succeed.
            each.join();
        }
        assertThat(failed).as("syncs that were cut off").isPositive();
        world.connect(odoo);

        Job last = world.sync();

        assertThat(last.error()).isNull();
        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(OPPORTUNITIES);
        Map<String, Long> rows = new HashMap<>();
        for (SyncModel model : SyncModel.ALL) {
            rows.put(model.model(), (long) odoo.records(model.model()).count());
        }
        assertThat(stored()).as("one raw version of each record").isEqualTo(rows);
        assertThat(number("SELECT count(*) FROM events WHERE type = 'crm.opportunity.created'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(number("SELECT count(DISTINCT stream) FROM events WHERE type = 'crm.opportunity.created'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(number("SELECT count(*) FROM events")).isEqualTo(world.lastPosition());
        assertThat(number("SELECT count(DISTINCT position) FROM events")).isEqualTo(world.lastPosition());
        assertThat(number("SELECT sum(events) FROM sync_jobs")).isEqualTo(world.lastPosition());
        long position = world.lastPosition();
        assertThat(world.sync(dev.sightline.server.odoo.sync.SyncRun.Kind.FULL).error())
                .isNull();
        assertThat(world.lastPosition()).isEqualTo(position);
    }

    /** False also where the line that was cut is the one over which the sync was asked for, or its outcome read. */
    private boolean succeeds() {
        try {
            return world.sync().state().equals("succeeded");
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
    }

    /** As a restart of the database would; the connector's pool makes new ones. */
    private void killDatabaseConnections(int afterMillis) {
        java.util.concurrent.locks.LockSupport.parkNanos(afterMillis * 1_000_000L);
        world.owner.sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
                        """).query(Long.class).single();
    }

    private Map<String, Long> stored() {
        Map<String, Long> stored = new HashMap<>();
        world.owner
                .sql("SELECT model, count(*) AS rows FROM odoo_raw_data GROUP BY model")
                .query(row -> {
                    stored.put(row.getString(1), row.getLong(2));
                });
        return stored;
    }

    private long number(String sql) {
        return world.owner.sql(sql).query(Long.class).single();
    }
}
