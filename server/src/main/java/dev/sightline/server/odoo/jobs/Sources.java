package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Which organisation reads which Odoo. From the settings, one; more may be connected while running. Thread-safe. */
@Component
public class Sources {
    private final Map<OrganizationId, Endpoint> connected = new ConcurrentHashMap<>();

    private final Predicate<OrganizationId> active;

    @Autowired
    Sources(SightlineSettings settings, Organizations organizations) {
        this.active = id -> organizations.find(id).filter(Organization::active).isPresent();
        if (settings.odoo().connected()) {
            connected.put(organizations.own().id(), endpoint(settings.odoo()));
        }
    }

    Sources() {
        this.active = id -> true;
    }

    /** Lets {@code organization} read this Odoo until the process ends. */
    public void connect(OrganizationId organization, Endpoint endpoint) {
        connected.put(organization, endpoint);
    }

    /** Reads it no more; a sync that runs goes on to its end. */
    public void disconnect(OrganizationId organization) {
        connected.remove(organization);
    }

    /** Empty as well for an organisation that is suspended. */
    public Optional<Endpoint> of(OrganizationId organization) {
        return Optional.ofNullable(connected.get(organization)).filter(endpoint -> active.test(organization));
    }

    /** All that are connected, suspended or not. */
    List<OrganizationId> all() {
        return List.copyOf(connected.keySet());
    }

    /** The Odoo that the settings name. */
    public static Endpoint endpoint(SightlineSettings.Odoo odoo) {
        return new Endpoint(
                URI.create(odoo.url()),
                odoo.database(),
                odoo.login(),
                odoo.key().value());
    }
}
