package dev.sightline.server.odoo.client;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Odoo 19 and newer: {@code POST /json/2/MODEL/METHOD} with named arguments and a bearer key. */
final class Json2Client implements OdooClient {
    private final Transport transport;
    private final OdooVersion version;
    private final long uid;

    private Json2Client(Transport transport, OdooVersion version, long uid) {
        this.transport = transport;
        this.version = version;
        this.uid = uid;
    }

    /** There is no sign-in as such: asking for the user's own context shows whether the key is good, and whose it is. */
    static Json2Client signIn(Transport transport, OdooVersion version) {
        Endpoint as = transport.endpoint();
        JsonNode uid;
        try {
            uid = call(transport, "res.users", "context_get", Map.of()).path("uid");
        } catch (OdooException.NotThere e) {
            // Not every installation lets it be called from outside; the login then says whose key it is.
            uid = ownId(transport);
        }
        return new Json2Client(transport, version, Answers.number(uid, "the sign-in", as));
    }

    private static JsonNode ownId(Transport transport) {
        Endpoint as = transport.endpoint();
        try {
            return call(
                            transport,
                            "res.users",
                            "search",
                            Map.of("domain", List.of(List.of("login", "=", as.login())), "limit", 1))
                    .path(0);
        } catch (OdooException.NotThere e) {
            // Every database has users: it is the database that is not there.
            throw OdooFault.noSuchDatabase(as);
        }
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
        return "JSON-2";
    }

    @Override
    public Duration clockAhead() {
        return transport.clockAhead();
    }

    @Override
    public ModelFields fieldsOf(String model) {
        JsonNode result =
                call(transport, model, "fields_get", Map.of("attributes", List.of("type", "store", "relation")));
        if (!result.isObject()) {
            throw OdooFault.wrongShape(model, endpoint());
        }
        return ModelFields.parse(model, result);
    }

    @Override
    public List<JsonNode> searchRead(
            String model, Domain domain, List<String> fields, int limit, Map<String, ?> context) {
        JsonNode result = call(
                transport,
                model,
                "search_read",
                Map.of(
                        "domain",
                        domain.terms(),
                        "fields",
                        fields,
                        "order",
                        "id asc",
                        "limit",
                        limit,
                        "context",
                        JsonRpcClient.archivedToo(context)));
        return Answers.records(result, limit, model, endpoint());
    }

    @Override
    public List<Long> searchIds(String model, Domain domain, int limit, Map<String, ?> context) {
        JsonNode result = call(
                transport,
                model,
                "search",
                Map.of(
                        "domain",
                        domain.terms(),
                        "order",
                        "id asc",
                        "limit",
                        limit,
                        "context",
                        JsonRpcClient.archivedToo(context)));
        return Answers.ids(result, limit, model, endpoint());
    }

    @Override
    public long count(String model, Domain domain, Map<String, ?> context) {
        JsonNode result = call(
                transport,
                model,
                "search_count",
                Map.of("domain", domain.terms(), "context", JsonRpcClient.archivedToo(context)));
        return Answers.number(result, model, endpoint());
    }

    private static JsonNode call(Transport transport, String model, String method, Map<String, ?> arguments) {
        Endpoint endpoint = transport.endpoint();
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        endpoint.resolve("/json/2/" + URLEncoder.encode(model, StandardCharsets.UTF_8) + "/" + method))
                .header("Content-Type", "application/json")
                .header("Authorization", "bearer " + endpoint.key())
                .POST(BodyPublishers.ofByteArray(Transport.JSON.writeValueAsBytes(arguments)));
        if (!endpoint.database().isEmpty()) {
            builder.header("X-Odoo-Database", endpoint.database());
        }
        HttpRequest request = builder.build();
        return transport.read(() -> request, answer -> result(answer, model, endpoint));
    }

    private static JsonNode result(Transport.Answer answer, String model, Endpoint endpoint) {
        JsonNode body = answer.body();
        if (answer.status() == 200) {
            if (body == null) {
                throw OdooFault.wrongShape(model, endpoint);
            }
            return body;
        }
        if (body != null && body.path("name").isString()) {
            throw OdooFault.of(body, model, endpoint);
        }
        throw switch (answer.status()) {
            case 401 -> OdooFault.signInRefused(endpoint);
            case 403 ->
                new OdooException.NoAccess("Odoo does not let the sync user read " + model
                        + ". Give that user the rights, or a role that has them.");
            case 404 -> new OdooException.NotThere("Odoo at " + endpoint.host() + " does not know " + model + ".");
            default ->
                new OdooException.ServerFailed("Odoo at " + endpoint.host() + " failed while reading " + model
                        + " (HTTP " + answer.status() + ").");
        };
    }

    @Override
    public void close() {
        transport.close();
    }
}
