package dev.sightline.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A transaction in which row-level security shows and accepts one organisation's rows alone, for code that works on plain
 * JDBC. Stateless.
 */
public final class OrganizationTransaction {
    private OrganizationTransaction() {}

    /** What happens inside. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection transaction) throws SQLException;
    }

    /** Commits when {@code work} returns, rolls back when it throws. */
    public static <T> T run(DataSource database, OrganizationId organization, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                enter(connection, organization);
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    /** Sets the organisation for the rest of the connection's transaction. */
    public static void enter(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT set_config('sightline.organization', ?, true)")) {
            statement.setString(1, organization.toString());
            statement.execute();
        }
    }

    static void rollBack(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
