package dev.sightline.server.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * R4: with a row of each of two organisations in every table there is, the database itself shows and lets change those of the one that the
 * transaction is for, whatever a query forgets. A new table is among them by itself. The rows are made up by the types of their columns.
 */
class RowsOfOthersIT {
    private static final List<Integer> BOTH = List.of(101, 202);
    /** Those that can be read outside of their organisation; PoliciesIT says why. */
    private static final Set<String> READ_BY_ALL = Set.of("organizations", "event_log_heads");

    private static TestDatabase database;
    private static JdbcClient owner;
    private static SingleConnectionDataSource connection;
    private static JdbcClient application;
    private static List<String> tables;

    @BeforeAll
    static void twoRowsInEachTable() throws SQLException {
        database = ServerDatabase.fresh();
        owner = JdbcClient.create(database.owner());
        connection = new SingleConnectionDataSource(database.application().getConnection(), true);
        application = JdbcClient.create(connection);
        tables = owner.sql("""
                        SELECT c.relname FROM pg_class c
                            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
                        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                        ORDER BY 1
                        """).query(String.class).list();
        try (Connection own = database.owner().getConnection();
                Statement statement = own.createStatement()) {
            // What the rows mean does not matter here, and what they refer to need not be there.
            statement.execute("SET session_replication_role = replica");
            for (String drop : owner.sql("""
                            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
                            FROM pg_constraint
                            WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND coninhcount = 0
                            """).query(String.class).list()) {
                statement.execute(drop);
            }
            for (String table : tables) {
                for (int organization : BOTH) {
                    statement.execute(insert(table, organization));
                }
            }
            statement.execute("SET session_replication_role = origin");
        }
    }

    @AfterAll
    static void end() {
        connection.destroy();
        database.close();
    }

    @Test
    void every_table_has_a_row_of_each() {
        assertThat(tables).hasSizeGreaterThan(40);
        for (String table : tables) {
            assertThat(organizations(owner, table)).as(table).containsExactlyInAnyOrderElementsOf(BOTH);
        }
    }

    @Test
    void without_an_organisation_nothing_is_there() {
        enter("");
        for (String table : readable()) {
            assertThat(organizations(application, table)).as(table).isEmpty();
        }
    }

    @Test
    void one_organisation_sees_its_own_row_and_nothing_of_another_even_without_a_where() {
        for (int organization : BOTH) {
            enter(Integer.toString(organization));
            for (String table : readable()) {
                assertThat(organizations(application, table)).as(table).containsExactly(organization);
            }
        }
    }

    @Test
    void one_organisation_changes_and_removes_nothing_of_another() {
        int one = BOTH.getFirst();
        int other = BOTH.getLast();
        enter(Integer.toString(one));
        int tried = 0;
        for (String table : tables) {
            if (may("UPDATE", table)) {
                tried++;
                assertThat(application
                                .sql("UPDATE %1$s SET organization_id = organization_id WHERE organization_id = ?"
                                        .formatted(table))
                                .param(other)
                                .update())
                        .as(table)
                        .isZero();
                assertThatThrownBy(() -> application
                                .sql("UPDATE %s SET organization_id = ?".formatted(table))
                                .param(other)
                                .update())
                        .as("given away: " + table)
                        .rootCause()
                        .hasMessageContaining("row-level security");
            }
            if (may("DELETE", table)) {
                tried++;
                assertThat(application
                                .sql("DELETE FROM %s WHERE organization_id = ?".formatted(table))
                                .param(other)
                                .update())
                        .as(table)
                        .isZero();
            }
            if (may("INSERT", table)) {
                tried++;
                assertThatThrownBy(() -> application.sql(insert(table, other)).update())
                        .as("put there: " + table)
                        .rootCause()
                        .hasMessageContaining("row-level security");
            }
        }
        assertThat(tried).isGreaterThan(80);
    }

    private static void enter(String organization) {
        application
                .sql("SELECT set_config('sightline.organization', ?, false)")
                .param(organization)
                .query(String.class)
                .single();
    }

    private static List<Integer> organizations(JdbcClient jdbc, String table) {
        return jdbc.sql("SELECT organization_id FROM " + table)
                .query(Integer.class)
                .list();
    }

    private static List<String> readable() {
        return tables.stream()
                .filter(table -> !READ_BY_ALL.contains(table) && may("SELECT", table))
                .toList();
    }

    private static boolean may(String what, String table) {
        // The table of the organisations themselves is theirs who run the platform.
        return !table.equals("organizations")
                && application
                        .sql("SELECT has_table_privilege(?, ?)")
                        .params(table, what)
                        .query(Boolean.class)
                        .single();
    }

    /** A row that is the organisation's, with something in each column that does not fill itself. */
    private static String insert(String table, int organization) {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        owner.sql("""
                        SELECT a.attname, format_type(a.atttypid, NULL) AS type
                        FROM pg_attribute a
                        WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                        ORDER BY a.attnum
                        """)
                .param(table)
                .query((row, number) -> {
                    columns.add(row.getString("attname"));
                    values.add(
                            row.getString("attname").equals("organization_id")
                                    ? Integer.toString(organization)
                                    : value(row.getString("type"), organization));
                    return number;
                })
                .list();
        return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)"
                .formatted(table, String.join(", ", columns), String.join(", ", values));
    }

    private static String value(String type, int number) {
        return switch (type) {
            case "bigint", "integer", "smallint", "numeric", "double precision" -> Integer.toString(number);
            case "text", "character varying" -> "'text " + number + "'";
            case "uuid" -> "'00000000-0000-4000-8000-000000000" + number + "'";
            case "boolean" -> "true";
            case "date" -> "'2026-03-04'";
            case "timestamp with time zone" -> "'2026-03-04T10:00:00Z'";
            case "json", "jsonb" -> "'{}'";
            case "bytea" -> "'\\x00" + Integer.toHexString(number + 256) + "0'::bytea";
            default -> {
                if (type.endsWith("[]")) {
                    yield "ARRAY[" + value(type.substring(0, type.length() - 2), number) + "]::" + type;
                }
                throw new AssertionError("say what a value is of type " + type);
            }
        };
    }
}
