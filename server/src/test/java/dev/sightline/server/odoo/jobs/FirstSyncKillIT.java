package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** R1, R6: a process that is killed ten times during its first sync of 20,000 opportunities misses nothing, doubles nothing. */
class FirstSyncKillIT {
    private static final int OPPORTUNITIES = 20_000;
    private static final int KILLS = 10;

    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    @AutoClose
    private final SyncWorld world = new SyncWorld(Clock.systemUTC());

    @Test
    void killedTenTimesThenFinished() throws Exception {
        long seed = System.nanoTime();
        System.out.println("FirstSyncKillIT seed " + seed);
        Random random = new Random(seed);
        while (odoo.records(SyncModel.LEAD).count() < OPPORTUNITIES) {
            odoo.records(SyncModel.LEAD)
                    .create(Map.of("name", "Deal " + random.nextInt(), "type", "opportunity", "expected_revenue", 10));
        }
        int killedWorking = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = start();
            try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
                awaitBegun(output);
                // Somewhere in the work that follows, from its first request on.
                if (!child.waitFor(random.nextInt(700), TimeUnit.MILLISECONDS)) {
                    killedWorking++;
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
        assertThat(killedWorking).as("killed while at work").isPositive();
        world.connect(odoo);

        assertThat(world.sync().error()).isNull();

        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(OPPORTUNITIES);
        assertThat(number("SELECT count(*) FROM odoo_raw_data WHERE model = 'crm.lead'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(number("SELECT count(*) FROM events WHERE type = 'crm.opportunity.created'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(number("SELECT count(DISTINCT stream) FROM events WHERE type = 'crm.opportunity.created'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(number("SELECT count(*) FROM events")).isEqualTo(world.lastPosition());
        assertThat(number("SELECT max(position) FROM events")).isEqualTo(world.lastPosition());
        assertThat(number("SELECT count(DISTINCT position) FROM events")).isEqualTo(world.lastPosition());
        assertThat(number("SELECT count(*) FROM sync_jobs WHERE state = 'running'"))
                .isZero();
        assertThat(number("SELECT count(*) FROM sync_jobs WHERE state = 'stopped'"))
                .isPositive();
        long position = world.lastPosition();
        world.sync();
        assertThat(world.lastPosition()).isEqualTo(position);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx384m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SyncChild.class.getName(),
                        world.database.jdbcUrl(),
                        world.database.user(),
                        world.database.password(),
                        world.organization.toString(),
                        odoo.baseUrl().toString(),
                        odoo.databaseName()))
                .redirectErrorStream(true)
                .start();
    }

    private static void awaitBegun(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("begun")) {
                return;
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the child did not begin: " + said);
    }

    private long number(String sql) {
        return world.owner.sql(sql).query(Long.class).single();
    }
}
