package dev.sightline.server.odoo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.OdooVersion;
import dev.sightline.simulator.SimulatorOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client makes of everything that an Odoo, or what stands before it, may answer. */
class OdooFaultsTest {
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            3,
            Duration.ofMillis(400),
            Duration.ofSeconds(30),
            1024 * 1024,
            Duration.ofSeconds(30));

    @AutoClose
    private final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    private OdooClient connect() {
        return connect(odoo, odoo.apiKey());
    }

    private OdooClient connect(OdooSimulator to, String key) {
        return OdooClient.connect(
                new Endpoint(to.baseUrl(), to.databaseName(), to.login(), key),
                LIMITS,
                (attempt, longest, exact) -> pauses.add(longest));
    }

    private static List<?> leads(OdooClient client) {
        return client.searchRead("crm.lead", Domain.ALL, List.of("name"), 5, Map.of());
    }

    @ParameterizedTest
    @EnumSource(
            value = OdooVersion.class,
            names = {"V17", "V19"})
    void choosesTheProtocolByVersion(OdooVersion version) {
        try (OdooSimulator other =
                        OdooSimulator.start(SimulatorOptions.recorded().as(version));
                OdooClient client = connect(other, other.apiKey())) {
            assertThat(client.protocol()).isEqualTo(version == OdooVersion.V17 ? "JSON-RPC" : "JSON-2");
            assertThat(client.uid()).isEqualTo(2);
            assertThat(leads(client)).hasSize(5);
            assertThat(client.count("crm.lead", Domain.ALL, Map.of())).isEqualTo(44);
            assertThat(client.fieldsOf("crm.lead").typeOf("stage_id")).isEqualTo("many2one");
            assertThatThrownBy(() -> client.fieldsOf("no.such.model"))
                    .isInstanceOf(OdooException.NotThere.class)
                    .hasMessageContaining("no.such.model");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OdooVersion.class,
            names = {"V17", "V19"})
    void aWrongKeyIsSaidPlainlyAndNeverShown(OdooVersion version) {
        try (OdooSimulator other =
                OdooSimulator.start(SimulatorOptions.recorded().as(version))) {
            assertThatThrownBy(() -> connect(other, "wrong-key-5931"))
                    .isInstanceOf(OdooException.SignInRefused.class)
                    .hasMessageContaining("Check login and API key")
                    .hasMessageNotContaining("5931");
        }
    }

    @Test
    void anUnknownDatabaseIsNamed() {
        assertThatThrownBy(() -> OdooClient.connect(
                        new Endpoint(odoo.baseUrl(), "nodb", "admin", "admin"),
                        LIMITS,
                        (attempt, longest, exact) -> {}))
                .isInstanceOf(OdooException.UnknownDatabase.class)
                .hasMessageContaining("'nodb'");
    }

    @Test
    void nobodyThere() {
        assertThatThrownBy(() -> OdooClient.connect(
                        new Endpoint(URI.create("http://127.0.0.1:1"), "demo", "admin", "admin"),
                        LIMITS,
                        (attempt, longest, exact) -> {}))
                .isInstanceOf(OdooException.Unreachable.class)
                .hasMessage("No connection to Odoo at 127.0.0.1:1. Is it running, and is the address right?");
    }

    @Test
    void passingFaultsAreTriedAgain() {
        OdooClient client = connect();
        for (Fault fault : List.of(
                new Fault.Garbage(),
                new Fault.Html(),
                new Fault.Truncated(),
                new Fault.LostAnswer(),
                new Fault.Status(500, null))) {
            odoo.faults().next(1, fault);
            assertThat(leads(client)).as(fault.toString()).hasSize(5);
        }
        assertThat(pauses).hasSize(5).containsOnly(LIMITS.firstBackoff());
    }

    @Test
    void lastingFaultsAreSaidInPlainWords() {
        OdooClient client = connect();
        odoo.faults().next(3, new Fault.Html());
        assertThatThrownBy(() -> leads(client))
                .isInstanceOf(OdooException.BadAnswer.class)
                .hasMessageContaining("web page instead of data");
        assertThat(pauses).containsExactly(Duration.ofMillis(400), Duration.ofMillis(800));
    }

    @Test
    void comesBackWhenAskedTo() {
        OdooClient client = connect();
        odoo.faults().next(1, new Fault.Status(429, Duration.ofSeconds(7)));
        odoo.faults().next(1, new Fault.Status(503, Duration.ofHours(9)));

        assertThat(leads(client)).hasSize(5);

        assertThat(pauses).containsExactly(Duration.ofSeconds(7), LIMITS.maxBackoff());
    }

    @Test
    void silenceEndsAtTheLimit() {
        OdooClient client = connect();
        odoo.faults().next(1, new Fault.Silence(Duration.ofSeconds(60)));
        long start = System.nanoTime();

        assertThatThrownBy(() -> leads(client)).isInstanceOf(OdooException.TimedOut.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(leads(client)).hasSize(5);
    }

    @Test
    void restsAfterRepeatedFailures() {
        OdooClient client = connect();
        odoo.faults().always(new Fault.Status(500, null));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> leads(client)).isInstanceOf(OdooException.class);
        }
        long requests = odoo.counters().requests();

        assertThatThrownBy(() -> leads(client)).isInstanceOf(OdooException.Resting.class);

        assertThat(odoo.counters().requests()).isEqualTo(requests);
    }

    @Test
    void afterItsRestOneTryTellsWhetherItIsOver() throws InterruptedException {
        Duration rest = Duration.ofMillis(500);
        try (OdooClient client = OdooClient.connect(
                new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()),
                new Limits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        1,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        1024 * 1024,
                        rest),
                (attempt, longest, exact) -> {})) {
            odoo.faults().always(new Fault.Status(500, null));
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> leads(client)).isInstanceOf(OdooException.class);
            }
            Thread.sleep(rest.plusMillis(100));
            assertThatThrownBy(() -> leads(client)).isInstanceOf(OdooException.ServerFailed.class);
            assertThatThrownBy(() -> leads(client)).isInstanceOf(OdooException.Resting.class);

            odoo.faults().clear();
            assertThatThrownBy(() -> leads(client)).as("still at rest").isInstanceOf(OdooException.Resting.class);
            Thread.sleep(rest.plusMillis(100));
            for (int i = 0; i < 5; i++) {
                assertThat(leads(client)).hasSize(5);
            }
        }
    }

    @Test
    void tooMuchIsRefused() {
        OdooClient client = OdooClient.connect(
                new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()),
                new Limits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        1,
                        Duration.ofMillis(1),
                        Duration.ofMillis(1),
                        20_000,
                        Duration.ofSeconds(1)),
                (attempt, longest, exact) -> {});
        assertThatThrownBy(() -> client.searchRead(
                        "res.partner",
                        Domain.ALL,
                        List.of(
                                "name",
                                "email",
                                "write_date",
                                "phone",
                                "street",
                                "city",
                                "create_date",
                                "function",
                                "commercial_partner_id",
                                "country_id",
                                "state_id",
                                "user_id"),
                        500,
                        Map.of()))
                .isInstanceOf(OdooException.class);
    }

    @Test
    void aFaultOfOdooItselfHidesItsTraceback() {
        OdooClient client = connect();
        assertThatThrownBy(() -> client.searchRead("crm.lead", Domain.ALL, List.of("no_such_field"), 1, Map.of()))
                .isInstanceOf(OdooException.NotThere.class)
                .hasMessageNotContaining("Traceback")
                .hasMessageNotContaining("no_such_field");
    }
}
