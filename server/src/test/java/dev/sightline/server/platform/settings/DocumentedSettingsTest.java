package dev.sightline.server.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever sets what a document names must have set something. */
class DocumentedSettingsTest {
    private static final Path ROOT = Path.of("..");
    /** A name; with an ellipsis behind it, how several begin. */
    private static final Pattern NAMED = Pattern.compile("(SIGHTLINE_[A-Z_]*[A-Z]_?)(…?)");

    private static final Pattern SETTING = Pattern.compile("\\$\\{(SIGHTLINE_[A-Z_]+):");
    private static final Pattern OF_THE_LAUNCHER = Pattern.compile("\\$\\{(SIGHTLINE_[A-Z_]+):-");

    @Test
    void every_variable_that_a_document_names_is_one() throws IOException {
        Set<String> known = new TreeSet<>(all(SETTING, ROOT.resolve("server/src/main/resources/application.yaml")));
        assertThat(known).hasSizeGreaterThan(40);
        known.addAll(all(OF_THE_LAUNCHER, ROOT.resolve("sightline")));
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path document : documents()) {
            var names = NAMED.matcher(Files.readString(document));
            while (names.find()) {
                named++;
                String name = names.group(1);
                if (names.group(2).isEmpty()
                        ? !known.contains(name)
                        : known.stream().noneMatch(each -> each.startsWith(name))) {
                    unknown.add(document + ": " + name);
                }
            }
        }
        assertThat(named).isGreaterThan(40);
        assertThat(unknown).isEmpty();
    }

    private static List<String> all(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Not the changelog, which tells of names that are no more. */
    private static List<Path> documents() throws IOException {
        List<Path> all = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (Path folder : List.of(ROOT.resolve("docs"), ROOT.resolve("server/src/main"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(all::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return all;
    }
}
