package dev.sightline.simulator;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Odoo's {@code POST /jsonrpc}: services {@code common} and {@code object}; errors come with status 200. */
final class JsonRpc {
    private final Database database;
    private final Faults faults;
    private final Methods methods;
    private final RequestCounters counters;

    JsonRpc(Database database, Faults faults, Methods methods, RequestCounters counters) {
        this.database = database;
        this.faults = faults;
        this.methods = methods;
        this.counters = counters;
    }

    /** The model that a request is about, empty where it is about none or cannot be read. */
    static String model(JsonNode request) {
        JsonNode params = request.path("params");
        return params.path("service").asString("").equals("object")
                ? params.path("args").path(3).asString("")
                : "";
    }

    static JsonNode parse(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return Json.missing();
        }
    }

    Reply answer(JsonNode request) {
        if (!request.isObject()) {
            return Reply.html(400, "Invalid JSON data");
        }
        JsonOut out = new JsonOut(16 * 1024);
        out.raw("{\"jsonrpc\":\"2.0\",\"id\":").raw(Json.MAPPER.writeValueAsBytes(orNull(request.path("id"))));
        JsonOut result = new JsonOut(16 * 1024);
        try {
            result.raw(out.toBytes()).raw(",\"result\":");
            return Reply.json(200, run(request.path("params"), result) ? result.raw('}') : out.raw('}'));
        } catch (OdooError error) {
            out.raw(",\"error\":{\"code\":200,\"message\":\"Odoo Server Error\",\"data\":");
            write(error, out);
            return Reply.json(200, out.raw("}}"));
        }
    }

    static void write(OdooError error, JsonOut out) {
        out.raw("{\"name\":").text(error.pythonClass()).raw(",\"debug\":\"(traceback omitted)\",\"message\":");
        out.text(error.text()).raw(",\"arguments\":[").text(error.text()).raw("],\"context\":{}}");
    }

    private static JsonNode orNull(JsonNode id) {
        return id.isMissingNode() ? Json.MAPPER.nullNode() : id;
    }

    private boolean run(JsonNode params, JsonOut out) {
        String service = params.path("service").asString("");
        String method = params.path("method").asString("");
        JsonNode args = params.path("args");
        return switch (service) {
            case "common" -> common(method, args, out);
            case "object" -> object(method, args, out);
            default -> throw OdooError.value("unknown service: " + service);
        };
    }

    private boolean common(String method, JsonNode args, JsonOut out) {
        counters.call("common", method);
        switch (method) {
            case "version" -> {
                OdooVersion version = database.version();
                out.raw("{\"server_version\":").text(version.series());
                out.raw(",\"server_version_info\":[" + version.major() + ",0,0,\"final\",0,\"\"]");
                out.raw(",\"server_serie\":").text(version.series()).raw(",\"protocol_version\":1}");
            }
            case "authenticate", "login" -> {
                checkDatabase(args.path(0));
                int user = database.read(() ->
                        database.userOf(args.path(1).asString(""), args.path(2).asString("")));
                if (user == 0) {
                    out.bool(false);
                } else {
                    out.integer(user);
                }
            }
            default -> throw OdooError.attribute("Method not found: " + method);
        }
        return true;
    }

    private boolean object(String rpcMethod, JsonNode args, JsonOut out) {
        if (!rpcMethod.equals("execute_kw") && !rpcMethod.equals("execute")) {
            throw OdooError.attribute("Method not available " + rpcMethod);
        }
        checkDatabase(args.path(0));
        int user = args.path(1).asInt(0);
        String model = args.path(3).asString("");
        String method = args.path(4).asString("");
        counters.call(model, method);
        if (!database.read(() -> database.opens(user, args.path(2).asString("")))) {
            throw OdooError.denied();
        }
        if (!database.has(model)) {
            throw OdooError.user("Object " + model + " doesn't exist");
        }
        List<String> signature = Methods.signature(model, method);
        if (signature == null) {
            throw OdooError.attribute("The method '" + method + "' does not exist on the model '" + model + "'");
        }
        JsonNode keywords = args.path(6);
        Caller caller = new Caller(database, faults, user, keywords.path("context"), database.now());
        return methods.call(
                caller, model, method, Arguments.of(model + "." + method, signature, args.path(5), keywords), out);
    }

    private void checkDatabase(JsonNode name) {
        if (!name.asString("").equals(database.name())) {
            throw OdooError.noDatabase(name.asString(""));
        }
    }
}
