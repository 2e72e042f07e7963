package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the application's role does with editions: finds them, works in them, holds them. Stateless. */
final class EditionTables {
    /** Why one that does not fit is refused. */
    static final String UNFIT =
            "an update has changed the tables since, or came in place of the version that began the edition:"
                    + " drop the edition and begin anew";

    private EditionTables() {}

    /** A row of {@code projection_editions}. */
    record Known(String projection, Edition edition, int version, Instant since) {
        static List<Known> all(Connection connection) throws SQLException {
            String sql = "SELECT projection, edition, version, since FROM projection_editions";
            List<Known> all = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    all.add(new Known(
                            rows.getString(1),
                            Edition.labelled(rows.getString(2)),
                            rows.getInt(3),
                            Objects.requireNonNull(rows.getObject(4, OffsetDateTime.class))
                                    .toInstant()));
                }
            }
            return all;
        }
    }

    /** For the rest of the transaction the projection's table names mean the edition's. */
    static void enter(Connection transaction, String projection, Edition edition) throws SQLException {
        String sql = "SELECT set_config('search_path', quote_ident(?) || ', ' || current_setting('search_path'), true)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, edition.schemaOf(projection));
            statement.execute();
        }
    }

    /**
     * Keeps the edition in its place until the transaction ends: the tables are moved together or not at all, so that holding one
     * holds them all. Without it a worker who comes late would find the serving tables by the same names.
     *
     * @throws EditionGone also where it is abandoned
     */
    static void hold(Connection transaction, Projection projection, Edition edition) throws SQLException {
        String table = SqlNames.qualified(
                edition.schemaOf(projection.name()), projection.tables().getFirst());
        try (Statement statement = transaction.createStatement()) {
            statement.execute("LOCK TABLE " + table + " IN ACCESS SHARE MODE");
        } catch (SQLException e) {
            if ("42P01".equals(e.getSQLState()) || "3F000".equals(e.getSQLState())) {
                throw new EditionGone(projection.name(), edition);
            }
            throw e;
        }
        // Behind the checkpoint's lock: whoever emptied it had the lock before, and this sees it.
        if (edition == Edition.NEXT && abandoned(transaction, projection.name())) {
            throw new EditionGone(projection.name(), edition);
        }
    }

    private static boolean abandoned(Connection connection, String projection) throws SQLException {
        String sql = """
                SELECT EXISTS (SELECT FROM projection_editions
                               WHERE projection = ? AND edition = 'next' AND abandoned_at IS NOT NULL)
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, projection);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * Notes for all processes that nobody works at the edition any more. For ever: {@link #fits} is false from now on.
     *
     * @return false where it is abandoned already, is another by now, or is held by whoever switches or drops it
     */
    static boolean abandon(Connection connection, Known edition) throws SQLException {
        String sql = """
                WITH free AS (
                    SELECT projection, edition FROM projection_editions
                    WHERE projection = ? AND edition = ? AND version = ? AND since = ? AND abandoned_at IS NULL
                    FOR UPDATE SKIP LOCKED
                )
                UPDATE projection_editions AS e SET abandoned_at = clock_timestamp()
                FROM free WHERE e.projection = free.projection AND e.edition = free.edition
                """;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, edition.projection());
            update.setString(2, edition.edition().label());
            update.setInt(3, edition.version());
            update.setObject(4, edition.since().atOffset(ZoneOffset.UTC));
            return update.executeUpdate() == 1;
        }
    }

    /**
     * Deletes the organisation's rows in all tables of the edition's schema, by their full names: one that is not there shall not be taken
     * for the serving one.
     *
     * @throws EditionGone where there is no such schema
     */
    static void empty(Connection transaction, String projection, Edition edition, OrganizationId organization)
            throws SQLException {
        String schema = edition.schemaOf(projection);
        List<String> tables = new ArrayList<>();
        String sql = """
                SELECT c.relname FROM pg_namespace n
                JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
                WHERE n.nspname = ? ORDER BY c.relname
                """;
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setString(1, schema);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        if (tables.isEmpty()) {
            throw new EditionGone(projection, edition);
        }
        for (String table : tables) {
            try (PreparedStatement delete = transaction.prepareStatement(
                    "DELETE FROM " + SqlNames.qualified(schema, table) + " WHERE organization_id = ?")) {
                delete.setInt(1, organization.value());
                delete.executeUpdate();
            }
        }
    }

    /**
     * Whether the edition can ever serve: its tables have the columns of the serving ones, as a migration changes those alone, and it is
     * not abandoned.
     */
    static boolean fits(Connection connection, Projection projection, Edition edition) throws SQLException {
        String sql = """
                SELECT bool_and(serving.shape IS NOT DISTINCT FROM other.shape)
                       AND NOT EXISTS (SELECT FROM projection_editions
                                       WHERE projection = ? AND edition = ? AND abandoned_at IS NOT NULL)
                FROM unnest(?::text[]) AS wanted (name)
                CROSS JOIN LATERAL (
                    SELECT array_agg((a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated)::text
                                     ORDER BY a.attname) AS shape
                    FROM pg_attribute a
                    WHERE a.attrelid = to_regclass(quote_ident(wanted.name)) AND a.attnum > 0 AND NOT a.attisdropped
                ) AS serving
                CROSS JOIN LATERAL (
                    SELECT array_agg((a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated)::text
                                     ORDER BY a.attname) AS shape
                    FROM pg_attribute a
                    WHERE a.attrelid = to_regclass(quote_ident(?) || '.' || quote_ident(wanted.name))
                      AND a.attnum > 0 AND NOT a.attisdropped
                ) AS other
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, projection.name());
            select.setString(2, edition.label());
            select.setArray(
                    3, connection.createArrayOf("text", projection.tables().toArray()));
            select.setString(4, edition.schemaOf(projection.name()));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
