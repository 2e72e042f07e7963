package dev.sightline.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON mapper of requests and recordings, and a few nodes. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static ArrayNode array(JsonNode... elements) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : elements) {
            array.add(element);
        }
        return array;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode missing() {
        return MissingNode.getInstance();
    }
}
