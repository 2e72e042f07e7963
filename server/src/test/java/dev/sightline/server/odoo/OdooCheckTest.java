package dev.sightline.server.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.RefusingProxy;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.OdooVersion;
import dev.sightline.simulator.SimulatorOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OdooCheckTest {
    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int check(String key) {
        return check(new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), key));
    }

    private int check(Endpoint endpoint) {
        return OdooCheck.run(endpoint, new PrintStream(out, true, StandardCharsets.UTF_8));
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

    @ParameterizedTest
    @EnumSource(
            value = OdooVersion.class,
            names = {"V17", "V19"})
    void aWrongDatabaseIsNamed(OdooVersion version) {
        try (OdooSimulator other =
                OdooSimulator.start(SimulatorOptions.recorded().as(version))) {
            assertThat(check(new Endpoint(other.baseUrl(), "nodb", other.login(), other.apiKey())))
                    .isOne();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("has no database named 'nodb'");
    }

    @Test
    void aWebPageInsteadOfOdooIsOneSentence() {
        odoo.faults().always(new Fault.Html());
        assertThat(check(odoo.apiKey())).isOne();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("answered with a web page instead of data")
                .hasLineCount(1);
    }

    @Test
    void whatIsNeededAndForbiddenIsMarked() {
        odoo.faults().forbid("crm.lead");

        assertThat(check(odoo.apiKey())).isOne();

        assertThat(line("crm.lead")).contains("Leads and opportunities", " -  NEEDED: ", "the sync user");
        assertThat(line("crm.stage")).contains("fields").doesNotContain("NEEDED");
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("Something that is needed cannot be read.\n");
    }

    @Test
    void whatIsForbiddenButCanBeDoneWithoutIsLeftOut() {
        odoo.faults().forbid("hr.employee");

        assertThat(check(odoo.apiKey())).isZero();

        assertThat(line("hr.employee")).contains(" -  left out: ");
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("Everything that is needed can be read.\n");
    }

    @Test
    void missingFieldsAreNamed() {
        odoo.faults().hideField("hr.employee", "work_email");
        odoo.faults().hideField("crm.lead", "write_date");

        assertThat(check(odoo.apiKey())).isZero();

        assertThat(line("hr.employee")).endsWith(" fields, without work_email");
        assertThat(line("crm.lead")).endsWith(" fields, without write_date");
        assertThat(line("res.users")).endsWith(" fields");
    }

    @Test
    void aFieldThatFiguresNeedIsNeeded() {
        odoo.faults().hideField("crm.lead", "expected_revenue");
        odoo.faults().hideField("hr.employee", "parent_id");

        assertThat(check(odoo.apiKey())).isOne();

        assertThat(line("crm.lead")).contains(" -  NEEDED: ", "expected_revenue");
        assertThat(line("hr.employee")).contains(" -  left out: ", "parent_id");
    }

    @Test
    void aFieldThatGroupsForbidIsDoneWithoutAsTheSyncDoes() throws IOException {
        try (RefusingProxy proxy = new RefusingProxy(odoo.baseUrl(), "crm.lead", Set.of("email_from", "phone"))) {
            assertThat(check(proxy.endpoint(odoo))).isZero();
        }
        assertThat(line("crm.lead")).contains(" 44 ").endsWith(" fields, without email_from, phone");
    }

    @Test
    void unlessItIsNeeded() throws IOException {
        try (RefusingProxy proxy = new RefusingProxy(odoo.baseUrl(), "crm.lead", Set.of("probability"))) {
            assertThat(check(proxy.endpoint(odoo))).isOne();
        }
        assertThat(line("crm.lead")).contains(" -  NEEDED: ", "probability");
    }

    private String line(String model) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(model + " "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nobodyThereIsOneSentence() {
        assertThat(check(new Endpoint(URI.create("http://127.0.0.1:1"), "demo", "admin", "admin")))
                .isOne();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("No connection to Odoo at 127.0.0.1:1")
                .hasLineCount(1);
    }
}
