package dev.sightline.bench;

import dev.sightline.bench.log.LogBench;
import dev.sightline.bench.micro.MicroBench;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code ./sightline bench NAME [--quick] [--fresh]}: runs one measurement and ends with its line of JSON. */
public final class Bench {
    private static final int WRONG_USAGE = 2;
    private static final Set<String> OPTIONS = Set.of("--quick", "--fresh");

    private static final Map<String, Measurement> ALL = new TreeMap<>(Map.of(
            "dashboard", new DashboardBench(),
            "log", new LogBench(),
            "memory", new MemoryBench(),
            "micro", new MicroBench(),
            "request", new RequestBench(),
            "sync", new SyncBench()));

    private Bench() {}

    /**
     * Where and how a measurement runs.
     *
     * @param root the repository
     * @param home for what is kept between runs
     * @param quick smaller, within 50 seconds
     * @param fresh forgets what was kept
     */
    public record Run(Path root, Path home, boolean quick, boolean fresh) {
        public void say(String what) {
            System.err.println(what);
        }
    }

    @FunctionalInterface
    public interface Measurement {
        Report measure(Run run) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        Measurement measurement = given.isEmpty() ? null : ALL.get(given.getFirst());
        if (measurement == null || !OPTIONS.containsAll(given.subList(1, given.size()))) {
            System.err.println("usage: ./sightline bench " + String.join("|", ALL.keySet()) + " [--quick] [--fresh]");
            System.exit(WRONG_USAGE);
            return;
        }
        Path root = Path.of(System.getProperty("sightline.root", "."))
                .toAbsolutePath()
                .normalize();
        String home = System.getenv()
                .getOrDefault("SIGHTLINE_HOME", root.resolve(".sightline").toString());
        Run run = new Run(
                root,
                Path.of(home).toAbsolutePath().normalize().resolve("bench"),
                given.contains("--quick"),
                given.contains("--fresh"));
        measurement.measure(run).publish(root, run.quick());
        // A library may have left a thread behind that is no daemon.
        System.exit(0);
    }
}
