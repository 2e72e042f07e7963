package dev.sightline.server.odoo.client;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Checks that results have the shape that they must have, whatever the protocol. */
final class Answers {
    private Answers() {}

    /** Objects with ascending positive ids, no more than asked for. */
    static List<JsonNode> records(JsonNode result, int limit, String model, Endpoint endpoint) {
        if (!result.isArray() || result.size() > limit) {
            throw OdooFault.wrongShape(model, endpoint);
        }
        List<JsonNode> records = new ArrayList<>(result.size());
        long last = 0;
        for (JsonNode each : result.values()) {
            JsonNode id = each.path("id");
            if (!each.isObject() || !id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() <= last) {
                throw OdooFault.wrongShape(model, endpoint);
            }
            last = id.longValue();
            records.add(each);
        }
        return records;
    }

    static List<Long> ids(JsonNode result, int limit, String model, Endpoint endpoint) {
        if (!result.isArray() || result.size() > limit) {
            throw OdooFault.wrongShape(model, endpoint);
        }
        List<Long> ids = new ArrayList<>(result.size());
        long last = 0;
        for (JsonNode each : result.values()) {
            if (!each.isIntegralNumber() || !each.canConvertToLong() || each.longValue() <= last) {
                throw OdooFault.wrongShape(model, endpoint);
            }
            last = each.longValue();
            ids.add(last);
        }
        return ids;
    }

    static long number(JsonNode result, String about, Endpoint endpoint) {
        if (!result.isIntegralNumber() || !result.canConvertToLong() || result.longValue() < 0) {
            throw OdooFault.wrongShape(about, endpoint);
        }
        return result.longValue();
    }
}
