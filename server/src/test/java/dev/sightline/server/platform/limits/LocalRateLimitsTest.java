package dev.sightline.server.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.RateLimits.Kind;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRateLimitsTest extends RateLimitsContract {
    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };
    private final LocalRateLimits limits = new LocalRateLimits(LIMITS, time, new Refusals(LIMITS, time, meters));

    @Override
    RateLimits limits() {
        return limits;
    }

    @Override
    SimpleMeterRegistry meters() {
        return meters;
    }

    @Override
    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void holdsABoundedNumberOfAskers() {
        for (int i = 0; i < 3 * Askers.MOST; i++) {
            limits.take(Kind.ADDRESS, "192.0.2." + i);
        }
        assertThat(limits.known()).isBetween(1L, (long) Askers.MOST);
        advance(Duration.ofMinutes(2));
        assertThat(limits.known()).isZero();
    }
}
