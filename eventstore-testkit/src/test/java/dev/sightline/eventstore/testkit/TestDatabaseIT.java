package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TestDatabaseIT {

    @Test
    void each_database_is_its_own_and_the_application_has_its_role() throws Exception {
        try (TestDatabase one = TestDatabase.fresh();
                TestDatabase other = TestDatabase.fresh()) {
            assertThat(value(one.application(), "SELECT current_user::text")).isEqualTo("sightline_app");
            assertThat(value(one.owner(), "SELECT current_user::text")).isEqualTo("sightline");
            execute(one.owner(), "INSERT INTO event_log_heads VALUES (1, 7, now())");
            assertThat(value(one.application(), "SELECT last_position FROM event_log_heads"))
                    .isEqualTo("7");
            assertThat(value(other.application(), "SELECT count(*) FROM event_log_heads"))
                    .isEqualTo("0");
        }
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
