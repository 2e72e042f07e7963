package dev.sightline.server.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.RateLimits.Kind;
import dev.sightline.server.platform.SightlineSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link RateLimits} does, wherever it counts. */
abstract class RateLimitsContract {
    static final SightlineSettings.Limits LIMITS =
            new SightlineSettings.Limits(60, 6, 30, 12, 2, Duration.ofSeconds(30));

    /** As fresh for each test. Their time stands still but for {@link #advance}. */
    abstract RateLimits limits();

    /** Where they count what they refuse. */
    abstract SimpleMeterRegistry meters();

    abstract void advance(Duration time);

    @Test
    void letsAMinutesWorthThroughAndTellsWhenTheNextMayCome() {
        RateLimits limits = limits();
        for (int i = 0; i < 6; i++) {
            assertThat(limits.take(Kind.SIGN_IN, "a")).isEmpty();
        }
        // Six a minute: one each ten seconds.
        assertThat(limits.take(Kind.SIGN_IN, "a")).contains(Duration.ofSeconds(10));
        advance(Duration.ofSeconds(4));
        assertThat(limits.take(Kind.SIGN_IN, "a")).contains(Duration.ofSeconds(6));
        advance(Duration.ofSeconds(6));
        assertThat(limits.take(Kind.SIGN_IN, "a")).isEmpty();
        assertThat(limits.take(Kind.SIGN_IN, "a")).isPresent();
        assertThat(meters().get("sightline.requests.limited")
                        .tag("kind", "sign_in")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void whoHasWaitedForAMinuteMayAskAMinutesWorthAndNoMore() {
        RateLimits limits = limits();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 12; i++) {
                assertThat(limits.take(Kind.WRITE, "a")).isEmpty();
            }
            assertThat(limits.take(Kind.WRITE, "a")).contains(Duration.ofSeconds(5));
            advance(Duration.ofMinutes(1 + 60 * round));
        }
    }

    @Test
    void countsEachAskerAndEachKindByItself() {
        RateLimits limits = limits();
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
        RateLimits limits = limits();
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
}
