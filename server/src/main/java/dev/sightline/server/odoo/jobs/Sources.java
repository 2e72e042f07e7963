package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.UnreadableSecret;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.client.OdooClient;
import dev.sightline.server.odoo.connections.Connection;
import dev.sightline.server.odoo.connections.Connections;
import dev.sightline.server.platform.OutboundAddresses;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Which organisation reads which Odoo: the one that its administrators have connected, else the one that the settings name for it, or
 * that was connected while running. The connections of all are read again every few seconds, as other processes change them too.
 * Thread-safe.
 */
@Component
public class Sources {
    private static final Logger log = LoggerFactory.getLogger(Sources.class);
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Map<OrganizationId, Endpoint> connected = new ConcurrentHashMap<>();
    private final Predicate<OrganizationId> active;
    private final OdooClient.Way way;
    private final @Nullable Connections connections;
    private final Supplier<Instant> clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Map<OrganizationId, Own> own = Map.of();
    private volatile Instant readAt = Instant.MIN;

    /** An organisation's own connection; {@code endpoint} is null where its key does not open any more. */
    private record Own(Connection connection, @Nullable Endpoint endpoint) {}

    /**
     * An Odoo to read. Immutable.
     *
     * @param own whether the organisation's administrators have named it, so that it is gone to at addresses that are open alone
     */
    public record Source(Endpoint endpoint, boolean own) {}

    /** Whose word it is. */
    public enum From {
        ORGANIZATION,
        SETTINGS,
        NONE
    }

    @Autowired
    Sources(
            SightlineSettings settings,
            Organizations organizations,
            Connections connections,
            OutboundAddresses addresses,
            Clock clock) {
        this.active = id -> organizations.find(id).filter(Organization::active).isPresent();
        this.connections = connections;
        this.way = addresses::requireOpen;
        this.clock = clock::instant;
        if (settings.odoo().connected()) {
            connected.put(organizations.own().id(), endpoint(settings.odoo()));
        }
    }

    /** Without a table of connections. */
    Sources() {
        this.active = id -> true;
        this.connections = null;
        this.way = OdooClient.Way.ANYWHERE;
        this.clock = () -> Instant.MIN;
    }

    /** Lets {@code organization} read this Odoo until the process ends, unless it has a connection of its own. */
    public void connect(OrganizationId organization, Endpoint endpoint) {
        connected.put(organization, endpoint);
    }

    /** Reads it no more; a sync that runs ends after its page. */
    public void disconnect(OrganizationId organization) {
        connected.remove(organization);
    }

    /** Empty as well for an organisation that is suspended, and for one whose connection's key does not open any more. */
    public Optional<Source> of(OrganizationId organization) {
        Own own = own().get(organization);
        Endpoint endpoint = own == null ? connected.get(organization) : own.endpoint;
        return Optional.ofNullable(endpoint)
                .filter(there -> active.test(organization))
                .map(there -> new Source(there, own != null));
    }

    /** Where the organisation's Odoo is named, suspended or not. */
    public From from(OrganizationId organization) {
        if (own().containsKey(organization)) {
            return From.ORGANIZATION;
        }
        return connected.containsKey(organization) ? From.SETTINGS : From.NONE;
    }

    /** The Odoo that the settings name for the organisation, whether or not it has one of its own. */
    public Optional<Endpoint> ofSettings(OrganizationId organization) {
        return Optional.ofNullable(connected.get(organization));
    }

    /** All that are connected, suspended or not. */
    List<OrganizationId> all() {
        Set<OrganizationId> all = new HashSet<>(connected.keySet());
        all.addAll(own().keySet());
        return List.copyOf(all);
    }

    /** Signs in there. */
    OdooClient client(Source source, Limits limits) {
        return OdooClient.connect(source.endpoint, limits, source.own ? way : OdooClient.Way.ANYWHERE);
    }

    /** Reads the connections again at once: one has changed. */
    public void refresh() {
        reading.lock();
        try {
            read();
        } finally {
            reading.unlock();
        }
    }

    private Map<OrganizationId, Own> own() {
        if (connections != null && old() && reading.tryLock()) {
            // Whoever comes meanwhile goes on with what is known.
            try {
                if (old()) {
                    read();
                }
            } catch (RuntimeException e) {
                log.warn("the connections to Odoo could not be read again: {}", e.getMessage());
                readAt = clock.get();
            } finally {
                reading.unlock();
            }
        }
        return own;
    }

    private boolean old() {
        Instant now = clock.get();
        // A clock that was set back would else keep it from being read.
        return readAt.equals(Instant.MIN) || now.isBefore(readAt) || !now.isBefore(readAt.plus(FRESH));
    }

    private void read() {
        if (connections == null) {
            return;
        }
        Map<OrganizationId, Own> before = own;
        Map<OrganizationId, Own> after = new HashMap<>();
        for (Connection each : connections.all()) {
            Own known = before.get(each.organization());
            after.put(each.organization(), known != null && known.connection.equals(each) ? known : opened(each));
        }
        own = Map.copyOf(after);
        readAt = clock.get();
    }

    private Own opened(Connection connection) {
        try {
            return new Own(connection, Objects.requireNonNull(connections).endpoint(connection));
        } catch (UnreadableSecret e) {
            log.error("the Odoo of organisation {} is not read: {}", connection.organization(), e.getMessage());
            return new Own(connection, null);
        }
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
