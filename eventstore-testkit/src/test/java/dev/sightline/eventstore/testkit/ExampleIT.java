package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The example of the event store's README runs on an empty database, is short, and is what the README shows. */
class ExampleIT {
    private static final int LONGEST = 60;

    @AutoClose
    private final TestDatabase empty = TestDatabase.fresh("empty", owner -> {});

    @Test
    void the_example_runs_and_is_what_the_readme_shows() throws Exception {
        String readme = Files.readString(Path.of("../eventstore/README.md"));
        assertThat(output(command(readme))).contains("Appended[", "Conflict[", "position=1, head=1,");

        try (var owner = empty.owner().getConnection();
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(deal, ',') FROM won_deals")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("opportunity/odoo-123");
        }
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/dev/sightline/eventstore/testkit/FiveMinutes.java"));
        assertThat(source).hasSizeLessThanOrEqualTo(LONGEST);
        assertThat(readme).contains("```java\n" + String.join("\n", source) + "\n```");
    }

    /** The README's, with this build's classes in place of the class path that the command before it makes, and this database. */
    private List<String> command(String readme) {
        Matcher shown = Pattern.compile("(?m)^java -cp '[^']+' (\\S+FiveMinutes\\.java) 'jdbc:postgresql:[^']+'$")
                .matcher(readme);
        assertThat(shown.find()).isTrue();
        String classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> !each.contains("test-classes")) // which have the example compiled already
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                shown.group(1),
                empty.jdbcUrl() + "?user=" + empty.user() + "&password=" + empty.password());
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process example = new ProcessBuilder(command)
                .directory(new File("..")) // where a checkout's commands are given
                .redirectErrorStream(true)
                .start();
        String output = new String(example.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(example.waitFor()).as(output).isZero();
        return output;
    }
}
