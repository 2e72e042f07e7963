package dev.sightline.server.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** What is remembered of those who ask, in this process. */
final class Askers {
    /** Beyond, those that ask least are forgotten. With buckets some 10 MB. */
    static final int MOST = 20_000;
    /** That requests are counted within; who asks for nothing as long is forgotten. */
    static final Duration PERIOD = Duration.ofMinutes(1);

    private Askers() {}

    static <V> Cache<Asker, V> remembered(TimeMeter time) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(PERIOD)
                .ticker(time::currentTimeNanos)
                // Small work, done by whoever asks, and at once.
                .executor(Runnable::run)
                .build();
    }
}
