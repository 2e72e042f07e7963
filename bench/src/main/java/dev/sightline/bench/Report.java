package dev.sightline.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.sightline.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The outcome of one benchmark in the form that design §9 fixes: one line on the screen, a file after a full run. */
public final class Report {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final int rounds;
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final Map<String, Object> detail = new LinkedHashMap<>();

    public Report(String name, int rounds) {
        this.name = name;
        this.rounds = rounds;
    }

    public Report figure(String key, double median) {
        figures.put(key, Figures.round(median));
        return this;
    }

    public Report detail(String key, Object value) {
        detail.put(key, value);
        return this;
    }

    /** Tells of the PostgreSQL that is measured, and of the settings that speeds hang on. */
    public Report database(EmbeddedPostgres postgres) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT name, current_setting(name) FROM pg_settings
                        WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers',
                            'max_wal_size', 'wal_sync_method')
                        """)) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return detail("postgres", settings);
    }

    /** Prints the line; a full run also writes {@code bench/results/NAME.json}. */
    void publish(Path root, boolean quick) throws IOException, InterruptedException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.put("commit", commit(root));
        all.put("machine", machine(root));
        all.put("rounds", rounds);
        all.put("figures", figures);
        all.put("detail", detail);
        if (!quick) {
            Path file = root.resolve("bench/results").resolve(name + ".json");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all) + "\n");
        }
        System.out.println(JSON.writeValueAsString(all));
    }

    private static String commit(Path root) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "-C", root.toString(), "describe", "--always", "--dirty", "--abbrev=12")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer =
                new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? answer : "unknown";
    }

    private static Map<String, Object> machine(Path root) throws IOException {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            machine.put("memory_gb", Math.round(system.getTotalMemorySize() / (double) (1 << 30)));
        }
        FileStore disk = Files.getFileStore(root);
        machine.put("file_system", disk.type());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        Path cpu = Path.of("/proc/cpuinfo");
        if (Files.isReadable(cpu)) {
            try (Stream<String> lines = Files.lines(cpu)) {
                lines.filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .ifPresent(line -> machine.put(
                                "cpu", line.substring(line.indexOf(':') + 1).strip()));
            }
        }
        return machine;
    }
}
