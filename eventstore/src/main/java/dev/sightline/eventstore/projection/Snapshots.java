package dev.sightline.eventstore.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The transactions of this database that look at it as it was: those with a lasting snapshot, and statements under way. Told apart
 * by process and beginning, never by comparing times, so that a clock that jumps misleads nobody. Stateless.
 */
final class Snapshots {
    /** Not those who wait for this very transaction, as the workers do that it makes stand still: they cannot go first. */
    private static final String SQL = """
            WITH RECURSIVE waiting (pid) AS (
                SELECT pg_backend_pid()
                UNION
                SELECT a.pid FROM waiting w JOIN pg_stat_activity a ON w.pid = ANY (pg_blocking_pids(a.pid))
                WHERE a.datname = current_database() AND a.wait_event_type = 'Lock'
            )
            SELECT pid || ' (' || application_name || '), open since ' || xact_start
            FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend'
              AND backend_xmin IS NOT NULL AND xact_start IS NOT NULL
              AND pid NOT IN (SELECT pid FROM waiting)
            """;

    private Snapshots() {}

    static List<String> held(Connection connection) throws SQLException {
        return read(connection, SQL);
    }

    /** Those of before that are still there. */
    static List<String> stillHeld(Connection connection, List<String> before) throws SQLException {
        List<String> still = new ArrayList<>(before);
        still.retainAll(held(connection));
        return still;
    }

    /** Not worth beginning while these are there. Here alone a clock is asked, and nothing depends on it. */
    static List<String> olderThanASecond(Connection connection) throws SQLException {
        return read(connection, SQL + " AND xact_start < clock_timestamp() - interval '1 second'");
    }

    static String describe(List<String> open) {
        return "the transaction of database process " + open.getFirst() + " still sees the tables as they were before";
    }

    private static List<String> read(Connection connection, String sql) throws SQLException {
        // What was read of the statistics earlier in the transaction would be shown again.
        try (PreparedStatement forget = connection.prepareStatement("SELECT pg_stat_clear_snapshot()")) {
            forget.execute();
        }
        List<String> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
