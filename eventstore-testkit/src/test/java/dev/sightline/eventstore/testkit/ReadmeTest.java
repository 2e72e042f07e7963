package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the event store's README names is there. */
class ReadmeTest {
    private static final Path STORE = Path.of("../eventstore");
    private static final Pattern PROMISE = Pattern.compile("(?m)^\\|.*\\|(.*)\\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");

    @Test
    void each_test_that_holds_a_promise_is_there() throws IOException {
        Map<String, String> sources = sources();
        List<String> missing = new ArrayList<>();
        int named = 0;
        Matcher promise = PROMISE.matcher(Files.readString(STORE.resolve("README.md")));
        while (promise.find()) {
            Matcher test = TEST.matcher(promise.group(1));
            while (test.find()) {
                named++;
                String source = sources.get(test.group(1));
                if (source == null || (test.group(2) != null && !source.contains("void " + test.group(2) + "("))) {
                    missing.add(test.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(30);
    }

    @Test
    void the_coordinates_are_those_of_the_build() throws IOException {
        String pom = Files.readString(STORE.resolve("pom.xml"));
        Matcher own = Pattern.compile(
                        "(?s)<parent>.*?(<version>.*?</version>).*?</parent>.*?(<artifactId>.*?</artifactId>)")
                .matcher(pom);
        assertThat(own.find()).isTrue();

        assertThat(Files.readString(STORE.resolve("README.md")))
                .contains("  <groupId>dev.sightline</groupId>\n  " + own.group(2) + "\n  " + own.group(1) + "\n");
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path root : List.of(STORE.resolve("src/test"), Path.of("src/test"), Path.of("src/main"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
