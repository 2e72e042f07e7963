package dev.sightline.server.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.SightlineSettings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/**
 * Token buckets in this process: a minute's worth, filled up evenly. A bucket that nobody has taken from for a minute is full, so it is
 * forgotten without anything being given away; beyond {@link Askers#MOST}, those that ask least are forgotten.
 */
final class LocalRateLimits implements RateLimits {
    private final SightlineSettings.Limits limits;
    private final TimeMeter time;
    private final Refusals refusals;
    private final Cache<Asker, Bucket> buckets;

    LocalRateLimits(SightlineSettings.Limits limits, TimeMeter time, Refusals refusals) {
        this.limits = limits;
        this.time = time;
        this.refusals = refusals;
        this.buckets = Askers.remembered(time);
    }

    @Override
    public Optional<Duration> take(Kind kind, String who) {
        Asker asker = new Asker(kind, who);
        Bucket bucket = buckets.get(asker, this::full);
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        refusals.tell(asker);
        return Optional.of(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
    }

    /** How many askers are known. */
    long known() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket full(Asker asker) {
        int requests = limits.perMinute(asker.kind());
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(requests).refillGreedy(requests, Askers.PERIOD))
                .build();
    }
}
