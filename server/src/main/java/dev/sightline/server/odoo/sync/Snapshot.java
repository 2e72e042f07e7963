package dev.sightline.server.odoo.sync;

import dev.sightline.server.ingest.OdooTimes;
import dev.sightline.server.odoo.client.ModelFields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record as it was read, with its checksum: SHA-256 of canonical JSON (keys sorted, id sets sorted, numbers without
 * trailing zeros), so that equal content has equal bytes.
 *
 * @param misshapen the first field whose value does not fit its type; null where all do
 */
record Snapshot(
        long id,
        JsonNode node,
        String json,
        byte[] checksum,
        @Nullable String misshapen) {
    private static final JsonMapper CANONICAL =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    static Snapshot of(JsonNode record, ModelFields fields, Set<String> idSets) {
        if (record instanceof ObjectNode object) {
            for (String field : idSets) {
                if (object.get(field) instanceof ArrayNode ids) {
                    sort(ids);
                }
            }
        }
        String json = canonical(record);
        return new Snapshot(record.path("id").longValue(), record, json, checksum(json), misshapen(record, fields));
    }

    /** Without those who are forgotten. */
    Snapshot without(Redaction redaction, String model) {
        if (!redaction.redact(model, node)) {
            return this;
        }
        String redacted = canonical(node);
        return new Snapshot(id, node, redacted, checksum(redacted), misshapen);
    }

    /** Id sets are sorted already. */
    static String canonical(JsonNode record) {
        String json = CANONICAL.writeValueAsString(record);
        // PostgreSQL's own text cannot hold it, so no Odoo stores it on purpose.
        return json.contains("\\u0000") ? json.replace("\\u0000", "\\ufffd") : json;
    }

    static byte[] checksum(String canonical) {
        return sha256(canonical.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sort(ArrayNode ids) {
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i - 1).asLong(0) > ids.get(i).asLong(0)) {
                long[] sorted = new long[ids.size()];
                for (int n = 0; n < sorted.length; n++) {
                    if (!ids.get(n).canConvertToLong()) {
                        return;
                    }
                    sorted[n] = ids.get(n).longValue();
                }
                java.util.Arrays.sort(sorted);
                ids.removeAll();
                for (long each : sorted) {
                    ids.add(each);
                }
                return;
            }
        }
    }

    private static @Nullable String misshapen(JsonNode record, ModelFields fields) {
        for (Map.Entry<String, JsonNode> entry : record.properties()) {
            if (!fits(fields.typeOf(entry.getKey()), entry.getValue())) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** Odoo's null is {@code false}, whatever the type. */
    private static boolean fits(String type, JsonNode value) {
        if (value.isBoolean() && (!value.booleanValue() || "boolean".equals(type))) {
            return true;
        }
        return switch (type) {
            case "char", "text", "html", "selection" -> value.isString();
            case "date" -> value.isString() && OdooTimes.day(value.stringValue()) != null;
            case "datetime" -> value.isString() && OdooTimes.beginsWithTime(value.stringValue());
            case "integer" -> value.isIntegralNumber();
            case "float", "monetary" -> value.isNumber();
            case "boolean" -> false;
            case "many2one" ->
                value.isIntegralNumber()
                        || (value.isArray()
                                && value.size() == 2
                                && value.get(0).isIntegralNumber()
                                && (value.get(1).isString() || value.get(1).isBoolean()));
            case "many2many", "one2many" -> isIdSet(value);
            default -> true;
        };
    }

    private static boolean isIdSet(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode each : value.values()) {
            if (!each.isIntegralNumber()) {
                return false;
            }
        }
        return true;
    }
}
