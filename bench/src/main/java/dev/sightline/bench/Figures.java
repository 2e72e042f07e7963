package dev.sightline.bench;

import java.util.Arrays;

/** Medians and percentiles of samples. Nearest-rank method. */
public final class Figures {
    private Figures() {}

    public static double median(double... samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The sample below which {@code share} (0 to 1] of the samples lie. */
    public static long percentile(long[] samples, double share) {
        long[] sorted = samples.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    public static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
