package dev.sightline.server.odoo.client;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** Odoo 16 to 18: {@code POST /jsonrpc}, services {@code common} and {@code object}, the key in the password's place. */
final class JsonRpcClient implements OdooClient {
    private static final AtomicLong REQUESTS = new AtomicLong();

    private final Transport transport;
    private final OdooVersion version;
    private final long uid;

    private JsonRpcClient(Transport transport, OdooVersion version, long uid) {
        this.transport = transport;
        this.version = version;
        this.uid = uid;
    }

    static OdooVersion versionOf(Transport transport) {
        JsonNode result = call(transport, "common", "version", List.of(), "its version");
        return OdooVersion.of(result.path("server_version_info"), result.path("server_version"));
    }

    static JsonRpcClient signIn(Transport transport, OdooVersion version) {
        Endpoint as = transport.endpoint();
        JsonNode uid = call(
                transport,
                "common",
                "authenticate",
                List.of(as.database(), as.login(), as.key(), Map.of()),
                "the sign-in");
        if (uid.isBoolean() && !uid.booleanValue()) {
            throw OdooFault.signInRefused(as);
        }
        return new JsonRpcClient(transport, version, Answers.number(uid, "the sign-in", as));
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
        return "JSON-RPC";
    }

    @Override
    public Duration clockAhead() {
        return transport.clockAhead();
    }

    @Override
    public ModelFields fieldsOf(String model) {
        JsonNode result =
                execute(model, "fields_get", List.of(), Map.of("attributes", List.of("type", "store", "relation")));
        if (!result.isObject()) {
            throw OdooFault.wrongShape(model, endpoint());
        }
        return ModelFields.parse(model, result);
    }

    @Override
    public List<JsonNode> searchRead(
            String model, Domain domain, List<String> fields, int limit, Map<String, ?> context) {
        JsonNode result = execute(
                model,
                "search_read",
                List.of(domain.terms()),
                Map.of("fields", fields, "order", "id asc", "limit", limit, "context", archivedToo(context)));
        return Answers.records(result, limit, model, endpoint());
    }

    @Override
    public List<Long> searchIds(String model, Domain domain, int limit, Map<String, ?> context) {
        JsonNode result = execute(
                model,
                "search",
                List.of(domain.terms()),
                Map.of("order", "id asc", "limit", limit, "context", archivedToo(context)));
        return Answers.ids(result, limit, model, endpoint());
    }

    @Override
    public long count(String model, Domain domain, Map<String, ?> context) {
        JsonNode result =
                execute(model, "search_count", List.of(domain.terms()), Map.of("context", archivedToo(context)));
        return Answers.number(result, model, endpoint());
    }

    static Map<String, Object> archivedToo(Map<String, ?> context) {
        Map<String, Object> full = new HashMap<>(context);
        full.put("active_test", false);
        return full;
    }

    private JsonNode execute(String model, String method, List<?> args, Map<String, ?> kwargs) {
        Endpoint as = endpoint();
        return call(
                transport,
                "object",
                "execute_kw",
                List.of(as.database(), uid, as.key(), model, method, args, kwargs),
                model);
    }

    private static JsonNode call(Transport transport, String service, String method, List<?> args, String about) {
        Endpoint endpoint = transport.endpoint();
        long number = REQUESTS.incrementAndGet();
        byte[] body = Transport.JSON.writeValueAsBytes(Map.of(
                "jsonrpc",
                "2.0",
                "method",
                "call",
                "params",
                Map.of("service", service, "method", method, "args", args),
                "id",
                number));
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/jsonrpc"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return transport.read(() -> request, answer -> result(answer, number, about, endpoint));
    }

    private static JsonNode result(Transport.Answer answer, long number, String about, Endpoint endpoint) {
        JsonNode body = answer.body();
        if (answer.status() == 404 && body == null) {
            throw OdooFault.noOdooHere(endpoint);
        }
        if (answer.status() != 200) {
            throw new OdooException.ServerFailed("Odoo at " + endpoint.host() + " failed while reading " + about
                    + " (HTTP " + answer.status() + ").");
        }
        if (body == null || !body.isObject()) {
            throw OdooFault.wrongShape(about, endpoint);
        }
        JsonNode error = body.path("error");
        if (error.isObject()) {
            throw OdooFault.of(error.path("data"), about, endpoint);
        }
        if (body.path("id").asLong(-1) != number || !body.has("result")) {
            throw OdooFault.wrongShape(about, endpoint);
        }
        return body.path("result");
    }

    @Override
    public void close() {
        transport.close();
    }
}
