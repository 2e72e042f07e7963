package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void theMedianLiesInTheMiddle() {
        assertThat(Figures.median(3, 1, 2)).isEqualTo(2);
        assertThat(Figures.median(4, 1, 2, 3)).isEqualTo(2.5);
    }

    @Test
    void aPercentileIsOneOfTheSamples() {
        long[] hundred = LongStream.rangeClosed(1, 100).toArray();
        assertThat(Figures.percentile(hundred, 0.5)).isEqualTo(50);
        assertThat(Figures.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Figures.percentile(new long[] {7}, 0.99)).isEqualTo(7);
    }
}
