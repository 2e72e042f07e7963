package dev.sightline.server.platform.limits;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.server.platform.RateLimits.Kind;
import dev.sightline.server.platform.SightlineSettings;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.LoggerFactory;

/** What one server has to count with. All have the same secret. */
final class CountingServer implements AutoCloseable {
    /** So much of it that a busy machine is not taken for a Redis that is away. */
    static final SharedRateLimits.Patience PATIENT =
            new SharedRateLimits.Patience(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(200));

    static final AskerKeys KEYS = new AskerKeys(new SecretKeySpec(new byte[32], "HmacSHA256"));

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Logger logger = (Logger) LoggerFactory.getLogger(SharedRateLimits.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SharedRateLimits limits;

    CountingServer(URI redis, SightlineSettings.Limits limits) {
        this(redis, limits, new RedisBuckets(), PATIENT);
    }

    CountingServer(
            URI redis, SightlineSettings.Limits limits, RedisBuckets buckets, SharedRateLimits.Patience patience) {
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        logger.addAppender(lines);
        Refusals refusals = new Refusals(limits, TimeMeter.SYSTEM_NANOTIME, meters);
        this.limits = new SharedRateLimits(
                limits,
                KEYS,
                buckets,
                new RedisLine(redis, patience.connection()),
                new LocalRateLimits(limits, TimeMeter.SYSTEM_NANOTIME, refusals),
                refusals,
                meters,
                patience);
    }

    SharedRateLimits limits() {
        return limits;
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    Optional<Duration> take(Kind kind, String who) {
        return limits.take(kind, who);
    }

    /** How many of so many requests may go on. */
    int let(int requests, Kind kind, String who) {
        int let = 0;
        for (int i = 0; i < requests; i++) {
            let += take(kind, who).isEmpty() ? 1 : 0;
        }
        return let;
    }

    boolean together() {
        return meters.get("sightline.limits.shared").gauge().value() == 1;
    }

    /** Goes on asking until it counts with others. */
    CountingServer awaitTogether() {
        await("it counts together", () -> asked() && together());
        return this;
    }

    /** Goes on asking until it counts by itself, and has said so. */
    void awaitAlone() {
        await(
                "it counts by itself",
                () -> asked()
                        && !together()
                        && !said().isEmpty()
                        && said().getLast().contains("cannot"));
    }

    private boolean asked() {
        take(Kind.ADDRESS, "192.0.2.200");
        return true;
    }

    /** What was said, by this server or one beside it, about how requests are counted. */
    List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        limits.close();
    }
}
