package dev.sightline.server.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sightline.server.platform.RateLimits.Kind;
import dev.sightline.server.platform.SightlineSettings;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of requests that are refused: all in the metrics, and one line of the log a minute for each asker. Thread-safe. */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final SightlineSettings.Limits limits;
    private final MeterRegistry meters;
    private final Cache<Asker, Boolean> told;

    Refusals(SightlineSettings.Limits limits, TimeMeter time, MeterRegistry meters) {
        this.limits = limits;
        this.meters = meters;
        this.told = Askers.remembered(time);
        // There from the start, so that a graph shows none rather than nothing.
        for (Kind kind : Kind.values()) {
            counter(kind);
        }
    }

    void tell(Asker asker) {
        counter(asker.kind()).increment();
        if (told.asMap().putIfAbsent(asker, true) == null) {
            log.warn(
                    "more than {} requests of kind {} a minute by {}: refused",
                    limits.perMinute(asker.kind()),
                    asker.kind(),
                    asker.who());
        }
    }

    private Counter counter(Kind kind) {
        return Counter.builder("sightline.requests.limited")
                .description("Requests that were refused because there were too many")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }
}
