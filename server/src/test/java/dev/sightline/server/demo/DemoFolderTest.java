package dev.sightline.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running demonstration keeps is not forgotten beside it. */
class DemoFolderTest {
    @TempDir
    private Path home;

    private Path demo;
    private Path table;

    @BeforeEach
    void aDemonstrationHasRun() throws IOException {
        demo = home.resolve("demo");
        table = Files.createDirectories(demo.resolve("postgres/data")).resolve("table");
        Files.writeString(table, "rows");
        Files.writeString(demo.resolve("company.journal"), "1\n");
    }

    private int start(String... arguments) {
        String before = System.getProperty("sightline.home");
        System.setProperty("sightline.home", home.toString());
        try {
            return Demo.start(DemoFolderTest.class, List.of(arguments));
        } finally {
            if (before == null) {
                System.clearProperty("sightline.home");
            } else {
                System.setProperty("sightline.home", before);
            }
        }
    }

    @Test
    void oneThatRunsKeepsItsFolder() throws IOException {
        try (DemoFolder running = DemoFolder.take(demo).orElseThrow()) {
            assertThat(start("--fresh")).isOne();
            assertThat(start()).as("nor is its company's journal written to").isOne();
            assertThat(DemoFolder.take(demo)).isEmpty();
        }
        assertThat(table).hasContent("rows");
        assertThat(demo.resolve("company.journal")).hasContent("1");
    }

    @Test
    void norIsAPostgresForgottenThatIsInUse() throws IOException {
        // As DataFolder holds it: for a verb, or for a demonstration of a version before this lock.
        try (FileChannel file = FileChannel.open(
                        demo.resolve("postgres/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.tryLock()) {
            assertThat(held).isNotNull();
            assertThat(start("--fresh")).isOne();
        }
        assertThat(table).hasContent("rows");
        assertThat(demo.resolve("company.journal")).hasContent("1");
    }

    @Test
    void whatNobodyUsesIsForgottenButForTheLocks() throws IOException {
        Optional<DemoFolder> taken = DemoFolder.take(demo);
        try (DemoFolder folder = taken.orElseThrow()) {
            assertThat(folder.forget()).isTrue();
            assertThat(DemoFolder.take(demo)).as("still held").isEmpty();
            // What PostgreSQL's own start asks for next.
            try (FileChannel file = FileChannel.open(demo.resolve("postgres/lock"), StandardOpenOption.WRITE)) {
                assertThat(file.tryLock()).isNotNull();
            }
        }
        try (var left = Files.walk(demo)) {
            assertThat(left.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrder(demo.resolve("lock"), demo.resolve("postgres/lock"));
        }
    }
}
