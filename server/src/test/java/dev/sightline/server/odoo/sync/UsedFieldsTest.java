package dev.sightline.server.odoo.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.ingest.Translator;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@link SyncModel} names what the translators really ask records for, and no more. */
class UsedFieldsTest {
    private static final Instant SEEN = Instant.parse("2026-11-28T10:00:00Z");
    /** Asked for where another one is missing, or only some versions have them. */
    private static final Set<String> INSTEAD = Set.of(
            "crm.lead.lost_reason",
            "crm.lead.mobile",
            "crm.lost.reason.color",
            "crm.stage.team_ids",
            "crm.tag.active",
            "hr.employee.job_id",
            "hr.employee.mobile_phone",
            "mail.activity.active",
            "mail.activity.date_done",
            "mail.activity.type.color",
            "res.partner.commercial_company_name",
            "res.partner.complete_name",
            "res.partner.mobile",
            "res.partner.ref_company_ids");

    private final Map<String, Set<String>> asked = new HashMap<>();

    /** Remembers what it is asked for. */
    private final class Watched extends ObjectNode {
        private final String model;

        Watched(String model, Map<String, Object> values) {
            super(JsonNodeFactory.instance);
            this.model = model;
            put("id", 1);
            values.forEach((name, value) -> {
                if (value instanceof Boolean flag) {
                    put(name, flag);
                } else {
                    put(name, (Integer) value);
                }
            });
        }

        private void ask(String field) {
            asked.computeIfAbsent(model, any -> new TreeSet<>()).add(field);
        }

        @Override
        public JsonNode get(String field) {
            ask(field);
            return super.get(field);
        }

        @Override
        public JsonNode path(String field) {
            ask(field);
            return super.path(field);
        }

        @Override
        public boolean has(String field) {
            ask(field);
            return super.has(field);
        }
    }

    /** Where nothing else is known yet. */
    private static final Lookups NOTHING = new Lookups() {
        @Override
        public @Nullable JsonNode latest(String model, String id) {
            return null;
        }

        @Override
        public List<JsonNode> latestReferring(String model, String field, String id) {
            return List.of();
        }
    };

    private Lookups lookups(Map<String, Object> values) {
        return new Lookups() {
            @Override
            public JsonNode latest(String model, String id) {
                return new Watched(model, values);
            }

            @Override
            public List<JsonNode> latestReferring(String model, String field, String id) {
                asked.computeIfAbsent(model, any -> new TreeSet<>()).add(field);
                return List.of(new Watched(model, values));
            }
        };
    }

    @Test
    void whatIsNamedIsWhatIsAskedFor() {
        List<Map<String, Object>> records = List.of(
                Map.of(),
                Map.of("active", false, "is_won", true),
                Map.of("company_id", 1, "currency_id", 1, "is_company", true));
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.scan("dev.sightline.server.crm.odoo", "dev.sightline.server.finance", "dev.sightline.server.hrm");
            context.refresh();
            Collection<Translator> translators =
                    context.getBeansOfType(Translator.class).values();
            for (Translator translator : translators) {
                for (String model : translator.models()) {
                    for (Map<String, Object> values : records) {
                        for (Lookups known : List.of(lookups(values), NOTHING)) {
                            translator.translate(
                                    new Observation(
                                            "odoo", model, "1", null, new Watched(model, values), SEEN, model + "/1@1"),
                                    known);
                        }
                    }
                }
            }
        }
        for (SyncModel model : SyncModel.ALL) {
            Set<String> fields = new TreeSet<>(asked.getOrDefault(model.model(), Set.of()));
            fields.removeIf(field -> INSTEAD.contains(model.model() + "." + field));
            fields.removeAll(Set.of("id", "create_date", "write_date"));
            TreeSet<String> named =
                    new TreeSet<>(Stream.concat(model.uses().needed().stream(), model.uses().helpful().stream())
                            .toList());
            named.removeAll(Set.of("create_date", "write_date"));
            assertThat(fields).as(model.model()).isEqualTo(named);
        }
    }
}
