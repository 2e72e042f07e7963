package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rows of {@code projection_checkpoints}; each call within a transaction that entered the organisation. */
final class Checkpoints {
    /**
     * For the rest of the transaction. A process that is stopped or killed with it shall not keep the lock: between statements, in the
     * middle of a result that it does not take (the database is blocked in sending it, which no other time-out ends), and in the middle
     * of a statement that goes on computing for nobody. The last two are there where the database runs on Linux.
     */
    private static final String LET_GO = """
            set_config('idle_in_transaction_session_timeout', ?, true),
                   CASE WHEN version() LIKE '%linux%' THEN set_config('tcp_user_timeout', ?, true) END,
                   CASE WHEN version() LIKE '%linux%' THEN set_config('client_connection_check_interval', ?, true) END
            """;
    /** How often within the longest pause the database looks whether anybody is there. */
    private static final int LOOKS = 4;

    private Checkpoints() {}

    /**
     * Locks the checkpoint until the transaction ends, and tells the position; 0 for a new one.
     *
     * @param longestPause after it without a statement, or with a result that is not taken, the database ends the transaction and so
     *     frees the lock; whoever held it can then commit nothing any more
     */
    static long lock(Connection transaction, String projection, OrganizationId organization, Duration longestPause)
            throws SQLException {
        Long existing = lockExisting(transaction, projection, organization, longestPause);
        return existing != null ? existing : lockOrInsert(transaction, projection, organization, longestPause);
    }

    /** The same, but null where there is none. */
    static @Nullable Long lockExisting(
            Connection transaction, String projection, OrganizationId organization, Duration longestPause)
            throws SQLException {
        return lockExisting(transaction, projection, organization, longestPause, "FOR UPDATE");
    }

    /** The same, but null where there is none or where somebody else has it: waits for nobody. */
    static @Nullable Long lockFree(
            Connection transaction, String projection, OrganizationId organization, Duration longestPause)
            throws SQLException {
        return lockExisting(transaction, projection, organization, longestPause, "FOR UPDATE SKIP LOCKED");
    }

    private static @Nullable Long lockExisting(
            Connection transaction, String projection, OrganizationId organization, Duration longestPause, String how)
            throws SQLException {
        String select = """
                WITH locked AS (
                    SELECT position FROM projection_checkpoints
                    WHERE organization_id = ? AND projection = ?
                    %s
                )
                SELECT position, %s FROM locked
                """.formatted(how, LET_GO);
        return position(transaction, select, projection, organization, longestPause);
    }

    /** Whether there was none; it is at position 0 then. */
    static boolean insert(Connection transaction, String projection, OrganizationId organization) throws SQLException {
        String sql = """
                INSERT INTO projection_checkpoints (organization_id, projection, position, updated_at)
                VALUES (?, ?, 0, now())
                ON CONFLICT DO NOTHING
                """;
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            insert.setInt(1, organization.value());
            insert.setString(2, projection);
            return insert.executeUpdate() == 1;
        }
    }

    private static long lockOrInsert(
            Connection transaction, String projection, OrganizationId organization, Duration longestPause)
            throws SQLException {
        String insert = """
                INSERT INTO projection_checkpoints AS c (organization_id, projection, position, updated_at)
                VALUES (?, ?, 0, now())
                ON CONFLICT (organization_id, projection) DO UPDATE SET updated_at = c.updated_at
                RETURNING position, %s
                """.formatted(LET_GO);
        Long position = position(transaction, insert, projection, organization, longestPause);
        if (position == null) {
            throw new SQLException(
                    "the checkpoint of " + projection + " in organisation " + organization + " is hidden");
        }
        return position;
    }

    static boolean exists(Connection transaction, String projection, OrganizationId organization) throws SQLException {
        String sql = "SELECT 1 FROM projection_checkpoints WHERE organization_id = ? AND projection = ?";
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setInt(1, organization.value());
            select.setString(2, projection);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static @Nullable Long position(
            Connection transaction, String sql, String projection, OrganizationId organization, Duration longestPause)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, organization.value());
            statement.setString(2, projection);
            statement.setString(3, longestPause.toMillis() + "ms");
            statement.setString(4, longestPause.toMillis() + "ms");
            statement.setString(5, Math.max(1, longestPause.toMillis() / LOOKS) + "ms");
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }

    /** Sets the checkpoints of a projection that cannot be repeated to the logs' heads, when it is first seen. */
    static void beginAtHeads(Connection transaction, String projection) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("SELECT projection_begin_at_heads(?)")) {
            statement.setString(1, projection);
            statement.execute();
        }
    }

    /** Counts that the rows at the locked checkpoint's position are not those that were there before. */
    static void revise(Connection transaction, String projection, OrganizationId organization) throws SQLException {
        String sql = """
                UPDATE projection_checkpoints SET revision = revision + 1 WHERE organization_id = ? AND projection = ?
                """;
        try (PreparedStatement update = transaction.prepareStatement(sql)) {
            update.setInt(1, organization.value());
            update.setString(2, projection);
            update.executeUpdate();
        }
    }

    /**
     * SQL that asks when the event at a position was recorded.
     *
     * <p>Of an organisation that is newer than the planner's statistics it believes that there is one event, and then any index that
     * begins with the organisation looks as good as another: it read the whole log for one event. Only the primary key has them in order.
     *
     * @param organization SQL, as {@code position}, which is repeated
     */
    static String recordedAt(String organization, String position) {
        return """
                (SELECT e.recorded_at FROM events e
                 WHERE e.organization_id = %1$s AND e.position BETWEEN %2$s AND %2$s
                 ORDER BY e.position LIMIT 1)""".formatted(organization, position);
    }

    /** Moves the locked checkpoint. */
    static void move(Connection transaction, String projection, OrganizationId organization, long position)
            throws SQLException {
        String sql = """
                UPDATE projection_checkpoints
                SET position = ?, updated_at = clock_timestamp(), recorded_at = %s
                WHERE organization_id = ? AND projection = ?
                """.formatted(recordedAt("?", "?"));
        try (PreparedStatement update = transaction.prepareStatement(sql)) {
            update.setLong(1, position);
            update.setInt(2, organization.value());
            update.setLong(3, position);
            update.setLong(4, position);
            update.setInt(5, organization.value());
            update.setString(6, projection);
            update.executeUpdate();
        }
    }

    /**
     * The log's end, and whether the projection's parking lot holds anything. After {@link #lock}, so both are of now.
     *
     * <p>Also lets the transaction's commit not wait for the disk: should the database die, rows and checkpoint are lost
     * together, and the batch is applied again.
     *
     * @param onDisk whether the commit does wait, as what is done cannot be repeated
     */
    static Surroundings begin(Connection transaction, String projection, OrganizationId organization, boolean onDisk)
            throws SQLException {
        String sql = """
                SELECT coalesce((SELECT last_position FROM event_log_heads WHERE organization_id = ?), 0),
                       EXISTS (SELECT FROM parked_events
                               WHERE organization_id = ? AND projection IN (?, split_part(?, '@', 1))),
                       set_config('synchronous_commit', ?, true)
                """;
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setInt(1, organization.value());
            select.setInt(2, organization.value());
            select.setString(3, projection);
            select.setString(4, projection);
            select.setString(5, onDisk ? "on" : "off");
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Surroundings(row.getLong(1), row.getBoolean(2));
            }
        }
    }

    record Surroundings(long head, boolean somethingParked) {}
}
