package dev.sightline.bench.log;

import dev.sightline.bench.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * What some writers got done who each appended, waited for the answer and appended again, for a while.
 *
 * @param nanos how long each append took, in any order
 */
record WriterLoad(double seconds, long[] nanos) {

    /** One append of one writer. */
    @FunctionalInterface
    interface Append {
        void run() throws Exception;
    }

    /** @param writer makes the appends of the writer of that number, from 0; each on a virtual thread of its own */
    static WriterLoad run(int writers, Duration time, IntFunction<Append> writer)
            throws InterruptedException, ExecutionException {
        List<Callable<long[]>> loops = new ArrayList<>();
        long start = System.nanoTime();
        for (int number = 0; number < writers; number++) {
            Append append = writer.apply(number);
            loops.add(() -> loop(append, start + time.toNanos()));
        }
        List<long[]> samples = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<long[]> loop : threads.invokeAll(loops)) {
                samples.add(loop.get());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new WriterLoad(
                seconds, samples.stream().flatMapToLong(Arrays::stream).toArray());
    }

    private static long[] loop(Append append, long until) throws Exception {
        long[] samples = new long[1_024];
        int count = 0;
        long before = System.nanoTime();
        while (before < until) {
            append.run();
            long after = System.nanoTime();
            if (count == samples.length) {
                samples = Arrays.copyOf(samples, 2 * count);
            }
            samples[count++] = after - before;
            before = after;
        }
        return Arrays.copyOf(samples, count);
    }

    double perSecond() {
        return nanos.length / seconds;
    }

    /** In milliseconds. */
    Map<String, Double> percentiles() {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", Figures.round(Figures.percentile(nanos, 0.5) / 1e6));
        percentiles.put("p99", Figures.round(Figures.percentile(nanos, 0.99) / 1e6));
        percentiles.put("p99.9", Figures.round(Figures.percentile(nanos, 0.999) / 1e6));
        return percentiles;
    }
}
