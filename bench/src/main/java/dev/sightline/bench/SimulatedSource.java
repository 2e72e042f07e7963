package dev.sightline.bench;

import dev.sightline.simulator.CompanyPlan;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The simulated Odoo in a process of its own; {@code touch N} on its standard input changes every Nth lead. */
public final class SimulatedSource {
    private static final long SEED = 17;

    private SimulatedSource() {}

    public static void main(String[] arguments) throws IOException {
        CompanyPlan plan =
                CompanyPlan.demo(SEED, Instant.now()).withOpportunities(Integer.getInteger("bench.opportunities", 800));
        SimulatorOptions options = SimulatorOptions.company(plan).paced(Integer.getInteger("bench.pace", 0));
        try (OdooSimulator odoo = OdooSimulator.start(options);
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Child.say("listening " + odoo.baseUrl().getPort());
            int revenue = 1_000;
            for (@Nullable String order = orders.readLine(); order != null; order = orders.readLine()) {
                int more = revenue++;
                Child.say("done "
                        + odoo.records("crm.lead")
                                .writeEvery(Integer.parseInt(order.substring(6)), "expected_revenue", id -> more + id));
            }
        }
    }
}
