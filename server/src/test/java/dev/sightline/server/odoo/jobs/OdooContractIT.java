package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.OdooVersion;
import dev.sightline.simulator.SimulatorOptions;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The contract with Odoo, on the simulator in both protocols and on a real one:
 *
 * <pre>
 * SIGHTLINE_TEST_ODOO_URL=https://… SIGHTLINE_TEST_ODOO_DB=… SIGHTLINE_TEST_ODOO_LOGIN=… SIGHTLINE_TEST_ODOO_KEY=… \
 *     mvn -pl server -am verify -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dit.test='OdooContractIT*' -Dfailsafe.failIfNoSpecifiedTests=false
 * </pre>
 */
class OdooContractIT {
    @Nested
    class SimulatedJsonRpc extends OdooContract {
        @AutoClose
        private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

        @Override
        Endpoint endpoint() {
            return SyncWorld.endpoint(odoo);
        }
    }

    @Nested
    class SimulatedJson2 extends OdooContract {
        @AutoClose
        private final OdooSimulator odoo =
                OdooSimulator.start(SimulatorOptions.recorded().as(OdooVersion.V19));

        @Override
        Endpoint endpoint() {
            return SyncWorld.endpoint(odoo);
        }

        @Test
        void theKeyItselfTellsWhoseItIs() {
            assertThat(odoo.counters().calls("res.users", "context_get")).isPositive();
        }
    }

    @Nested
    class Real extends OdooContract {
        @Override
        Endpoint endpoint() {
            return new Endpoint(URI.create(variable("URL")), variable("DB"), variable("LOGIN"), variable("KEY"));
        }

        private static String variable(String name) {
            String full = "SIGHTLINE_TEST_ODOO_" + name;
            String value = System.getenv(full);
            assumeTrue(value != null && !value.isBlank(), () -> full + " is not set: no real Odoo to ask");
            return value;
        }
    }
}
