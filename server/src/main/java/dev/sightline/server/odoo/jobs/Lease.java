package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to sync an organisation: an advisory lock of PostgreSQL, held by a connection of its own. It ends with the
 * process, however that ends, so nobody has to wait for a time-out after a kill.
 */
final class Lease implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lease.class);
    /** Tells this use of advisory locks from others in the same database. */
    private static final int PURPOSE = 0x51_9C;

    private final Connection connection;

    private Lease(Connection connection) {
        this.connection = connection;
    }

    /** Empty where another process holds it. */
    static Optional<Lease> take(DataSource database, OrganizationId organization) throws SQLException {
        Connection connection = database.getConnection();
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?, ?)")) {
            statement.setInt(1, PURPOSE);
            statement.setInt(2, organization.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    return Optional.of(new Lease(connection));
                }
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    @Override
    public void close() {
        try (Connection closing = connection;
                PreparedStatement statement = closing.prepareStatement("SELECT pg_advisory_unlock_all()")) {
            statement.execute();
        } catch (SQLException e) {
            // A broken connection has lost its locks already.
            log.debug("the lease ended with its connection", e);
        }
    }
}
