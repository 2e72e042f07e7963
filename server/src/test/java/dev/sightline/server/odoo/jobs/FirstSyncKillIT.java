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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** R1, R6: a process that is killed ten times during its first sync of 20,000 opportunities misses nothing, doubles nothing. */
class FirstSyncKillIT {
    private static final int OPPORTUNITIES = 20_000;
    /** Anywhere before the leads, from the first request on. */
    private static final int EARLY_KILLS = 2;

    private static final int KILLS_AMONG_LEADS = 8;

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
        for (int kill = 0; kill < EARLY_KILLS; kill++) {
            kill(random.nextInt(300), 0);
        }
        List<Integer> moments = random.ints(KILLS_AMONG_LEADS, 1, OPPORTUNITIES * 9 / 10)
                .sorted()
                .boxed()
                .toList();
        List<Long> stored = new ArrayList<>();
        for (int moment : moments) {
            kill(0, moment);
            stored.add(world.latest(SyncModel.LEAD));
        }
        System.out.println("FirstSyncKillIT killed at " + stored + " leads, wanted " + moments);
        assertThat(stored.stream().filter(leads -> leads > 0 && leads < OPPORTUNITIES))
                .as("kills among the leads")
                .hasSizeGreaterThan(KILLS_AMONG_LEADS / 2);
        world.connect(odoo);

        assertThat(world.sync().error()).isNull();

        assertThat(world.latest(SyncModel.LEAD)).isEqualTo(OPPORTUNITIES);
        assertThat(world.number("SELECT count(*) FROM odoo_raw_data WHERE model = 'crm.lead'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(world.number("SELECT count(*) FROM events WHERE type = 'crm.opportunity.created'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(world.number("SELECT count(DISTINCT stream) FROM events WHERE type = 'crm.opportunity.created'"))
                .isEqualTo(OPPORTUNITIES);
        assertThat(world.number("SELECT count(*) FROM events")).isEqualTo(world.lastPosition());
        assertThat(world.number("SELECT max(position) FROM events")).isEqualTo(world.lastPosition());
        assertThat(world.number("SELECT count(DISTINCT position) FROM events")).isEqualTo(world.lastPosition());
        assertThat(world.number("SELECT count(*) FROM sync_jobs WHERE state = 'running'"))
                .isZero();
        assertThat(world.number("SELECT count(*) FROM sync_jobs WHERE state = 'stopped'"))
                .isPositive();
        long position = world.lastPosition();
        world.sync();
        assertThat(world.lastPosition()).isEqualTo(position);
    }

    /** Lets a process work until so many leads are stored, and something of its own, or for some milliseconds. */
    private void kill(int millis, int leads) throws Exception {
        long before = world.latest(SyncModel.LEAD);
        Process child = start();
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            awaitBegun(output);
            if (leads == 0) {
                child.waitFor(millis, TimeUnit.MILLISECONDS);
            } else {
                long wanted = Math.max(leads, before + 1);
                while (world.latest(SyncModel.LEAD) < wanted) {
                    if (child.waitFor(10, TimeUnit.MILLISECONDS)) {
                        break;
                    }
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
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
}
