package dev.sightline.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The arguments of a method call by name, whether they came by position or by name. */
final class Arguments {
    private final Map<String, JsonNode> named;

    private Arguments(Map<String, JsonNode> named) {
        this.named = named;
    }

    /** From JSON-RPC: positional arguments, then keyword arguments, {@code context} apart. */
    static Arguments of(String method, List<String> signature, JsonNode positional, JsonNode keywords) {
        Map<String, JsonNode> named = new HashMap<>();
        int position = 0;
        for (JsonNode argument : positional) {
            if (position >= signature.size()) {
                throw OdooError.type(method + "() takes " + (signature.size() + 1) + " positional arguments but "
                        + (positional.size() + 1) + " were given");
            }
            named.put(signature.get(position++), argument);
        }
        keywords.properties().forEach(entry -> {
            if (!entry.getKey().equals("context")) {
                named.put(entry.getKey(), entry.getValue());
            }
        });
        return new Arguments(named);
    }

    /** From JSON-2: all by name. */
    static Arguments of(String method, List<String> signature, JsonNode named) {
        for (Map.Entry<String, JsonNode> entry : named.properties()) {
            if (!entry.getKey().equals("context") && !signature.contains(entry.getKey())) {
                throw OdooError.unprocessable(
                        method + "() got an unexpected keyword argument '" + entry.getKey() + "'");
            }
        }
        return of(method, signature, Json.array(), named);
    }

    JsonNode get(String name) {
        return named.getOrDefault(name, Json.missing());
    }

    boolean nullGiven(String name) {
        JsonNode value = named.get(name);
        return value != null && (value.isNull() || (value.isBoolean() && !value.asBoolean()));
    }

    int whole(String name) {
        JsonNode value = get(name);
        return value.isIntegralNumber() ? value.asInt() : 0;
    }

    @Nullable
    String text(String name) {
        JsonNode value = get(name);
        return value.isString() ? value.asString() : null;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        get(name).forEach(element -> texts.add(element.asString()));
        return texts;
    }

    int[] ids() {
        JsonNode value = get("ids");
        if (value.isIntegralNumber()) {
            return new int[] {value.asInt()};
        }
        List<Integer> ids = new ArrayList<>();
        value.forEach(id -> ids.add(id.asInt()));
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    static Map<String, @Nullable Object> values(JsonNode object) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        object.properties().forEach(entry -> values.put(entry.getKey(), Values.plain(entry.getValue())));
        return values;
    }

    Map<String, JsonNode> all() {
        return named;
    }
}
