package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rights of this process to sync organisations: advisory locks of PostgreSQL, all of them held by one connection, so that syncs of
 * hundreds of organisations do not take hundreds. They end with the process, however that ends, so nobody has to wait for a time-out
 * after a kill; and with the connection, so whoever holds one asks {@link Lease#held} before each page. The connection is there only
 * while there is a lease. Thread-safe.
 */
final class Leases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);
    /** Tells this use of advisory locks from others in the same database. */
    private static final int PURPOSE = 0x51_9C;
    /** How long the connection is believed to be there without being asked. */
    private static final long BELIEVED = TimeUnit.SECONDS.toNanos(1);

    private static final int PATIENCE_SECONDS = 5;

    private final DataSource database;
    private final LongSupplier nanoTime;
    /** Guarded by this, as all that follows. */
    private final Map<OrganizationId, Lease> held = new HashMap<>();

    private @Nullable Connection connection;
    private long seenAt;

    Leases(DataSource database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /** The right to sync one organisation. */
    final class Lease implements AutoCloseable {
        private final OrganizationId organization;
        private boolean lost;

        private Lease(OrganizationId organization) {
            this.organization = organization;
        }

        /** Whether it is still so; false for ever once the connection has broken: another process may have the right now. */
        boolean held() {
            synchronized (Leases.this) {
                look();
                return !lost;
            }
        }

        /** Gives it back; nothing more happens when it was lost or given back before. */
        @Override
        public void close() {
            release(this);
        }
    }

    /** Empty where this process or another has it. */
    synchronized Optional<Lease> take(OrganizationId organization) throws SQLException {
        if (held.containsKey(organization)) {
            // PostgreSQL would grant it to the same connection a second time.
            return Optional.empty();
        }
        look();
        boolean fresh = connection == null;
        try {
            if (!lock(organization)) {
                if (held.isEmpty()) {
                    giveBack();
                }
                return Optional.empty();
            }
        } catch (SQLException e) {
            lose(e);
            if (fresh) {
                throw e;
            }
            // It broke since it was looked at: what was held is lost, and this one is tried on a new one.
            return take(organization);
        }
        Lease lease = new Lease(organization);
        held.put(organization, lease);
        return Optional.of(lease);
    }

    /** How many this process holds. */
    synchronized int count() {
        return held.size();
    }

    private boolean lock(OrganizationId organization) throws SQLException {
        Connection there = connection;
        if (there == null) {
            there = database.getConnection();
            connection = there;
        }
        boolean taken = ask(there, "SELECT pg_try_advisory_lock(?, ?)", organization);
        seenAt = nanoTime.getAsLong();
        return taken;
    }

    private synchronized void release(Lease lease) {
        if (lease.lost || held.get(lease.organization) != lease) {
            return;
        }
        held.remove(lease.organization);
        lease.lost = true;
        Connection there = connection;
        if (there == null) {
            return;
        }
        try {
            ask(there, "SELECT pg_advisory_unlock(?, ?)", lease.organization);
            if (held.isEmpty()) {
                giveBack();
            }
        } catch (SQLException e) {
            lose(e);
        }
    }

    /** Whether the connection is there still; asked at most once a second. */
    private void look() {
        Connection there = connection;
        if (there == null || nanoTime.getAsLong() - seenAt < BELIEVED) {
            return;
        }
        try {
            if (there.isValid(PATIENCE_SECONDS)) {
                seenAt = nanoTime.getAsLong();
                return;
            }
            lose(null);
        } catch (SQLException e) {
            lose(e);
        }
    }

    private void lose(@Nullable SQLException reason) {
        if (!held.isEmpty()) {
            log.warn("the connection that holds the leases of {} syncs broke; they end after their page", held.size());
        }
        log.debug("the connection of the leases broke", reason);
        held.values().forEach(lease -> lease.lost = true);
        held.clear();
        giveBack();
    }

    /** Back to the pool, with no lock left on it. */
    private void giveBack() {
        Connection there = connection;
        connection = null;
        if (there == null) {
            return;
        }
        try (Connection closing = there;
                Statement statement = closing.createStatement()) {
            statement.execute("SELECT pg_advisory_unlock_all()");
        } catch (SQLException e) {
            // A broken connection has lost its locks already, and the pool throws it away.
            log.debug("the leases ended with their connection", e);
        }
    }

    private static boolean ask(Connection connection, String query, OrganizationId organization) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setInt(1, PURPOSE);
            statement.setInt(2, organization.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** All of them end. */
    @Override
    public synchronized void close() {
        held.values().forEach(lease -> lease.lost = true);
        held.clear();
        giveBack();
    }
}
