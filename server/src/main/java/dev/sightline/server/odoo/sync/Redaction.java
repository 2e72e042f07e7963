package dev.sightline.server.odoo.sync;

import dev.sightline.catalog.EventCodec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Takes people who are forgotten out of what Odoo shows: out of their own records, out of those that repeat their address, and out
 * of the pair of id and name by which any record refers to them. Pure, and doing it twice is doing it once: so a record that did not
 * change at the source reads as it is stored (R5). Immutable.
 */
final class Redaction {
    private static final Map<String, String> MODELS = Map.of(
            "user", "res.users",
            "employee", "hr.employee",
            "account", "res.partner",
            "opportunity", SyncModel.LEAD);

    private static final Pattern SUBJECT = Pattern.compile("([a-z_]+)/odoo-(\\d{1,18})");

    /** Texts of somebody's own record that tell nothing of them, or what figures need. */
    private static final Set<String> KEPT = Set.of("create_date", "write_date", "city", "type");

    /** What a lead repeats of its contact. */
    private static final Pattern OF_CONTACT = Pattern.compile(
            "(?i).*(contact|partner_name|email|phone|mobile|street|zip|website|function|description).*");

    /**
     * References that never lead to a person. Of others we cannot tell in a stored record, so where an id is that of somebody who is
     * forgotten, the name beside it goes: nothing that is derived from records uses it.
     */
    private static final Set<String> NEVER_PEOPLE = Set.of(
            "country_id",
            "state_id",
            "industry_id",
            "job_id",
            "currency_id",
            "company_currency",
            "company_id",
            "stage_id",
            "team_id",
            "sale_team_id",
            "activity_type_id",
            "lost_reason_id",
            "lost_reason",
            "department_id",
            "campaign_id",
            "source_id",
            "medium_id",
            "lang_id",
            "title",
            "res_model_id");

    /** References by which somebody's own record names them once more, under an id of another model. */
    private static final Set<String> THEMSELVES = Set.of(
            "resource_id",
            "work_contact_id",
            "partner_id",
            "user_partner_id",
            "user_id",
            "employee_id",
            "address_home_id");

    private static final StringNode ERASED = StringNode.valueOf(EventCodec.ERASED);
    /** Odoo's null. */
    private static final BooleanNode NONE = BooleanNode.FALSE;

    private final Map<String, Set<Long>> people = new HashMap<>();
    private final Set<Long> anyone = new HashSet<>();

    /** @param forgotten streams, of which those that are no Odoo's are passed over */
    Redaction(Set<String> forgotten) {
        for (String subject : forgotten) {
            Matcher named = SUBJECT.matcher(subject);
            String model = named.matches() ? MODELS.get(named.group(1)) : null;
            if (model != null) {
                long id = Long.parseLong(named.group(2));
                people.computeIfAbsent(model, key -> new HashSet<>()).add(id);
                if (!model.equals(SyncModel.LEAD)) {
                    anyone.add(id);
                }
            }
        }
    }

    boolean isEmpty() {
        return people.isEmpty();
    }

    /** The ids of those who are forgotten in a model. */
    Set<Long> of(String model) {
        return people.getOrDefault(model, Set.of());
    }

    /** All ids but those of leads. */
    Set<Long> anyone() {
        return Set.copyOf(anyone);
    }

    /** Changes the record in place; whether there was anything to take out. */
    boolean redact(String model, JsonNode record) {
        if (isEmpty() || !(record instanceof ObjectNode object)) {
            return false;
        }
        boolean own = of(model).contains(object.path("id").asLong(0));
        boolean changed = false;
        if (own && !model.equals(SyncModel.LEAD)) {
            changed = ownRecord(object);
        } else if (model.equals(SyncModel.LEAD) && (own || refers(object, "partner_id", "res.partner"))) {
            changed = contactOf(object);
        } else if (model.equals(SyncModel.ACTIVITY) && isAboutPerson(object)) {
            changed = texts(object, List.of("res_name"), ERASED) | texts(object, List.of("summary", "note"), NONE);
        } else if (model.equals("res.partner") && refers(object, "parent_id", "res.partner")) {
            // Their names begin with that of whom they belong to.
            changed = texts(object, List.of("complete_name", "display_name", "commercial_company_name"), NONE);
        }
        return changed | references(object);
    }

    private static boolean ownRecord(ObjectNode record) {
        boolean changed = false;
        for (Map.Entry<String, JsonNode> field : List.copyOf(record.properties())) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean telling = value.isString() && !KEPT.contains(name) || value.isFloatingPointNumber();
            JsonNode instead = name.equals("name") ? ERASED : NONE;
            if (telling && !value.equals(instead)) {
                record.set(name, instead);
                changed = true;
            }
            if (THEMSELVES.contains(name)) {
                changed |= label(value);
            }
        }
        return changed;
    }

    private static boolean contactOf(ObjectNode lead) {
        boolean named = lead.path("contact_name").isString()
                || lead.path("partner_name").isString();
        boolean changed = false;
        for (Map.Entry<String, JsonNode> field : List.copyOf(lead.properties())) {
            if (field.getValue().isString()
                    && OF_CONTACT.matcher(field.getKey()).matches()) {
                JsonNode instead = named && field.getKey().equals("contact_name") ? ERASED : NONE;
                if (!field.getValue().equals(instead)) {
                    lead.set(field.getKey(), instead);
                    changed = true;
                }
            }
        }
        if (named && !ERASED.equals(lead.get("contact_name"))) {
            lead.set("contact_name", ERASED);
            changed = true;
        }
        return changed;
    }

    private boolean isAboutPerson(ObjectNode activity) {
        String model = activity.path("res_model").asString("");
        JsonNode id = activity.path("res_id");
        return !model.equals(SyncModel.LEAD) && of(model).contains((id.isArray() ? id.path(0) : id).asLong(0));
    }

    private boolean refers(ObjectNode record, String field, String model) {
        JsonNode value = record.path(field);
        return of(model).contains((value.isArray() ? value.path(0) : value).asLong(0));
    }

    private boolean references(ObjectNode record) {
        boolean changed = false;
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            JsonNode value = field.getValue();
            if (anyone.contains(value.path(0).asLong(0)) && !NEVER_PEOPLE.contains(field.getKey())) {
                changed |= label(value);
            }
        }
        return changed;
    }

    /** Takes the name out of a pair of id and name. */
    private static boolean label(JsonNode value) {
        if (value instanceof ArrayNode pair
                && pair.size() == 2
                && pair.get(0).isIntegralNumber()
                && pair.get(1).isString()
                && !pair.get(1).equals(ERASED)) {
            pair.set(1, ERASED);
            return true;
        }
        return false;
    }

    private static boolean texts(ObjectNode record, List<String> fields, JsonNode instead) {
        boolean changed = false;
        for (String field : fields) {
            if (record.path(field).isString() && !record.path(field).equals(instead)) {
                record.set(field, instead);
                changed = true;
            }
        }
        return changed;
    }
}
