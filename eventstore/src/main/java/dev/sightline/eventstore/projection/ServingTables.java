package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a projection's serving tables are, and the views that read them. Immutable.
 *
 * @param oids in the order of {@code names}
 */
record ServingTables(String schema, List<String> names, List<Long> oids, List<View> views) {

    /** A view, which goes on reading a table that is moved unless it is made again. */
    record View(String qualifiedName, String definition) {
        String create() {
            return "CREATE OR REPLACE VIEW " + qualifiedName + definition;
        }
    }

    static ServingTables of(Connection connection, Projection projection) throws SQLException {
        if (!projection.replayable()) {
            throw new EditionRefused(
                    Reason.NOT_REPLAYABLE, projection.name() + " has effects outside, which are never repeated");
        }
        if (projection.tables().isEmpty()) {
            throw new EditionRefused(Reason.UNFIT_TABLES, projection.name() + " names no tables");
        }
        return named(connection, projection.tables());
    }

    /** Tables that the search path leads to, all in one schema. */
    static ServingTables named(Connection connection, List<String> wanted) throws SQLException {
        String sql = """
                SELECT wanted.name, n.nspname, c.oid
                FROM unnest(?::text[]) WITH ORDINALITY AS wanted (name, place)
                LEFT JOIN pg_class c ON c.oid = to_regclass(quote_ident(wanted.name))
                LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
                ORDER BY wanted.place
                """;
        List<String> names = new ArrayList<>();
        List<Long> oids = new ArrayList<>();
        List<String> schemas = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", wanted.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (row.getString(2) == null) {
                        throw new EditionRefused(Reason.UNFIT_TABLES, "there is no table " + row.getString(1));
                    }
                    names.add(row.getString(1));
                    schemas.add(row.getString(2));
                    oids.add(row.getLong(3));
                }
            }
        }
        if (schemas.stream().distinct().count() > 1) {
            throw new EditionRefused(Reason.UNFIT_TABLES, "the tables are in several schemas");
        }
        return new ServingTables(schemas.getFirst(), names, oids, views(connection, oids));
    }

    private static List<View> views(Connection connection, List<Long> tables) throws SQLException {
        String sql = """
                SELECT DISTINCT format('%I.%I', n.nspname, v.relname),
                       coalesce(' WITH (' || array_to_string(v.reloptions, ', ') || ')', '')
                       || ' AS ' || pg_get_viewdef(v.oid)
                FROM pg_depend d
                JOIN pg_rewrite r ON r.oid = d.objid
                JOIN pg_class v ON v.oid = r.ev_class AND v.relkind = 'v'
                JOIN pg_namespace n ON n.oid = v.relnamespace
                WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = ANY (?::oid[])
                ORDER BY 1
                """;
        List<View> views = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("bigint", tables.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    // PostgreSQL gives names without their schema where the search path leads to them, and a semicolon
                    // at the end.
                    views.add(new View(row.getString(1), row.getString(2).replaceFirst(";\\s*$", "")));
                }
            }
        }
        return views;
    }
}
