package dev.sightline.bench.micro;

import dev.sightline.bench.Bench;
import dev.sightline.bench.Child;
import dev.sightline.bench.Figures;
import dev.sightline.bench.Report;
import dev.sightline.eventstore.AppendBenchmark;
import dev.sightline.eventstore.CursorBenchmark;
import dev.sightline.eventstore.seal.FingerprintBenchmark;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * {@code ./sightline bench micro}: the JMH benchmarks, those of each class in a JVM of their own. JMH itself does not fork: it would
 * start Java with a class path, and everything here is inside one jar.
 */
public final class MicroBench implements Bench.Measurement {
    private static final List<Class<?>> BENCHMARKS =
            List.of(AppendBenchmark.class, CodecBenchmark.class, CursorBenchmark.class, FingerprintBenchmark.class);
    private static final int HEAP_MEGABYTES = 512;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int ITERATIONS = 5;
    private static final int QUICK_ITERATIONS = 2;
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(500);
    private static final int MEDIAN = 50;

    @Override
    public Report measure(Bench.Run run) throws Exception {
        int iterations = run.quick() ? QUICK_ITERATIONS : ITERATIONS;
        Report report = new Report("micro", iterations);
        Map<String, Object> ranges = new TreeMap<>();
        for (Class<?> benchmarks : BENCHMARKS) {
            run.say(benchmarks.getSimpleName() + " …");
            Map<String, String> properties =
                    Map.of("bench.class", benchmarks.getName(), "bench.quick", Boolean.toString(run.quick()));
            try (Child child =
                    Child.start(benchmarks.getSimpleName(), MicroBench.class, properties, run.home(), HEAP_MEGABYTES)) {
                for (String score : child.order("run", PATIENCE).split(" ")) {
                    String[] parts = score.split("=|/");
                    report.figure(parts[0], Double.parseDouble(parts[1]));
                    ranges.put(parts[0], List.of(Double.parseDouble(parts[2]), Double.parseDouble(parts[3])));
                }
            }
        }
        return report.detail("unit", "nanoseconds per event; append.stream_name_ns per name")
                .detail("lowest_and_highest", ranges);
    }

    public static void main(String[] arguments) throws Exception {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Child.say("listening 0");
            orders.readLine();
            Child.say("done " + run(System.getProperty("bench.class", ""), Boolean.getBoolean("bench.quick")));
        }
    }

    /** {@code append.plan_ns=123.4/120.1/130.2 …}: the median of the iterations, the lowest, the highest. */
    private static String run(String benchmarks, boolean quick) throws RunnerException {
        int iterations = quick ? QUICK_ITERATIONS : ITERATIONS;
        TimeValue iteration = quick ? QUICK_ITERATION : ITERATION;
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(benchmarks.replace(".", "\\.") + "\\..*")
                        .forks(0)
                        .shouldFailOnError(true)
                        .warmupIterations(iterations)
                        .warmupTime(iteration)
                        .measurementIterations(iterations)
                        .measurementTime(iteration)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        return results.stream().map(MicroBench::score).collect(Collectors.joining(" "));
    }

    private static String score(RunResult result) {
        Statistics times = result.getPrimaryResult().getStatistics();
        return key(result.getParams().getBenchmark()) + "=" + Figures.round(times.getPercentile(MEDIAN)) + "/"
                + Figures.round(times.getMin()) + "/" + Figures.round(times.getMax());
    }

    /** {@code append.stream_name_ns} of {@code ….AppendBenchmark.streamName}. */
    private static String key(String benchmark) {
        String[] names = benchmark.split("\\.");
        String subject = names[names.length - 2].replace("Benchmark", "").toLowerCase(Locale.ROOT);
        String path = names[names.length - 1].replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return subject + "." + path + "_ns";
    }
}
