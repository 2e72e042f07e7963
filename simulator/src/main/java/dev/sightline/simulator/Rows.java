package dev.sightline.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds generated records to a database as they are, without Odoo's rules. */
final class Rows {
    private final Database database;
    private final String since;

    Rows(Database database, long since) {
        this.database = database;
        this.since = Stamps.text(since);
    }

    /** Adds a record, by default created and last written at the founding, and returns its id. */
    int add(String model, Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        Table table = database.table(model);
        if (table.field("active") != null) {
            values.putIfAbsent("active", true);
        }
        values.putIfAbsent("create_date", since);
        values.putIfAbsent("write_date", since);
        values.putIfAbsent("create_uid", 1);
        values.putIfAbsent("write_uid", 1);
        int row = table.append();
        values.forEach((name, value) -> table.set(row, database.version().fieldName(model, name), value));
        return table.id(row);
    }

    void set(String model, int id, String field, Object value) {
        Table table = database.table(model);
        table.set(table.row(id), field, value);
    }

    Database database() {
        return database;
    }
}
