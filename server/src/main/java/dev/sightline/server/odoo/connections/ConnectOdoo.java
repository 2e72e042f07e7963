package dev.sightline.server.odoo.connections;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.connections.TryConnection.Works;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Connects an organisation to its Odoo: nothing is kept that has not been tried. Thread-safe. */
@Component
public class ConnectOdoo {
    private final Connections connections;
    private final TryConnection trying;

    ConnectOdoo(Connections connections, TryConnection trying) {
        this.connections = connections;
        this.trying = trying;
    }

    /** @throws Refused field by field */
    public Works check(OrganizationId organization, ConnectionWish wish) {
        ConnectionForm form = ConnectionForm.read(wish);
        return trying.at(endpoint(form, key(organization, form)), true);
    }

    /**
     * Keeps it where it works, in the place of the one there was.
     *
     * @throws Refused field by field; then nothing is kept
     */
    public Works connect(OrganizationId organization, ConnectionWish wish, UUID account, Caller by) {
        ConnectionForm form = ConnectionForm.read(wish);
        // What is kept is what was tried, whatever others change meanwhile: address, login and key belong together.
        Secret key = key(organization, form);
        Works works = trying.at(endpoint(form, key), true);
        connections.keep(organization, form, key, account, by);
        return works;
    }

    private Secret key(OrganizationId organization, ConnectionForm form) {
        return form.keyOr(connections.find(organization).orElse(null), connections::key);
    }

    private static Endpoint endpoint(ConnectionForm form, Secret key) {
        return new Endpoint(form.url(), form.database(), form.login(), key.value());
    }
}
