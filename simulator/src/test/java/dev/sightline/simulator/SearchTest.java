package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Domains find what they say, against the recorded records and against a plain reading of generated conditions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchTest {
    private OdooSimulator simulator;
    private Client client;

    @BeforeAll
    void start() {
        simulator = OdooSimulator.start(SimulatorOptions.recorded().at(() -> Instant.parse("2026-11-21T12:00:00Z")));
        client = new Client(simulator);
    }

    @AfterAll
    void stop() {
        client.close();
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    crm.lead    ; [["id", "in", [1, 3, 99]]]                              ; [1,3]
                    crm.lead    ; [["id", ">=", 13], ["id", "<", 16]]                     ; [13,14,15]
                    crm.lead    ; [["name", "ilike", "CAMPBELL"]]                         ; [4]
                    crm.lead    ; [["name", "like", "CAMPBELL"]]                          ; []
                    crm.lead    ; [["name", "=like", "Campbell%"]]                        ; [4]
                    crm.lead    ; [["stage_id", "=", "Won"]]                              ; [20,23,27]
                    crm.lead    ; [["stage_id.is_won", "=", true], ["user_id", "!=", 6]]  ; [20]
                    crm.lead    ; [["probability", ">", 60], ["probability", "<", 70]]    ; [19]
                    crm.lead    ; [["active", "=", false]]                                ; [7,9,11,12,28]
                    crm.lead    ; ["&", ["type", "=", "opportunity"], "|", ["expected_revenue", ">", 50000], ["id", "=", 13]]; [13,24]
                    crm.lead    ; [["create_date", ">=", "2026-11-20"], ["stage_id", "=", 4]]; [27]
                    crm.lead    ; [["tag_ids", "in", [8]], ["id", "=", 20]]               ; [20]
                    crm.lead    ; [[0, "=", 1]]                                           ; []
                    res.users   ; [["name", "=", "Marc Demo"]]                            ; [6]
                    res.users   ; [["email", "ilike", "mark.brown"]]                      ; [6]
                    crm.team    ; [["member_ids", "in", [6]]]                             ; [5]
                    hr.employee ; [["id", "child_of", 4]]                                 ; [4,10,14,17]
                    """)
    void a_domain_finds(String model, String domain, String ids) {
        assertThat(client.result(model, "search", "[" + domain + "]", "{\"order\": \"id asc\"}")
                        .toString())
                .isEqualTo(ids);
    }

    @Test
    void ill_formed_conditions_are_refused_by_name() {
        for (String domain : List.of("[[\"id\"]]", "[\"&\", [\"id\", \"=\", 1]]", "[[\"id\", \"near\", 1]]", "\"x\"")) {
            assertThat(client.execute("crm.lead", "search", "[" + domain + "]", "{}")
                            .path("error")
                            .path("data")
                            .path("name")
                            .asString())
                    .as(domain)
                    .isEqualTo("builtins.ValueError");
        }
    }

    @Test
    void the_default_order_of_leads_is_priority_then_newest() {
        JsonNode leads = client.result("crm.lead", "search_read", "[[]]", "{\"fields\": [\"priority\"], \"limit\": 8}");
        List<String> keys = new ArrayList<>();
        leads.forEach(lead -> keys.add(lead.path("priority").asString()
                + "%04d".formatted(lead.path("id").asInt())));
        assertThat(keys).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void only_allowed_companies_are_seen() {
        int other = simulator.records("crm.lead").create(java.util.Map.of("name", "Chicago", "company_id", 2));
        String one = "{\"context\": {\"allowed_company_ids\": [1]}}";
        String domain = "[[[\"id\", \"=\", " + other + "]]]";
        assertThat(client.result("crm.lead", "search_count", domain, "{}").asInt())
                .isEqualTo(1);
        assertThat(client.result("crm.lead", "search_count", domain, one).asInt())
                .isZero();
        assertThat(client.execute("crm.lead", "search", "[[]]", "{\"context\": {\"allowed_company_ids\": [9]}}")
                        .path("error")
                        .path("data")
                        .path("name")
                        .asString())
                .isEqualTo("odoo.exceptions.AccessError");
        simulator.records("crm.lead").unlink(other);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_domain_agrees_with_its_plain_reading(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<JsonNode> leads = client.result(
                        "crm.lead", "search_read", "[[]]", "{\"order\": \"id\", \"context\": {\"active_test\": false}}")
                .valueStream()
                .toList();
        for (int n = 0; n < 40; n++) {
            Condition condition = condition(random, 3);
            List<Integer> expected = leads.stream()
                    .filter(condition.reading())
                    .map(lead -> lead.path("id").asInt())
                    .toList();
            JsonNode found = client.result(
                    "crm.lead",
                    "search",
                    "[[" + condition.domain() + "]]",
                    "{\"order\": \"id asc\", \"context\": {\"active_test\": false}}");
            assertThat(found.valueStream().map(JsonNode::asInt).toList())
                    .as("seed %d: %s", seed, condition.domain())
                    .isEqualTo(expected);
        }
    }

    private record Condition(String domain, Predicate<JsonNode> reading) {}

    private static Condition condition(SplittableRandom random, int depth) {
        int kind = random.nextInt(depth > 0 ? 8 : 5);
        return switch (kind) {
            case 0 -> {
                int id = random.nextInt(45);
                yield new Condition(
                        "[\"id\", \">\", " + id + "]", lead -> lead.path("id").asInt() > id);
            }
            case 1 -> {
                int stage = 1 + random.nextInt(4);
                yield new Condition(
                        "[\"stage_id\", \"=\", " + stage + "]",
                        lead -> lead.path("stage_id").path(0).asInt(0) == stage);
            }
            case 2 ->
                new Condition(
                        "[\"user_id\", \"=\", false]",
                        lead -> lead.path("user_id").isBoolean());
            case 3 -> {
                int limit = random.nextInt(100);
                yield new Condition(
                        "[\"probability\", \"<=\", " + limit + "]",
                        lead -> lead.path("probability").asDouble() <= limit);
            }
            case 4 ->
                new Condition(
                        "[\"type\", \"!=\", \"lead\"]",
                        lead -> !lead.path("type").asString().equals("lead"));
            case 5 -> {
                Condition inner = condition(random, depth - 1);
                yield new Condition("\"!\", " + inner.domain(), inner.reading().negate());
            }
            default -> {
                Condition left = condition(random, depth - 1);
                Condition right = condition(random, depth - 1);
                boolean both = kind == 6;
                yield new Condition(
                        (both ? "\"&\", " : "\"|\", ") + left.domain() + ", " + right.domain(),
                        both
                                ? left.reading().and(right.reading())
                                : left.reading().or(right.reading()));
            }
        };
    }
}
