package dev.sightline.server.odoo.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What {@code fields_get} tells of a model: the fields that exist and that the signed-in user may read. Immutable. */
public record ModelFields(String model, Map<String, Field> byName) {
    /** One field; {@code type} as Odoo names it, such as {@code many2one}. */
    public record Field(String type, boolean stored) {}

    /** Bytes and the reverse sides of references: large, or the same fact as the other record's own field. */
    private static final Set<String> LEFT_OUT = Set.of("binary", "one2many", "serialized");

    public ModelFields {
        byName = Map.copyOf(byName);
    }

    static ModelFields parse(String model, JsonNode answer) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : answer.properties()) {
            JsonNode type = entry.getValue().path("type");
            if (!type.isString()) {
                throw new OdooException.BadAnswer(
                        "Odoo describes the fields of " + model + " in an unknown form.", null);
            }
            fields.put(
                    entry.getKey(),
                    new Field(type.stringValue(), entry.getValue().path("store").asBoolean(false)));
        }
        if (!fields.containsKey("id")) {
            throw new OdooException.BadAnswer("Odoo describes the fields of " + model + " without an id.", null);
        }
        return new ModelFields(model, fields);
    }

    public boolean has(String field) {
        return byName.containsKey(field);
    }

    /** Empty for a field that does not exist. */
    public String typeOf(String field) {
        Field found = byName.get(field);
        return found == null ? "" : found.type();
    }

    /** The stored fields and those of {@code also} that exist, sorted; without bytes and reverse references. */
    public List<String> readable(Set<String> also) {
        return byName.entrySet().stream()
                .filter(entry -> also.contains(entry.getKey())
                        || (entry.getValue().stored()
                                && !LEFT_OUT.contains(entry.getValue().type())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The fields that hold a set of ids, whose order means nothing. */
    public Set<String> idSets() {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().type().endsWith("2many"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
