package dev.sightline.server.crm.tables;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as one array per column, so that any number of them goes to PostgreSQL in one statement, whatever their number
 * without a new plan. Values travel as text and are cast there. Confined to one thread.
 *
 * @param <T> what a row is made of
 */
public final class Columns<T> {
    private final List<T> rows;
    private final List<String> names = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<@Nullable String[]> values = new ArrayList<>();

    public Columns(Collection<? extends T> rows) {
        this.rows = List.copyOf(rows);
    }

    public Columns<T> text(String name, Function<? super T, @Nullable String> value) {
        return column(name, "text", value);
    }

    public Columns<T> number(String name, Function<? super T, @Nullable BigDecimal> value) {
        return column(name, "numeric", row -> {
            BigDecimal number = value.apply(row);
            return number == null ? null : number.toPlainString();
        });
    }

    public Columns<T> whole(String name, Function<? super T, @Nullable Long> value) {
        return column(name, "bigint", row -> text(value.apply(row)));
    }

    public Columns<T> flag(String name, Function<? super T, Boolean> value) {
        return column(name, "boolean", row -> text(value.apply(row)));
    }

    public Columns<T> day(String name, Function<? super T, @Nullable LocalDate> value) {
        return column(name, "date", row -> text(value.apply(row)));
    }

    public Columns<T> instant(String name, Function<? super T, @Nullable Instant> value) {
        return column(name, "timestamptz", row -> text(value.apply(row)));
    }

    /** A column of type {@code jsonb}, from its text. */
    public Columns<T> json(String name, Function<? super T, String> value) {
        return column(name, "jsonb", value::apply);
    }

    /** A column of type {@code text[]}. */
    public Columns<T> texts(String name, Function<? super T, List<String>> value) {
        return column(
                name,
                "text[]",
                row -> value.apply(row).stream()
                        .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.joining(",", "{", "}")));
    }

    /** {@code SELECT} list of the columns, each cast to its type, from the alias {@code r} of {@link #unnest}. */
    public String selected() {
        List<String> cast = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            cast.add("r." + names.get(i) + "::" + types.get(i) + " AS " + names.get(i));
        }
        return String.join(", ", cast);
    }

    /** {@code FROM} item with one parameter per column. */
    public String unnest() {
        return "unnest(" + names.stream().map(name -> "?::text[]").collect(Collectors.joining(", ")) + ") AS r("
                + String.join(", ", names) + ")";
    }

    /** Sets the parameters of {@link #unnest}; answers the index behind them. */
    public int bind(Connection connection, PreparedStatement statement, int firstIndex) throws SQLException {
        int index = firstIndex;
        for (@Nullable String[] column : values) {
            Array array = connection.createArrayOf("text", column);
            statement.setArray(index++, array);
        }
        return index;
    }

    /** Inserts the rows, or overwrites those with the same organisation and {@code key}. No key twice among the rows. */
    public void upsert(Connection connection, int organization, String table, String... key) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<String> keys = List.of(key);
        String overwrite = names.stream()
                .filter(name -> !keys.contains(name))
                .map(name -> name + " = EXCLUDED." + name)
                .collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + table + " (organization_id, " + String.join(", ", names) + ") SELECT ?, "
                + selected() + " FROM " + unnest() + " ON CONFLICT (organization_id, " + String.join(", ", keys)
                + ") DO UPDATE SET " + overwrite;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, organization);
            bind(connection, statement, 2);
            statement.executeUpdate();
        }
    }

    private Columns<T> column(String name, String type, Function<? super T, @Nullable String> value) {
        @Nullable String[] column = new @Nullable String[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        names.add(name);
        types.add(type);
        values.add(column);
        return this;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
