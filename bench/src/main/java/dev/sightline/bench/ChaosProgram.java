package dev.sightline.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.sightline.eventstore.testkit.chaos.BrokenPromise;
import dev.sightline.eventstore.testkit.chaos.Chaos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.slf4j.LoggerFactory;

/**
 * {@code chaos [--seed N] [--minutes M] [--events E] [--record]}: ends with one line of JSON, exit code 0 where every promise was
 * kept, 1 where one was not. With {@code --record} the line is also kept in {@code bench/results/chaos.json}.
 */
final class ChaosProgram {
    private static final Duration ROUND = Duration.ofSeconds(15);

    private ChaosProgram() {}

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME))
                .setLevel(Level.OFF); // it would be full of what was killed
        List<String> words = List.of(arguments);
        long seed = option(words, "--seed", new Random().nextLong(Long.MAX_VALUE));
        long minutes = option(words, "--minutes", 2);
        long events = option(words, "--events", Long.MAX_VALUE);
        System.err.println("seed: repeat with --seed " + seed);
        Path folder = Files.createTempDirectory("sightline-chaos");
        int exit = 0;
        long begun = System.nanoTime();
        try (Chaos chaos = new Chaos(seed, ROUND, folder)) {
            try {
                chaos.run(Duration.ofMinutes(minutes), events);
            } catch (BrokenPromise broken) {
                System.err.println("BROKEN: " + broken.getMessage());
                exit = 1;
            }
            Report report = new Report(
                    "chaos", chaos.figures().getOrDefault("rounds", 0L).intValue());
            chaos.figures().forEach((key, count) -> report.figure("chaos." + key, count));
            report.figure("chaos.broken_promises", exit);
            report.detail("seed", seed);
            report.detail("minutes", Duration.ofNanos(System.nanoTime() - begun).toMinutes());
            report.publish(Path.of(System.getProperty("sightline.root", ".")), !words.contains("--record"));
        }
        System.exit(exit);
    }

    private static long option(List<String> words, String name, long otherwise) {
        int at = words.indexOf(name);
        return at >= 0 && at + 1 < words.size() ? Long.parseLong(words.get(at + 1)) : otherwise;
    }
}
