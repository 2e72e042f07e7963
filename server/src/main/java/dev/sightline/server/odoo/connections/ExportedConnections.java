package dev.sightline.server.odoo.connections;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.ExportedSettings;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** The organisation's own connection as its administrators see it, so without the key. */
@Component
final class ExportedConnections implements ExportedSettings {
    private final Connections connections;

    ExportedConnections(Connections connections) {
        this.connections = connections;
    }

    /** As it is written to JSON. */
    record ConnectionItem(String url, String database, String login, Instant changedAt) {}

    @Override
    public String name() {
        return "odoo_connections";
    }

    @Override
    public List<ConnectionItem> all(OrganizationId organization) {
        return connections.find(organization).stream()
                .map(kept -> new ConnectionItem(kept.url().toString(), kept.database(), kept.login(), kept.changedAt()))
                .toList();
    }
}
