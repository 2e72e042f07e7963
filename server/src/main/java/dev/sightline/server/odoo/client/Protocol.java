package dev.sightline.server.odoo.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a method of a model is called. Thread-safe. */
interface Protocol {

    /** For people. */
    String name();

    /**
     * @param domain the method's first argument; null for a method that has none
     * @param named the other arguments, by name
     * @return what the method returned
     * @throws OdooException where there is no such answer
     */
    JsonNode call(String model, String method, @Nullable Domain domain, Map<String, ?> named);
}
