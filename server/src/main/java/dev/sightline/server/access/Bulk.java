package dev.sightline.server.access;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many rows in one statement: each column travels as an array of text, and the statement unnests and casts them. */
final class Bulk {
    private static final int ROWS_AT_ONCE = 10_000;

    private Bulk() {}

    /**
     * Runs {@code sql} over the rows; its first parameter is the organisation, each further one an array of a column.
     *
     * @param columns the columns of a row as text, in the order of the parameters
     */
    static <R> void run(
            Connection connection,
            OrganizationId organization,
            String sql,
            Collection<R> rows,
            Function<R, @Nullable String[]> columns)
            throws SQLException {
        List<@Nullable String[]> cells = new ArrayList<>(rows.size());
        rows.forEach(row -> cells.add(columns.apply(row)));
        for (int from = 0; from < cells.size(); from += ROWS_AT_ONCE) {
            run(connection, organization, sql, cells.subList(from, Math.min(cells.size(), from + ROWS_AT_ONCE)));
        }
    }

    private static void run(
            Connection connection, OrganizationId organization, String sql, List<@Nullable String[]> cells)
            throws SQLException {
        int width = cells.getFirst().length;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, organization.value());
            for (int column = 0; column < width; column++) {
                @Nullable String[] values = new String[cells.size()];
                for (int row = 0; row < values.length; row++) {
                    values[row] = cells.get(row)[column];
                }
                Array array = connection.createArrayOf("text", values);
                statement.setArray(column + 2, array);
            }
            statement.executeUpdate();
        }
    }
}
