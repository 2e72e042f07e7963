package dev.sightline.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One kind of request, asked by all viewers in turn, round by round. Confined to one thread. */
final class RequestKind {
    private final int port;
    private final List<String> paths;
    private final List<String> tokens;
    private final List<long[]> rounds = new ArrayList<>();

    RequestKind(int port, String path, List<String> tokens) {
        this(port, path, List.of(""), tokens);
    }

    /** @param queries of the viewers, in turn, such as {@code ?id=1} */
    RequestKind(int port, String path, List<String> queries, List<String> tokens) {
        this.port = port;
        this.paths = queries.stream().map(query -> path + query).toList();
        this.tokens = tokens;
    }

    void round(int requests) throws IOException {
        long[] samples = new long[requests];
        try (HttpProbe probe = new HttpProbe(port)) {
            for (int i = 0; i < requests; i++) {
                samples[i] = probe.get(paths.get(i % paths.size()), tokens.get(i % tokens.size()));
            }
        }
        rounds.add(samples);
    }

    void forget() {
        rounds.clear();
    }

    /** The median of the rounds' own. */
    double p50() {
        return percentile(0.5);
    }

    /** The median over the rounds of how much longer the median of this kind is than that of the other, in nanoseconds. */
    double above(RequestKind other) {
        double[] more = new double[rounds.size()];
        for (int i = 0; i < more.length; i++) {
            more[i] = Figures.percentile(rounds.get(i), 0.5) - Figures.percentile(other.rounds.get(i), 0.5);
        }
        return Figures.median(more);
    }

    double p99() {
        return percentile(0.99);
    }

    private double percentile(double share) {
        return Figures.median(rounds.stream()
                .mapToDouble(samples -> Figures.percentile(samples, share))
                .toArray());
    }

    double medianOf(int level, List<Viewer> viewers) {
        return Figures.median(rounds.stream()
                .flatMapToDouble(samples -> java.util.stream.IntStream.range(0, samples.length)
                        .filter(i -> viewers.get(i % viewers.size()).level() == level)
                        .mapToDouble(i -> samples[i]))
                .toArray());
    }

    Map<String, Double> milliseconds() {
        return Map.of("p50", Figures.round(p50() / 1e6), "p99", Figures.round(p99() / 1e6));
    }
}
