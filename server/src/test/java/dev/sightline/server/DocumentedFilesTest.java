package dev.sightline.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README.md and docs/ lead to is there: each link, and each file and folder that they name in code. */
class DocumentedFilesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path ROOMS = ROOT.resolve("server/src/main/java/dev/sightline/server");
    private static final Set<String> MADE = Set.of("node_modules", "target", "dist", ".git", ".sightline");

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\s]+)`");
    private static final Pattern PATH = Pattern.compile("[\\w-][\\w.…-]*(/[\\w.…-]+)*/?");
    private static final Pattern FILE = Pattern.compile(".+\\.(java|md|yaml|json|tsx?|js|sql|png)");

    @Test
    void every_link_leads_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://")
                        && !Files.exists(requireNonNull(document.getParent()).resolve(target))) {
                    broken.add(ROOT.relativize(document) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void every_file_that_is_named_is_there() throws IOException {
        List<String> all = files();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Path document : documents()) {
            Matcher code = CODE.matcher(Files.readString(document));
            while (code.find()) {
                String path = code.group(1);
                if (namesOfTheRepository(path)) {
                    named++;
                    if (!isThere(path, requireNonNull(document.getParent()), all)) {
                        missing.add(ROOT.relativize(document) + ": " + path);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(20);
    }

    @Test
    void the_readme_lists_the_rooms_that_there_are() throws IOException {
        Matcher row = Pattern.compile("\\| server \\| the rooms: (.+) \\|")
                .matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(row.find()).isTrue();
        Set<String> listed = new TreeSet<>();
        CODE.matcher(row.group(1)).results().forEach(room -> listed.add(room.group(1)));
        try (Stream<Path> rooms = Files.list(ROOMS)) {
            assertThat(listed)
                    .containsExactlyInAnyOrderElementsOf(rooms.filter(Files::isDirectory)
                            .map(room -> room.getFileName().toString())
                            .toList());
        }
    }

    /** A source file, or a path into a folder that is there; not what only looks like one, as a stream or an address does. */
    private static boolean namesOfTheRepository(String word) {
        if (!PATH.matcher(word).matches() || Stream.of(word.split("/")).anyMatch(MADE::contains)) {
            return false;
        }
        String first = word.split("/", 2)[0];
        return FILE.matcher(word).matches()
                || word.contains("/")
                        && (Files.isDirectory(ROOT.resolve(first)) || Files.isDirectory(ROOMS.resolve(first)));
    }

    private static boolean isThere(String path, Path folder, List<String> all) {
        for (Path base : List.of(ROOT, ROOMS, folder)) {
            String whole = ROOT.relativize(base.resolve("x")).toString();
            String prefix = whole.substring(0, whole.length() - 1).replace('\\', '/');
            int gap = path.indexOf('…');
            if (gap < 0
                    ? Files.exists(base.resolve(path))
                    : all.stream()
                            .anyMatch(file -> file.startsWith(prefix + path.substring(0, gap))
                                    && file.endsWith(path.substring(gap + 1)))) {
                return true;
            }
        }
        return !path.contains("/") && all.stream().anyMatch(file -> file.endsWith("/" + path));
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String folder : List.of("docs", "docs/adr")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    /** Of the repository, from its root, without what a build makes. */
    private static List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return MADE.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(ROOT.relativize(file).toString().replace('\\', '/'));
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
