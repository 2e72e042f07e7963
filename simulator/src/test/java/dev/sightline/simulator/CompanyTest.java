package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The made-up company is believable, complete and the same for the same seed. Failures name the seed. */
class CompanyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final long SEED = 17;

    private static OdooSimulator start(CompanyPlan plan) {
        return OdooSimulator.start(SimulatorOptions.company(plan).at(() -> NOW));
    }

    private static JsonNode all(Client client, String model) {
        return client.result(
                model, "search_read", "[[]]", "{\"order\": \"id asc\", \"context\": {\"active_test\": false}}");
    }

    @Test
    void the_same_seed_gives_the_same_company() {
        try (OdooSimulator one = start(CompanyPlan.demo(SEED, NOW));
                OdooSimulator two = start(CompanyPlan.demo(SEED, NOW));
                OdooSimulator other = start(CompanyPlan.demo(SEED + 1, NOW));
                Client first = new Client(one);
                Client second = new Client(two);
                Client third = new Client(other)) {
            for (String model : Recording.MODELS) {
                assertThat(all(first, model)).as(model).isEqualTo(all(second, model));
            }
            assertThat(all(first, "crm.lead")).isNotEqualTo(all(third, "crm.lead"));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 17, 4711})
    void every_reference_leads_to_a_record(long seed) {
        try (OdooSimulator simulator = start(CompanyPlan.demo(seed, NOW));
                Client client = new Client(simulator)) {
            for (String model : Recording.MODELS) {
                JsonNode fields = client.result(model, "fields_get", "[]", "{}");
                String bare = "{\"load\": null, \"context\": {\"active_test\": false}}";
                for (JsonNode record : client.result(model, "search_read", "[[]]", bare)) {
                    fields.properties().forEach(field -> {
                        String relation = field.getValue().path("relation").asString("");
                        if (Recording.MODELS.contains(relation)
                                && field.getValue().path("type").asString().equals("many2one")
                                && record.path(field.getKey()).isIntegralNumber()) {
                            int id = record.path(field.getKey()).asInt();
                            assertThat(simulator.records(relation).read(id).size())
                                    .as("seed %d: %s %s %s", seed, model, record.path("id"), field.getKey())
                                    .isPositive();
                        }
                    });
                }
            }
        }
    }

    @Test
    void the_demo_has_the_people_it_promises() {
        try (OdooSimulator simulator = start(CompanyPlan.demo(SEED, NOW))) {
            DemoCompany company = simulator.company();
            assertThat(company.people()).hasSize(60);
            Set<Integer> managers = new HashSet<>();
            company.people().forEach(person -> managers.add(person.managerId() == null ? 0 : person.managerId()));
            assertThat(company.people().stream()
                            .filter(person -> managers.contains(person.employeeId()))
                            .map(DemoCompany.Person::level))
                    .contains(0, 1, 2, 3);
            assertThat(company.people()).extracting(DemoCompany.Person::email).doesNotHaveDuplicates();
            assertThat(company.people()).extracting(DemoCompany.Person::name).doesNotHaveDuplicates();
            assertThat(company.people())
                    .allSatisfy(person -> assertThat(person.email()).matches("[a-z]+\\.[a-z]+@nordwind\\.example"));
            assertThat(company.people()).anyMatch(person -> person.userId() == 0);
            assertThat(company.signIns())
                    .extracting(DemoCompany.SignIn::jobTitle)
                    .satisfiesExactly(
                            title -> assertThat(title).isEqualTo("Chief Executive Officer"),
                            title -> assertThat(title).startsWith("Sales Director"),
                            title -> assertThat(title).isEqualTo("Team Leader"),
                            title -> assertThat(title).matches("(Senior )?Account Executive|Sales Representative"));
        }
    }

    @Test
    void the_demo_has_its_odd_records() {
        try (OdooSimulator simulator = start(CompanyPlan.demo(SEED, NOW));
                Client client = new Client(simulator)) {
            JsonNode leads = all(client, "crm.lead");
            JsonNode users = all(client, "res.users");
            Map<Integer, Integer> manager = new HashMap<>();
            all(client, "hr.employee")
                    .forEach(employee -> manager.put(
                            employee.path("id").asInt(),
                            employee.path("parent_id").path(0).asInt(0)));

            assertThat(leads.valueStream()
                            .filter(lead -> open(lead) && lead.path("user_id").isBoolean()))
                    .isNotEmpty();
            assertThat(leads.valueStream()
                            .filter(lead -> open(lead) && lead.path("stage_id").isBoolean()))
                    .isNotEmpty();
            List<Integer> archived = users.valueStream()
                    .filter(user -> !user.path("active").asBoolean())
                    .map(user -> user.path("id").asInt())
                    .toList();
            assertThat(leads.valueStream()
                            .filter(lead -> open(lead)
                                    && archived.contains(
                                            lead.path("user_id").path(0).asInt())))
                    .isNotEmpty();
            assertThat(users.valueStream()
                            .filter(user -> user.path("email").asString().startsWith("accounting@")))
                    .hasSize(2);
            assertThat(users.valueStream()
                            .filter(user -> user.path("active").asBoolean()
                                    && user.path("employee_ids").isEmpty()))
                    .isNotEmpty();
            assertThat(manager.entrySet())
                    .anyMatch(edge -> manager.getOrDefault(edge.getValue(), 0).equals(edge.getKey()));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 17, 4711})
    void its_sales_look_like_sales(long seed) {
        try (OdooSimulator simulator = start(CompanyPlan.demo(seed, NOW));
                Client client = new Client(simulator)) {
            JsonNode leads = all(client, "crm.lead");
            long opportunities =
                    leads.valueStream().filter(lead -> is(lead, "opportunity")).count();
            long won = leads.valueStream()
                    .filter(lead -> is(lead, "opportunity") && won(lead))
                    .count();
            long lost = leads.valueStream()
                    .filter(lead ->
                            is(lead, "opportunity") && !lead.path("active").asBoolean())
                    .count();
            assertThat(opportunities).as("seed %d", seed).isEqualTo(800);
            assertThat(leads.size() - opportunities).as("seed %d: leads", seed).isEqualTo(88);
            assertThat(won / (double) (won + lost))
                    .as("seed %d: win rate", seed)
                    .isBetween(0.2, 0.5);
            assertThat(opportunities - won - lost).as("seed %d: open", seed).isBetween(60L, 300L);
            leads.forEach(lead -> {
                assertThat(lead.path("create_date").asString()).isLessThanOrEqualTo("2026-11-21 10:00:00");
                assertThat(lead.path("write_date").asString())
                        .as("seed %d: %s", seed, lead.path("id"))
                        .isBetween(lead.path("create_date").asString(), "2026-11-21 10:00:00");
            });
            JsonNode activities = all(client, "mail.activity");
            Map<String, Integer> states = new HashMap<>();
            activities.forEach(activity -> states.merge(activity.path("state").asString(), 1, Integer::sum));
            assertThat(states).as("seed %d", seed).containsOnlyKeys("overdue", "today", "planned");
            assertThat(activities.size()).isEqualTo(400);
        }
    }

    @Test
    void a_large_company_has_as_many_people_on_as_many_levels_as_planned() {
        CompanyPlan plan = CompanyPlan.demo(SEED, NOW).withPeople(10_000, 8).withOpportunities(20_000);
        try (OdooSimulator simulator = start(plan)) {
            List<DemoCompany.Person> people = simulator.company().people();
            assertThat(people).hasSize(10_000);
            assertThat(people.stream().mapToInt(DemoCompany.Person::level).max())
                    .hasValue(7);
            assertThat(people).extracting(DemoCompany.Person::email).doesNotHaveDuplicates();
            assertThat(simulator.records("crm.lead").count()).isEqualTo(20_000 + 20_000 / 9);
        }
    }

    @Test
    void it_lives_the_same_life_for_the_same_seed() {
        try (OdooSimulator one = start(CompanyPlan.demo(SEED, NOW));
                OdooSimulator two = start(CompanyPlan.demo(SEED, NOW));
                Client first = new Client(one);
                Client second = new Client(two)) {
            JsonNode before = all(first, "crm.lead");
            one.happen(300);
            two.happen(300);
            JsonNode after = all(first, "crm.lead");
            assertThat(after).isNotEqualTo(before).isEqualTo(all(second, "crm.lead"));
            assertThat(after.size()).isGreaterThan(before.size());
            assertThat(all(first, "mail.activity")).isEqualTo(all(second, "mail.activity"));
        }
    }

    @Test
    void left_alone_its_pipeline_neither_swells_nor_dries_up() {
        for (long seed = 1; seed <= 5; seed++) {
            try (OdooSimulator simulator = start(CompanyPlan.demo(seed, NOW));
                    Client client = new Client(simulator)) {
                double before = pipeline(client);
                simulator.happen(2_000);
                assertThat(pipeline(client) / before).as("seed %d", seed).isBetween(0.7, 1.35);
            }
        }
    }

    private static double pipeline(Client client) {
        double sum = 0;
        for (JsonNode lead : all(client, "crm.lead")) {
            if (open(lead)) {
                sum += lead.path("expected_revenue").asDouble();
            }
        }
        return sum;
    }

    private static boolean is(JsonNode lead, String type) {
        return lead.path("type").asString().equals(type);
    }

    private static boolean won(JsonNode lead) {
        return lead.path("stage_id").path(1).asString("").equals("Won");
    }

    private static boolean open(JsonNode lead) {
        return is(lead, "opportunity") && lead.path("active").asBoolean() && !won(lead);
    }
}
