package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class FaultsTest {
    private static final String VERSION = """
            {"jsonrpc":"2.0","id":1,"method":"call","params":{"service":"common","method":"version","args":[]}}""";
    private static final String ARCHIVED_TOO = "{\"order\": \"id asc\", \"context\": {\"active_test\": false}}";

    private SettableClock clock;
    private OdooSimulator simulator;
    private Client client;

    @BeforeEach
    void start() {
        clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));
        simulator = OdooSimulator.start(SimulatorOptions.recorded().at(clock));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void planned_faults_come_in_order_and_then_the_truth() {
        simulator.faults().next(1, new Fault.Garbage());
        simulator.faults().next(1, new Fault.Html());
        simulator.faults().next(2, new Fault.Status(429, Duration.ofSeconds(7)));

        assertThatThrownBy(() ->
                        Json.MAPPER.readTree(client.post("/jsonrpc", VERSION).body()))
                .isInstanceOf(JacksonException.class);
        assertThat(client.post("/jsonrpc", VERSION).body()).startsWith("<html>");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> limited = client.post("/jsonrpc", VERSION);
            assertThat(limited.statusCode()).isEqualTo(429);
            assertThat(limited.headers().firstValue("Retry-After")).contains("7");
        }
        assertThat(client.post("/jsonrpc", VERSION).body()).contains("server_serie");
    }

    @Test
    void a_truncated_silent_or_lost_answer_is_a_broken_connection() {
        for (Fault fault :
                new Fault[] {new Fault.Truncated(), new Fault.Silence(Duration.ofMillis(5)), new Fault.LostAnswer()}) {
            simulator.faults().next(1, fault);
            assertThatThrownBy(() -> client.post("/jsonrpc", VERSION))
                    .as("%s", fault)
                    .isInstanceOf(java.io.UncheckedIOException.class);
        }
        assertThat(client.post("/jsonrpc", VERSION).statusCode()).isEqualTo(200);
    }

    @Test
    void a_lost_answer_leaves_the_write_done() {
        simulator.faults().next("crm.lead", 1, new Fault.LostAnswer());
        assertThatThrownBy(() -> client.execute("crm.lead", "create", "[{\"name\": \"Twice?\"}]", "{}"))
                .isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(client.result("crm.lead", "search_count", "[[[\"name\", \"=\", \"Twice?\"]]]", "{}")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_fault_for_a_model_spares_the_others() {
        simulator.faults().next("crm.lead", 1, new Fault.Status(500, null));
        assertThat(client.post("/jsonrpc", VERSION).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> client.execute("crm.lead", "search_count", "[[]]", "{}"))
                .isInstanceOf(JacksonException.class);
        assertThat(client.result("crm.lead", "search_count", "[[]]", "{}").asInt())
                .isPositive();
    }

    @Test
    void a_standing_fault_ends_when_cleared() {
        simulator.faults().always(new Fault.Status(502, null));
        assertThat(client.post("/jsonrpc", VERSION).statusCode()).isEqualTo(502);
        assertThat(client.post("/jsonrpc", VERSION).statusCode()).isEqualTo(502);
        simulator.faults().clear();
        assertThat(client.post("/jsonrpc", VERSION).statusCode()).isEqualTo(200);
    }

    @Test
    void a_retyped_field_answers_and_describes_itself_in_the_new_type() {
        simulator.faults().retype("crm.lead", "expected_revenue", "char");
        JsonNode lead = client.result("crm.lead", "read", "[[13]]", "{\"fields\": [\"expected_revenue\"]}")
                .path(0);
        assertThat(lead.path("expected_revenue").asString()).isEqualTo("40000.0");
        assertThat(client.result("crm.lead", "fields_get", "[[\"expected_revenue\"], [\"type\"]]", "{}")
                        .toString())
                .isEqualTo("{\"expected_revenue\":{\"type\":\"char\"}}");
    }

    @Test
    void a_hidden_field_is_unknown() {
        simulator.faults().hideField("crm.lead", "probability");
        JsonNode answer = client.execute("crm.lead", "read", "[[13]]", "{\"fields\": [\"probability\"]}");
        assertThat(answer.path("error").path("data").path("message").asString())
                .isEqualTo("Invalid field 'probability' on model 'crm.lead'");
    }

    @Test
    void vanished_records_are_not_found_until_they_reappear() {
        simulator.faults().vanish("crm.lead", 13, 14);
        JsonNode ids = client.result("crm.lead", "search", "[[]]", ARCHIVED_TOO);
        assertThat(ids.size()).isEqualTo(42);
        assertThat(client.execute("crm.lead", "read", "[[13]]", "{\"fields\": [\"name\"]}")
                        .path("error")
                        .path("data")
                        .path("name")
                        .asString())
                .isEqualTo("odoo.exceptions.AccessError");
        simulator.faults().reappear();
        assertThat(client.result("crm.lead", "search", "[[]]", ARCHIVED_TOO).size())
                .isEqualTo(44);
    }

    @Test
    void a_raw_update_leaves_the_write_date() {
        JsonNode before = simulator.records("crm.lead").read(13);
        clock.pass(Duration.ofHours(1));
        simulator.faults().rawUpdate("crm.lead", 13, Map.of("probability", 3.5));
        JsonNode after = simulator.records("crm.lead").read(13);
        assertThat(after.path("probability").asDouble()).isEqualTo(3.5);
        assertThat(after.path("write_date")).isEqualTo(before.path("write_date"));
    }

    @Test
    void a_long_transaction_appears_late_with_an_early_write_date() {
        LongTransaction transaction = simulator
                .faults()
                .beginTransaction()
                .write("crm.lead", 13, Map.of("name", "Late"))
                .create("crm.lead", Map.of("name", "Late too"));
        clock.pass(Duration.ofSeconds(30));
        simulator.records("crm.lead").write(14, Map.of("name", "Meanwhile"));
        assertThat(simulator.records("crm.lead").read(13).path("name").asString())
                .isNotEqualTo("Late");

        transaction.commit();

        assertThat(simulator.records("crm.lead").read(13).path("write_date").asString())
                .isEqualTo("2026-11-21 12:00:00");
        assertThat(simulator.records("crm.lead").read(14).path("write_date").asString())
                .isEqualTo("2026-11-21 12:00:30");
        assertThat(simulator.records("crm.lead").read(45).path("create_date").asString())
                .isEqualTo("2026-11-21 12:00:00");
    }

    @Test
    void requests_are_counted() {
        client.execute("crm.lead", "search_count", "[[]]", "{}");
        client.execute("crm.lead", "search_count", "[[]]", "{}");
        assertThat(simulator.counters().calls("crm.lead", "search_count")).isEqualTo(2);
        assertThat(simulator.counters().requests()).isEqualTo(2);
        assertThat(simulator.counters().mostAtOnce()).isEqualTo(1);
        simulator.counters().reset();
        assertThat(simulator.counters().calls()).isEmpty();
    }
}
