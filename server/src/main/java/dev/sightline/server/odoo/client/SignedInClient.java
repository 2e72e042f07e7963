package dev.sightline.server.odoo.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The reads of an {@link OdooClient}, whichever protocol they go through. */
final class SignedInClient implements OdooClient {
    private final Transport transport;
    private final OdooVersion version;
    private final long uid;
    private final Protocol protocol;

    SignedInClient(Transport transport, OdooVersion version, long uid, Protocol protocol) {
        this.transport = transport;
        this.version = version;
        this.uid = uid;
        this.protocol = protocol;
    }

    @Override
    public Endpoint endpoint() {
        return transport.endpoint();
    }

    @Override
    public OdooVersion version() {
        return version;
    }

    @Override
    public long uid() {
        return uid;
    }

    @Override
    public String protocol() {
        return protocol.name();
    }

    @Override
    public Duration clockAhead() {
        return transport.clockAhead();
    }

    @Override
    public ModelFields fieldsOf(String model) {
        JsonNode result =
                protocol.call(model, "fields_get", null, Map.of("attributes", List.of("type", "store", "relation")));
        if (!result.isObject()) {
            throw OdooFault.wrongShape(model, endpoint());
        }
        return ModelFields.parse(model, result);
    }

    @Override
    public List<JsonNode> searchRead(
            String model, Domain domain, List<String> fields, int limit, Map<String, ?> context) {
        JsonNode result = protocol.call(
                model,
                "search_read",
                domain,
                Map.of("fields", fields, "order", "id asc", "limit", limit, "context", archivedToo(context)));
        return Answers.records(result, limit, model, endpoint());
    }

    @Override
    public List<Long> searchIds(String model, Domain domain, int limit, Map<String, ?> context) {
        JsonNode result = protocol.call(
                model, "search", domain, Map.of("order", "id asc", "limit", limit, "context", archivedToo(context)));
        return Answers.ids(result, limit, model, endpoint());
    }

    @Override
    public long count(String model, Domain domain, Map<String, ?> context) {
        JsonNode result = protocol.call(model, "search_count", domain, Map.of("context", archivedToo(context)));
        return Answers.number(result, model, endpoint());
    }

    private static Map<String, Object> archivedToo(Map<String, ?> context) {
        Map<String, Object> full = new HashMap<>(context);
        full.put("active_test", false);
        return full;
    }

    @Override
    public void close() {
        transport.close();
    }
}
