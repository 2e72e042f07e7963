package dev.sightline.server.crm.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.Opportunity.Status;
import dev.sightline.server.ingest.Snapshots;
import dev.sightline.server.ingest.Translator;
import dev.sightline.server.ingest.Translator.Translation;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The records of a real Odoo 17 through the translators, against the sums that it made of them itself. */
class RecordedOdooTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Translator> TRANSLATORS = Map.of(
            "crm.stage", new OdooStages(),
            "crm.tag", new OdooCrmSettings(),
            "crm.lost.reason", new OdooCrmSettings(),
            "mail.activity.type", new OdooCrmSettings(),
            "crm.team", new OdooCrmSettings(),
            "res.partner", new OdooAccounts(),
            "crm.lead", new OdooOpportunities(),
            "mail.activity", new OdooActivities());
    private static final List<String> ORDER = List.of(
            "res.company",
            "crm.stage",
            "crm.tag",
            "crm.lost.reason",
            "mail.activity.type",
            "res.users",
            "crm.team",
            "res.partner",
            "crm.lead",
            "mail.activity");

    private final Snapshots odoo = new Snapshots();
    private final Map<String, Opportunity> opportunities = new HashMap<>();

    @Test
    void the_opportunities_add_up_to_odoos_own_answers() throws IOException {
        for (String model : ORDER) {
            for (JsonNode fields : resource("records/" + model)) {
                var observation = odoo.see(model, fields.path("id").asLong(), fields.toString());
                Translator translator = TRANSLATORS.get(model);
                if (translator == null) {
                    continue;
                }
                List<Translation> translations = translator.translate(observation, odoo);
                assertThat(translations).as("%s %s", model, observation.id()).isNotEmpty();
                for (Translation each : translations) {
                    if (each.event() instanceof OpportunityEvent event) {
                        opportunities.merge(
                                each.stream().key(),
                                Opportunity.NOTHING.evolve(event),
                                (state, first) -> state.evolve(event));
                    }
                }
                assertThat(translator.translate(
                                odoo.see(model, fields.path("id").asLong(), fields.toString()), odoo))
                        .as("seen again, %s %s tells nothing", model, observation.id())
                        .isEmpty();
            }
        }
        JsonNode answers = resource("answers");

        assertThat(sums(Status.OPEN, true)).isEqualTo(answer(answers.get("open_by_stage"), "stage_id"));
        assertThat(sums(Status.OPEN, false)).isEqualTo(answer(answers.get("open_by_owner"), "user_id"));
        assertThat(sums(Status.WON, false)).isEqualTo(answer(answers.get("won_by_owner"), "user_id"));
        assertThat(sums(Status.LOST, false)).isEqualTo(answer(answers.get("lost_by_owner"), "user_id"));
        assertThat(count(each -> each.details().kind().equals("lead")))
                .isEqualTo(answers.get("leads").asLong());
    }

    private Map<String, String> sums(Status status, boolean byStage) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        Map<String, Integer> counts = new HashMap<>();
        for (Opportunity each : opportunities.values()) {
            if (each.status() == status && each.details().kind().equals("opportunity")) {
                String key = Objects.requireNonNullElse(byStage ? each.stageId() : each.ownerId(), "");
                amounts.merge(key, each.details().expectedRevenue(), BigDecimal::add);
                counts.merge(key, 1, Integer::sum);
            }
        }
        Map<String, String> sums = new TreeMap<>();
        amounts.forEach((key, amount) -> sums.put(key, text(amount) + " in " + counts.get(key)));
        return sums;
    }

    private static Map<String, String> answer(JsonNode rows, String field) {
        Map<String, String> sums = new TreeMap<>();
        for (JsonNode row : rows) {
            JsonNode reference = row.get(field);
            sums.put(
                    reference.isArray() ? "odoo-" + reference.get(0).asLong() : "",
                    text(row.get("expected_revenue").decimalValue()) + " in "
                            + row.get("count").asInt());
        }
        return sums;
    }

    private long count(Predicate<Opportunity> which) {
        return opportunities.values().stream().filter(which).count();
    }

    private static String text(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }

    private static JsonNode resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RecordedOdooTest.class.getResourceAsStream("/odoo17/" + name + ".json"), name)) {
            return JSON.readTree(in);
        }
    }
}
