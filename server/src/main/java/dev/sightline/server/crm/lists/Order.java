package dev.sightline.server.crm.lists;

import dev.sightline.server.platform.Cursor;
import dev.sightline.server.platform.Page;
import dev.sightline.server.platform.Refused;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list and the place where a page of it goes on: by one expression, then by id, both in the same direction, so that
 * no row is shown twice or left out whatever is equal. Immutable.
 *
 * @param list names the list; a cursor of another one is refused
 */
public record Order(String list, String name, Key key, boolean descending) {

    /**
     * What can be sorted by: an SQL expression that is never null.
     *
     * @param type of the expression in PostgreSQL
     */
    public record Key(String sql, Type type) {}

    /** How a cursor's text is checked before it goes to PostgreSQL. */
    public enum Type {
        TEXT("text"),
        NUMBER("bigint"),
        INSTANT("timestamptz"),
        DAY("date");

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }
    }

    /** @throws Refused 400 for an order that the list does not know */
    public static Order parse(String list, String sort, Map<String, Key> keys) {
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        Key key = keys.get(name);
        if (key == null) {
            throw Refused.field(
                    "sort",
                    "invalid_sort",
                    "sort must be one of " + String.join(", ", new TreeSet<>(keys.keySet()))
                            + "; a minus before it turns the order round.");
        }
        return new Order(list, name, key, descending);
    }

    public String orderBy(String id) {
        String direction = descending ? " DESC" : "";
        return " ORDER BY " + key.sql() + direction + ", " + id + direction;
    }

    /**
     * The condition that goes on behind the page's cursor; adds its parameters. Empty for the first page.
     *
     * @throws Refused 400 for a cursor that is not of this list and order
     */
    public String behind(Page page, String id, Map<String, @Nullable Object> params) {
        if (page.cursor() == null) {
            return "";
        }
        Cursor cursor = Cursor.open(cursorName(), 2, page.cursor());
        Object value = switch (key.type()) {
            case TEXT -> cursor.text(0);
            case NUMBER -> cursor.number(0);
            case INSTANT -> cursor.instant(0);
            case DAY -> cursor.day(0);
        };
        String lastId = cursor.text(1);
        if (value == null || lastId == null) {
            throw Refused.field("cursor", "invalid_cursor", "cursor must be the next_cursor of the page before.");
        }
        params.put("cursor_value", value.toString());
        params.put("cursor_id", lastId);
        return " AND (" + key.sql() + ", " + id + ")" + (descending ? " < " : " > ") + "(CAST(:cursor_value AS "
                + key.type().sql + "), :cursor_id)";
    }

    /** {@code value} is the sort expression of the page's last row, as text. */
    public String next(String value, String id) {
        return Cursor.close(cursorName(), value, id);
    }

    /** Selects the sort value in the form that the cursor takes. */
    public String selected() {
        return switch (key.type()) {
            case TEXT -> key.sql();
            case NUMBER, DAY -> key.sql() + "::text";
            case INSTANT -> "to_char(" + key.sql() + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
        };
    }

    private String cursorName() {
        return list + ":" + (descending ? "-" : "") + name;
    }
}
