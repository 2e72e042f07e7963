package dev.sightline.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.platform.RateLimits.Kind;
import dev.sightline.server.platform.SightlineSettings;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRateLimitsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LocalRateLimits limits = new LocalRateLimits(
            new SightlineSettings.Limits(60, 6, 30, 12, 2, Duration.ofSeconds(30)),
            new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return nanos.get();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            },
            meters);

    @Test
    void letsAMinutesWorthThroughAndTellsWhenTheNextMayCome() {
        for (int i = 0; i < 6; i++) {
            assertThat(limits.take(Kind.SIGN_IN, "a")).isEmpty();
        }
        // Six a minute: one each ten seconds.
        assertThat(limits.take(Kind.SIGN_IN, "a")).contains(Duration.ofSeconds(10));
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(limits.take(Kind.SIGN_IN, "a")).contains(Duration.ofSeconds(6));
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(limits.take(Kind.SIGN_IN, "a")).isEmpty();
        assertThat(limits.take(Kind.SIGN_IN, "a")).isPresent();
        assertThat(meters.get("sightline.requests.limited")
                        .tag("kind", "sign_in")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void countsEachAskerAndEachKindByItself() {
        limits.take(Kind.EXPORT, "a");
        limits.take(Kind.EXPORT, "a");
        assertThat(limits.take(Kind.EXPORT, "a")).isPresent();
        assertThat(limits.take(Kind.EXPORT, "b")).isEmpty();
        assertThat(limits.take(Kind.READ, "a")).isEmpty();
        assertThat(limits.take(Kind.WRITE, "a")).isEmpty();
        assertThat(limits.take(Kind.ADDRESS, "a")).isEmpty();
    }

    @Test
    void manyAtOnceAreNoWayAround() throws InterruptedException {
        AtomicInteger let = new AtomicInteger();
        Thread[] threads = new Thread[64];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.startVirtualThread(() -> {
                for (int j = 0; j < 10; j++) {
                    Optional<Duration> wait = limits.take(Kind.WRITE, "crowd");
                    let.addAndGet(wait.isEmpty() ? 1 : 0);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(let).hasValue(12);
    }

    @Test
    void holdsABoundedNumberOfAskers() {
        for (int i = 0; i < 3 * LocalRateLimits.MOST; i++) {
            limits.take(Kind.ADDRESS, "192.0.2." + i);
        }
        assertThat(limits.known()).isBetween(1L, (long) LocalRateLimits.MOST);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(limits.known()).isZero();
    }
}
