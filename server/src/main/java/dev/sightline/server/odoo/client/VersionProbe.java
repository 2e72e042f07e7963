package dev.sightline.server.odoo.client;

import java.net.http.HttpRequest;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Asks an Odoo for its version: {@code GET /web/version} (19 and newer), else {@code common.version} of JSON-RPC. */
final class VersionProbe {
    private VersionProbe() {}

    static OdooVersion ask(Transport transport) {
        OdooVersion version = modern(transport).orElseGet(() -> JsonRpc.versionOf(transport));
        if (version.major() < OdooVersion.OLDEST) {
            throw new OdooException.Unsupported(
                    "Odoo at " + transport.endpoint().host() + " is version " + version.text()
                            + "; this connector reads " + OdooVersion.OLDEST + " and newer.");
        }
        return version;
    }

    /** Empty where the server has no such page: older versions answer with 404, a redirect or a web page. */
    private static Optional<OdooVersion> modern(Transport transport) {
        HttpRequest request = HttpRequest.newBuilder(transport.endpoint().resolve("/web/version"))
                .header("Accept", "application/json")
                .build();
        return transport.probe(() -> request, answer -> {
            JsonNode body = answer.body();
            if (answer.status() != 200
                    || body == null
                    || !body.path("version_info").isArray()) {
                return Optional.empty();
            }
            return Optional.of(OdooVersion.of(body.path("version_info"), body.path("version")));
        });
    }
}
