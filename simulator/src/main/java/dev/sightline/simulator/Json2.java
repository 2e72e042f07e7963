package dev.sightline.simulator;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Odoo 19's {@code POST /json/2/MODEL/METHOD}: named arguments, bearer keys, errors with their own HTTP status. */
final class Json2 {
    static final String PATH = "/json/2/";

    private final Database database;
    private final Faults faults;
    private final Methods methods;
    private final RequestCounters counters;

    Json2(Database database, Faults faults, Methods methods, RequestCounters counters) {
        this.database = database;
        this.faults = faults;
        this.methods = methods;
        this.counters = counters;
    }

    /** The model of a path, empty where there is none. */
    static String model(String path) {
        String[] parts = path.substring(PATH.length()).split("/", -1);
        return parts.length == 2 ? parts[0] : "";
    }

    Reply answer(String verb, String path, Headers headers, JsonNode body) {
        JsonOut out = new JsonOut(16 * 1024);
        try {
            run(verb, path, headers, body, out);
            return Reply.json(200, out);
        } catch (OdooError error) {
            JsonOut failure = new JsonOut(1024);
            JsonRpc.write(error, failure);
            return Reply.json(error.status(), failure);
        }
    }

    private void run(String verb, String path, Headers headers, JsonNode body, JsonOut out) {
        String[] parts = path.substring(PATH.length()).split("/", -1);
        if (!verb.equals("POST") || parts.length != 2) {
            throw OdooError.notFound("Did you mean POST /json/2/<model>/<method>?");
        }
        String name = headers.getFirst("X-Odoo-Database");
        if (name != null && !name.equals(database.name())) {
            throw OdooError.notFound(
                    "No database is selected and the requested URL was not found in the server-wide" + " controllers.");
        }
        int user = database.read(() -> database.userOfKey(key(headers)));
        if (user == 0) {
            throw OdooError.unauthorized();
        }
        if (!body.isObject()) {
            throw OdooError.badRequest("could not parse the body as json");
        }
        String model = parts[0];
        String method = parts[1];
        counters.call(model, method);
        if (!database.has(model)) {
            throw OdooError.notFound("the model '" + model + "' does not exist");
        }
        List<String> signature = Methods.signature(model, method);
        if (signature == null) {
            throw OdooError.notFound("The method '" + method + "' does not exist on the model '" + model + "'");
        }
        if (!signature.contains("ids") && !body.path("ids").isMissingNode()) {
            throw OdooError.unprocessable("cannot call " + model + "." + method + " with ids");
        }
        Caller caller = new Caller(database, faults, user, body.path("context"), database.now());
        if (!methods.call(caller, model, method, Arguments.of(model + "." + method, signature, body), out)) {
            out.nothing();
        }
    }

    private static String key(Headers headers) {
        String authorization = headers.getFirst("Authorization");
        boolean bearer =
                authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ");
        return bearer ? authorization.substring(7).strip() : "";
    }
}
