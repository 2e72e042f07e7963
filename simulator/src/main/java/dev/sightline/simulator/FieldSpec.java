package dev.sightline.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One field of a model, and how {@code fields_get} describes it. */
record FieldSpec(
        String name,
        FieldType type,
        @Nullable String relation,
        boolean stored,
        boolean required,
        ObjectNode description) {

    static FieldSpec read(String name, ObjectNode description) {
        String relation = description.path("relation").asString("");
        return new FieldSpec(
                name,
                FieldType.of(description.path("type").asString()),
                relation.isEmpty() ? null : relation,
                description.path("store").asBoolean(false),
                description.path("required").asBoolean(false),
                description);
    }

    static Map<String, FieldSpec> readAll(String model, JsonNode fields, OdooVersion version) {
        Map<String, FieldSpec> specs = new LinkedHashMap<>();
        fields.properties().forEach(entry -> {
            String name = version.fieldName(model, entry.getKey());
            specs.put(name, read(name, (ObjectNode) entry.getValue()));
        });
        return specs;
    }

    /** The same field under another type: what an upgrade of Odoo, or Studio, does to it. */
    FieldSpec retyped(FieldType changed) {
        ObjectNode described = description.deepCopy();
        described.put("type", changed.name().toLowerCase(java.util.Locale.ROOT));
        return new FieldSpec(name, changed, relation, stored, required, described);
    }
}
