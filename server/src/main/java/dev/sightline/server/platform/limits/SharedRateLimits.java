package dev.sightline.server.platform.limits;

import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.SightlineSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits that servers keep together, in Redis. Where it is away or slow, this server counts by itself until it is back: a request waits for
 * it for 50 ms at most, and once several have waited in vain none asks it for five seconds. Thread-safe.
 */
final class SharedRateLimits implements RateLimits, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedRateLimits.class);

    /**
     * @param connection how long it may take to connect to Redis, which no request waits for
     * @param answer how long a request waits for its answer
     * @param rest how long it is left alone after it has failed several times
     */
    record Patience(Duration connection, Duration answer, Duration rest) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(5));
    }

    /** How requests were counted when that was last told. */
    private enum Counting {
        NOT_YET,
        TOGETHER,
        ALONE
    }

    private final SightlineSettings.Limits limits;
    private final AskerKeys keys;
    private final RedisBuckets buckets;
    private final RedisLine line;
    private final LocalRateLimits local;
    private final Refusals refusals;
    private final Patience patience;
    private final CircuitBreaker breaker;
    private final AtomicReference<Counting> told = new AtomicReference<>(Counting.NOT_YET);
    private volatile String lastError = "";

    SharedRateLimits(
            SightlineSettings.Limits limits,
            AskerKeys keys,
            RedisBuckets buckets,
            RedisLine line,
            LocalRateLimits local,
            Refusals refusals,
            MeterRegistry meters,
            Patience patience) {
        this.limits = limits;
        this.keys = keys;
        this.buckets = buckets;
        this.line = line;
        this.local = local;
        this.refusals = refusals;
        this.patience = patience;
        this.breaker = CircuitBreaker.of(
                "limits",
                CircuitBreakerConfig.custom()
                        .slidingWindow(10, 5, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(patience.rest())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == State.OPEN) {
                // One that is open may still be dead.
                line.drop(lastError);
            }
        });
        Gauge.builder("sightline.limits.shared", this, each -> each.together() ? 1 : 0)
                .description("1 where requests are counted together with other servers; 0 while Redis is away")
                .register(meters);
        // So that it is there when the first request comes.
        line.open();
    }

    @Override
    public Optional<Duration> take(Kind kind, String who) {
        Asker asker = new Asker(kind, who);
        OptionalLong wait = ask(asker);
        tell();
        if (wait.isEmpty()) {
            return local.take(kind, who);
        }
        if (wait.getAsLong() == 0) {
            return Optional.empty();
        }
        refusals.tell(asker);
        return Optional.of(Duration.of(wait.getAsLong(), ChronoUnit.MICROS));
    }

    /** In microseconds; empty where Redis does not say. */
    private OptionalLong ask(Asker asker) {
        StatefulRedisConnection<String, String> connection = line.open();
        if (connection == null || !breaker.tryAcquirePermission()) {
            return OptionalLong.empty();
        }
        long start = System.nanoTime();
        try {
            long wait = buckets.take(connection, keys.of(asker), limits.perMinute(asker.kind()), patience.answer());
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return OptionalLong.of(wait);
        } catch (InterruptedException e) {
            breaker.releasePermission();
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            failed("it does not answer within " + patience.answer().toMillis() + " ms", start, e);
        } catch (ExecutionException | RuntimeException e) {
            // Also a command that was given up with its connection. Whatever it is, the request is not to fail by it.
            failed(RedisLine.reason(e), start, e);
        }
        return OptionalLong.empty();
    }

    private void failed(String reason, long start, Exception e) {
        lastError = reason;
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
    }

    private boolean together() {
        return breaker.getState() == State.CLOSED && line.isOpen();
    }

    /** Says once when counting changes. */
    private void tell() {
        Counting before = Objects.requireNonNull(told.get());
        String failure = line.failure();
        Counting now = together()
                ? Counting.TOGETHER
                : failure != null || breaker.getState() != State.CLOSED ? Counting.ALONE : before;
        if (now == before || !told.compareAndSet(before, now)) {
            return;
        }
        if (now == Counting.TOGETHER) {
            log.info("requests are counted together with other servers, in Redis at {}", line.place());
        } else {
            log.warn(
                    "Redis at {} cannot be used, so this server counts requests by itself until it can: {}",
                    line.place(),
                    failure == null ? lastError : failure);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
