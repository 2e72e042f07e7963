package dev.sightline.server.odoo.client;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Odoo 19 and newer: {@code POST /json/2/MODEL/METHOD} with named arguments and a bearer key. */
record Json2(Transport transport) implements Protocol {

    /** There is no sign-in as such: asking for the user's own context shows whether the key is good, and whose it is. */
    static OdooClient signIn(Transport transport, OdooVersion version) {
        JsonNode uid;
        try {
            uid = post(transport, "res.users", "context_get", Map.of()).path("uid");
        } catch (OdooException.NotThere e) {
            // Not every installation lets it be called from outside; the login then says whose key it is.
            uid = ownId(transport);
        }
        long user = Answers.number(uid, "the sign-in", transport.endpoint());
        return new SignedInClient(transport, version, user, new Json2(transport));
    }

    private static JsonNode ownId(Transport transport) {
        Endpoint as = transport.endpoint();
        try {
            return post(
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
    public String name() {
        return "JSON-2";
    }

    @Override
    public JsonNode call(String model, String method, @Nullable Domain domain, Map<String, ?> named) {
        Map<String, Object> arguments = new HashMap<>(named);
        if (domain != null) {
            arguments.put("domain", domain.terms());
        }
        return post(transport, model, method, arguments);
    }

    private static JsonNode post(Transport transport, String model, String method, Map<String, ?> arguments) {
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
}
