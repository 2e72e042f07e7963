package dev.sightline.eventstore.projection;

/** Names in SQL text, where they cannot be parameters. Stateless. */
final class SqlNames {
    private SqlNames() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String qualified(String schema, String table) {
        return quoted(schema) + "." + quoted(table);
    }
}
