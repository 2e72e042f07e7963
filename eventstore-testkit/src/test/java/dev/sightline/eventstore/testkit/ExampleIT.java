package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The example of the event store's README runs on an empty database, is short, and is what the README shows. */
class ExampleIT {
    private static final int LONGEST = 60;

    @AutoClose
    private final TestDatabase empty = TestDatabase.fresh("empty", owner -> {});

    @Test
    void the_example_runs_and_is_what_the_readme_shows() throws Exception {
        FiveMinutes.main(new String[] {empty.jdbcUrl() + "?user=" + empty.user() + "&password=" + empty.password()});

        try (var owner = empty.owner().getConnection();
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(deal, ',') FROM won_deals")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("opportunity/odoo-123");
        }
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/dev/sightline/eventstore/testkit/FiveMinutes.java"));
        assertThat(source).hasSizeLessThanOrEqualTo(LONGEST);
        assertThat(Files.readString(Path.of("../eventstore/README.md")))
                .contains(String.join("\n", source.subList(source.indexOf("class FiveMinutes {"), source.size())));
    }
}
