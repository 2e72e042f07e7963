package dev.sightline.server.attacks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The bodies that the description of the API knows, with a text in the place of one of the texts within: in fields, in lists and in objects
 * within objects; and with the text where none belongs. The other fields hold what gets past the checks, so that the one in turn is looked at.
 */
final class AttackedBodies {
    private static final Map<String, String> HARMLESS = Map.ofEntries(
            Map.entry("password", "correct horse battery"),
            Map.entry("current_password", "correct horse battery"),
            Map.entry("new_password", "another horse battery"),
            Map.entry("organization", "nowhere-at-all"),
            Map.entry("name", "A name"),
            Map.entry("slug", "made-by-injection"),
            Map.entry("currency", "EUR"),
            Map.entry("time_zone", "UTC"),
            Map.entry("reason", "A reason"),
            Map.entry("confirm", "yes"),
            Map.entry("client_id", "client"),
            Map.entry("client_secret", "secret"),
            Map.entry("tenants", "11111111-2222-4333-8444-555555555555"),
            Map.entry("person_id", "user-u1"));

    private final JsonNode description;
    private final IntSupplier number;

    /** @param number another one each time */
    AttackedBodies(JsonNode description, IntSupplier number) {
        this.description = description;
        this.number = number;
    }

    /** @param schema of a body; what it does not describe is left out */
    List<String> of(JsonNode schema, String text) {
        List<String> places = new ArrayList<>();
        places(schema, "", places);
        return places.stream()
                .map(place -> String.valueOf(write(schema, "", place, escaped(text))))
                .toList();
    }

    /** With the text in a list, in an object and as a field's name, where none of these belongs. */
    List<String> ofWrongKinds(JsonNode schema, String text) {
        List<String> places = new ArrayList<>();
        places(schema, "", places);
        List<String> bodies = new ArrayList<>();
        String quoted = escaped(text);
        for (String place : places) {
            for (String value : List.of("[" + quoted + "]", "{" + quoted + ": " + quoted + "}")) {
                bodies.add(String.valueOf(write(schema, "", place, value)));
            }
        }
        if (!places.isEmpty()) {
            bodies.add("{" + quoted + ": " + quoted + "}");
            bodies.add("[" + quoted + "]");
            bodies.add(quoted);
        }
        return bodies;
    }

    private void places(JsonNode unresolved, String place, List<String> found) {
        JsonNode schema = resolved(unresolved);
        String type = schema.path("type").toString();
        if (type.contains("string")) {
            found.add(place);
        } else if (type.contains("array")) {
            places(schema.get("items"), place + "[]", found);
        } else {
            schema.path("properties")
                    .properties()
                    .forEach(field -> places(field.getValue(), place + "." + field.getKey(), found));
        }
    }

    /** As JSON; null for what may as well be left out. */
    private @Nullable String write(JsonNode unresolved, String place, String attacked, String value) {
        JsonNode schema = resolved(unresolved);
        String type = schema.path("type").toString();
        if (place.equals(attacked)) {
            return value;
        }
        if (type.contains("string")) {
            return schema.has("enum") ? schema.get("enum").get(0).toString() : harmless(place);
        }
        if (type.contains("array")) {
            String item = write(schema.get("items"), place + "[]", attacked, value);
            return item == null ? null : "[" + item + "]";
        }
        if (!schema.has("properties")) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        schema.get("properties").properties().forEach(field -> {
            String written = write(field.getValue(), place + "." + field.getKey(), attacked, value);
            if (written != null) {
                fields.add("\"" + field.getKey() + "\": " + written);
            }
        });
        return "{" + String.join(", ", fields) + "}";
    }

    private @Nullable String harmless(String place) {
        String name = place.substring(place.lastIndexOf('.') + 1).replace("[]", "");
        // Another one each time: the same would have to wait, and a domain is one organisation's.
        if (name.endsWith("email")) {
            return "\"nobody" + number.getAsInt() + "@example.com\"";
        }
        if (name.equals("domains")) {
            return "\"firm" + number.getAsInt() + ".example\"";
        }
        return HARMLESS.containsKey(name) ? "\"" + HARMLESS.get(name) + "\"" : null;
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode one = schema;
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (one.has(choice)) {
                one = one.get(choice).get(0);
            }
        }
        String reference = one.path("$ref").asString("");
        return reference.isEmpty()
                ? one
                : description.at("/components/schemas").path(reference.substring(reference.lastIndexOf('/') + 1));
    }

    /** Every character by its number: half a pair gets through as well. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder("\"");
        text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
        return escaped.append('"').toString();
    }
}
