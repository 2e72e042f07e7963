package dev.sightline.simulator;

/** A refusal as Odoo words it: the Python class, the message, and the HTTP status that JSON-2 gives it. */
final class OdooError extends RuntimeException {
    private final String pythonClass;
    private final int status;

    private OdooError(String pythonClass, int status, String message) {
        super(message, null, false, false);
        this.pythonClass = pythonClass;
        this.status = status;
    }

    String pythonClass() {
        return pythonClass;
    }

    int status() {
        return status;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    static OdooError value(String message) {
        return new OdooError("builtins.ValueError", 500, message);
    }

    static OdooError type(String message) {
        return new OdooError("builtins.TypeError", 422, message);
    }

    static OdooError attribute(String message) {
        return new OdooError("builtins.AttributeError", 500, message);
    }

    static OdooError user(String message) {
        return new OdooError("odoo.exceptions.UserError", 422, message);
    }

    static OdooError validation(String message) {
        return new OdooError("odoo.exceptions.ValidationError", 422, message);
    }

    static OdooError missing(String message) {
        return new OdooError("odoo.exceptions.MissingError", 404, message);
    }

    static OdooError access(String message) {
        return new OdooError("odoo.exceptions.AccessError", 403, message);
    }

    static OdooError denied() {
        return new OdooError("odoo.exceptions.AccessDenied", 403, "Access Denied");
    }

    static OdooError noDatabase(String name) {
        return new OdooError(
                "psycopg2.OperationalError",
                500,
                "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  database \"" + name
                        + "\" does not exist\n");
    }

    static OdooError unauthorized() {
        return new OdooError("werkzeug.exceptions.Unauthorized", 401, "Invalid apikey");
    }

    static OdooError notFound(String message) {
        return new OdooError("werkzeug.exceptions.NotFound", 404, message);
    }

    static OdooError unprocessable(String message) {
        return new OdooError("werkzeug.exceptions.UnprocessableEntity", 422, message);
    }

    static OdooError badRequest(String message) {
        return new OdooError("werkzeug.exceptions.BadRequest", 400, message);
    }
}
