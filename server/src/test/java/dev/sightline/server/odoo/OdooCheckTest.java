package dev.sightline.server.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OdooCheckTest {
    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int check(String key) {
        return OdooCheck.run(
                new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), key),
                new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @Test
    void aGoodConnectionIsATable() {
        assertThat(check(odoo.apiKey())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Odoo 17.0", "over JSON-RPC", "Leads and opportunities", "44", "Everything that is needed");
    }

    @Test
    void aWrongKeyIsOneSentence() {
        assertThat(check("wrong")).isOne();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Check login and API key")
                .doesNotContain("wrong");
    }
}
