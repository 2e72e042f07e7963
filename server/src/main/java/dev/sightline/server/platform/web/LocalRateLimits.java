package dev.sightline.server.platform.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.SightlineSettings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Token buckets in this process: a minute's worth, filled up evenly. A bucket that nobody has taken from for a minute is full, so it is
 * forgotten without anything being given away; beyond {@link #MOST} askers, those that ask least are forgotten. Each server counts for itself.
 */
@Component
final class LocalRateLimits implements RateLimits {
    /** Some 10 MB. */
    static final int MOST = 20_000;

    private static final Logger log = LoggerFactory.getLogger(LocalRateLimits.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private record Asker(Kind kind, String who) {}

    private final Map<Kind, Integer> perMinute;
    private final TimeMeter time;
    private final Cache<Asker, Bucket> buckets;
    /** One line of the log a minute for each asker that is refused. */
    private final Cache<Asker, Boolean> told;

    private final Map<Kind, Counter> refused;

    @Autowired
    LocalRateLimits(SightlineSettings settings, MeterRegistry meters) {
        this(settings.limits(), TimeMeter.SYSTEM_NANOTIME, meters);
    }

    LocalRateLimits(SightlineSettings.Limits limits, TimeMeter time, MeterRegistry meters) {
        this.perMinute = Map.of(
                Kind.ADDRESS, limits.address(),
                Kind.SIGN_IN, limits.signIns(),
                Kind.READ, limits.reads(),
                Kind.WRITE, limits.writes(),
                Kind.EXPORT, limits.exports());
        this.time = time;
        this.buckets = forgetting(time);
        this.told = forgetting(time);
        this.refused = Arrays.stream(Kind.values())
                .collect(Collectors.toMap(
                        kind -> kind,
                        kind -> Counter.builder("sightline.requests.limited")
                                .description("Requests that were refused because there were too many")
                                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                                .register(meters)));
    }

    @Override
    public Optional<Duration> take(Kind kind, String who) {
        Asker asker = new Asker(kind, who);
        Bucket bucket = buckets.get(asker, this::full);
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        Counter counter = refused.get(kind);
        if (counter != null) {
            counter.increment();
        }
        if (told.asMap().putIfAbsent(asker, true) == null) {
            log.warn("more than {} requests of kind {} a minute by {}: refused", perMinute.get(kind), kind, who);
        }
        return Optional.of(Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill())));
    }

    /** How many askers are known. */
    long known() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket full(Asker asker) {
        int requests = perMinute.getOrDefault(asker.kind, 1);
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(requests).refillGreedy(requests, PERIOD))
                .build();
    }

    private static <V> Cache<Asker, V> forgetting(TimeMeter time) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(PERIOD)
                .ticker(time::currentTimeNanos)
                // Small work, done by whoever asks, and at once.
                .executor(Runnable::run)
                .build();
    }
}
