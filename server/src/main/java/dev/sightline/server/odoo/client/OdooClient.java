package dev.sightline.server.odoo.client;

import dev.sightline.server.platform.OutboundAddresses;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/**
 * Reads from one database of an Odoo, in the protocol that its version speaks. Thread-safe; calls to the same database
 * go out one at a time. Every method is a read, is retried while the failure may pass, and throws {@link OdooException}.
 */
public sealed interface OdooClient extends AutoCloseable permits SignedInClient {

    /** Finds out the version and signs in. */
    static OdooClient connect(Endpoint endpoint, Limits limits) {
        return connect(endpoint, limits, Way.ANYWHERE);
    }

    /** The same by a way that may be closed. */
    static OdooClient connect(Endpoint endpoint, Limits limits, Way way) {
        return connect(endpoint, limits, way, Transport.waitFor(ThreadLocalRandom::current));
    }

    /** The same with a given way of waiting between tries. */
    static OdooClient connect(Endpoint endpoint, Limits limits, Pause pause) {
        return connect(endpoint, limits, Way.ANYWHERE, pause);
    }

    private static OdooClient connect(Endpoint endpoint, Limits limits, Way way, Pause pause) {
        Transport transport = new Transport(endpoint, limits, way, pause);
        try {
            OdooVersion version = VersionProbe.ask(transport);
            return version.speaksJson2() ? Json2.signIn(transport, version) : JsonRpc.signIn(transport, version);
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    Endpoint endpoint();

    OdooVersion version();

    /** The signed-in user's id in Odoo. */
    long uid();

    /** {@code JSON-RPC} or {@code JSON-2}. */
    String protocol();

    /** How far Odoo's clock is ahead of this machine's, as far as its answers tell; zero where they do not. */
    Duration clockAhead();

    /** The fields that the signed-in user may read. */
    ModelFields fieldsOf(String model);

    /**
     * Records in the order of {@code id}, archived ones included.
     *
     * @param fields names to read; {@code id} is always answered
     * @return objects that each hold an {@code id}; at most {@code limit}
     */
    List<JsonNode> searchRead(String model, Domain domain, List<String> fields, int limit, Map<String, ?> context);

    /** Ids in ascending order, archived records included; at most {@code limit}. */
    List<Long> searchIds(String model, Domain domain, int limit, Map<String, ?> context);

    /** How many records match, archived ones included. */
    long count(String model, Domain domain, Map<String, ?> context);

    /** Ends open connections. */
    @Override
    void close();

    /** Where a client lets itself be sent; looked at before each request, as the address of a name may change. */
    @FunctionalInterface
    interface Way {
        /** For an Odoo that whoever runs Sightline has named. */
        Way ANYWHERE = address -> {};

        /**
         * @throws OutboundAddresses.Closed for an address that is not gone to
         * @throws UnknownHostException where nobody knows its host
         */
        void requireOpen(URI address) throws UnknownHostException;
    }

    /** Waits between two tries. */
    interface Pause {
        /**
         * @param attempt 1 after the first try
         * @param longest the wait may be anything up to this, or exactly this where Odoo asked for it
         * @param exact whether Odoo asked for exactly {@code longest}
         */
        void before(int attempt, Duration longest, boolean exact) throws InterruptedException;
    }
}
