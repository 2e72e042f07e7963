package dev.sightline.server.odoo.client;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Turns the error object of either protocol ({@code name}, {@code message}, {@code debug}) into an exception in plain
 * words. The {@code debug} traceback is not even looked at.
 */
final class OdooFault {
    private OdooFault() {}

    static OdooException of(JsonNode error, String about, Endpoint endpoint) {
        String name = error.path("name").asString("");
        String message = error.path("message").asString("");
        String host = endpoint.host();
        if (name.endsWith("AccessDenied")
                || name.endsWith("SessionExpiredException")
                || name.endsWith("Unauthorized")) {
            return signInRefused(endpoint);
        }
        if (name.endsWith("AccessError") || name.endsWith("Forbidden")) {
            return new OdooException.NoAccess("Odoo does not let the sync user read " + about
                    + ". Give that user the rights, or a role that has them.");
        }
        if (message.contains("database") && message.contains("does not exist")) {
            return noSuchDatabase(endpoint);
        }
        if (name.endsWith("MissingError")
                || name.endsWith("NotFound")
                || name.endsWith("AttributeError")
                || message.startsWith("Invalid field")
                || (message.startsWith("Object ") && message.contains("doesn't exist"))) {
            return new OdooException.NotThere("Odoo at " + host + " does not know " + about
                    + " in the asked form. Is the app that brings it installed?");
        }
        String kind = name.substring(name.lastIndexOf('.') + 1).replaceAll("[^A-Za-z]", "");
        return new OdooException.ReadFailed("Odoo at " + host + " failed while reading " + about
                + (kind.isEmpty() ? "." : " (" + kind.toLowerCase(Locale.ROOT) + ")."));
    }

    static OdooException signInRefused(Endpoint endpoint) {
        return new OdooException.SignInRefused("Odoo at " + endpoint.host() + " refuses the sign-in of '"
                + endpoint.login() + "' to database '" + endpoint.database() + "'. Check login and API key.");
    }

    static OdooException noSuchDatabase(Endpoint endpoint) {
        return new OdooException.UnknownDatabase(
                endpoint.database().isEmpty()
                        ? "Odoo at " + endpoint.host() + " has more than one database, or none: name the one to read."
                        : "Odoo at " + endpoint.host() + " has no database named '" + endpoint.database() + "'.");
    }

    static OdooException noOdooHere(Endpoint endpoint) {
        return new OdooException.NotThere("There is no Odoo at " + endpoint.host() + ". Check the address.");
    }

    static OdooException wrongShape(String about, Endpoint endpoint) {
        return new OdooException.BadAnswer(
                "Odoo at " + endpoint.host() + " answered " + about + " in a form that it never has.", null);
    }
}
