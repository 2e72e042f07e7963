package dev.sightline.server.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Snapshots in memory, as the connector keeps them. */
public final class Snapshots implements Lookups {
    public static final Instant SEEN = Instant.parse("2026-11-21T12:00:00Z");
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Map<String, JsonNode>> latest = new LinkedHashMap<>();

    /** Takes a new snapshot; null where the record is gone. Fields in single quotes. */
    public Observation see(String model, long id, @Nullable String fields) {
        ObjectNode after = fields == null
                ? null
                : (ObjectNode) JSON.readTree(fields.startsWith("{'") ? fields.replace('\'', '"') : fields);
        if (after != null) {
            after.put("id", id);
        }
        Map<String, JsonNode> ofModel = latest.computeIfAbsent(model, key -> new LinkedHashMap<>());
        String key = Long.toString(id);
        JsonNode before = after == null ? ofModel.remove(key) : ofModel.put(key, after);
        return new Observation("odoo", model, key, before, after, SEEN, model + "/" + key + "@1");
    }

    @Override
    public @Nullable JsonNode latest(String model, String id) {
        return latest.getOrDefault(model, Map.of()).get(id);
    }

    @Override
    public List<JsonNode> latestReferring(String model, String field, String id) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode each : latest.getOrDefault(model, Map.of()).values()) {
            JsonNode value = each.path(field);
            if ((value.isArray() ? value.path(0) : value).asString("").equals(id)) {
                found.add(each);
            }
        }
        return found;
    }
}
