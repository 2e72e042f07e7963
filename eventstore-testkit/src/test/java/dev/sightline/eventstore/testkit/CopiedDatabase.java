package dev.sightline.eventstore.testkit;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Moves the rows of all tables of one database to another of the same shape, as pg_dump and pg_restore do: COPY out, in no order at
 * all, and in. Stateless.
 */
final class CopiedDatabase {
    private CopiedDatabase() {}

    /** @param to whose tables are there, and empty */
    static void copy(TestDatabase from, TestDatabase to) throws Exception {
        for (String table : tables(from)) {
            copy(table, from, to);
        }
    }

    private static List<String> tables(TestDatabase database) throws SQLException {
        try (Connection owner = database.owner().getConnection();
                Statement statement = owner.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }

    private static void copy(String table, TestDatabase from, TestDatabase to) throws Exception {
        try (Connection source = from.owner().getConnection();
                Connection target = to.owner().getConnection();
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out, 1 << 16)) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try (out) {
                    source.unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY (SELECT * FROM " + table + " ORDER BY md5(ctid::text)) TO STDOUT", out);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            target.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN", in);
            writer.join();
        }
    }
}
