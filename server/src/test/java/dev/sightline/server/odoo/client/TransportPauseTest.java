package dev.sightline.server.odoo.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransportPauseTest {
    private final List<Long> bounds = new ArrayList<>();

    private Duration waited(boolean most, Duration longest, boolean exact) throws InterruptedException {
        RandomGenerator random = new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("without a bound");
            }

            @Override
            public long nextLong(long bound) {
                bounds.add(bound);
                return most ? bound - 1 : 0;
            }
        };
        long start = System.nanoTime();
        Transport.waitFor(() -> random).before(1, longest, exact);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void anythingFromNothingToTheLongest() throws InterruptedException {
        Duration longest = Duration.ofMillis(300);
        assertThat(waited(false, longest, false)).isLessThan(longest);
        assertThat(waited(true, longest, false)).isGreaterThanOrEqualTo(longest);
        assertThat(bounds).containsExactly(301L, 301L);
    }

    @Test
    void exactlyAsLongAsAskedTo() throws InterruptedException {
        assertThat(waited(false, Duration.ofMillis(200), true)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(bounds).isEmpty();
    }
}
