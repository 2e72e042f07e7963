package dev.sightline.server.odoo.client;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Odoo 16 to 18: {@code POST /jsonrpc}, services {@code common} and {@code object}, the key in the password's place. */
record JsonRpc(Transport transport, long uid) implements Protocol {
    private static final AtomicLong REQUESTS = new AtomicLong();

    static OdooVersion versionOf(Transport transport) {
        JsonNode result = post(transport, "common", "version", List.of(), "its version");
        return OdooVersion.of(result.path("server_version_info"), result.path("server_version"));
    }

    static OdooClient signIn(Transport transport, OdooVersion version) {
        Endpoint as = transport.endpoint();
        JsonNode uid = post(
                transport,
                "common",
                "authenticate",
                List.of(as.database(), as.login(), as.key(), Map.of()),
                "the sign-in");
        if (uid.isBoolean() && !uid.booleanValue()) {
            throw OdooFault.signInRefused(as);
        }
        long user = Answers.number(uid, "the sign-in", as);
        return new SignedInClient(transport, version, user, new JsonRpc(transport, user));
    }

    @Override
    public String name() {
        return "JSON-RPC";
    }

    @Override
    public JsonNode call(String model, String method, @Nullable Domain domain, Map<String, ?> named) {
        Endpoint as = transport.endpoint();
        List<?> arguments = domain == null ? List.of() : List.of(domain.terms());
        return post(
                transport,
                "object",
                "execute_kw",
                List.of(as.database(), uid, as.key(), model, method, arguments, named),
                model);
    }

    private static JsonNode post(Transport transport, String service, String method, List<?> args, String about) {
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
}
