package dev.sightline.server.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.RateLimits.Kind;
import dev.sightline.server.platform.SightlineSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that are kept in a real Redis, as long as it is there. */
class SharedRateLimitsIT extends RateLimitsContract {
    private static final String TIME = "test:now";
    /** Time that stands still, for what is to be exact; the tests of this class alone are on Redis' own. */
    private static final RedisBuckets STANDING =
            new RedisBuckets("local now = tonumber(redis.call('GET', '" + TIME + "'))\n");

    private static final long SOME_TIME = 1_800_000_000_000_000L;

    private static RedisProcess redis;
    private static RedisClient client;
    private static RedisCommands<String, String> asked;

    private CountingServer server;

    @BeforeAll
    static void start() throws IOException {
        redis = new RedisProcess();
        client = RedisClient.create(redis.address().toString());
        asked = client.connect().sync();
    }

    @AfterAll
    static void end() throws IOException {
        client.shutdown();
        redis.close();
    }

    @BeforeEach
    void connect() {
        asked.flushall();
        asked.set(TIME, Long.toString(SOME_TIME));
        server = new CountingServer(redis.address(), LIMITS, STANDING, CountingServer.PATIENT).awaitTogether();
    }

    @AfterEach
    void disconnect() {
        assertThat(server.together()).as("all of it was counted in Redis").isTrue();
        server.close();
    }

    @Override
    RateLimits limits() {
        return server.limits();
    }

    @Override
    SimpleMeterRegistry meters() {
        return server.meters();
    }

    @Override
    void advance(Duration time) {
        asked.incrby(TIME, time.toNanos() / 1_000);
    }

    @Test
    void serversThatShareARedisShareABudget() {
        try (CountingServer other =
                new CountingServer(redis.address(), LIMITS, STANDING, CountingServer.PATIENT).awaitTogether()) {
            for (int i = 0; i < 6; i++) {
                assertThat(server.take(Kind.WRITE, "a")).isEmpty();
                assertThat(other.take(Kind.WRITE, "a")).isEmpty();
            }
            assertThat(server.take(Kind.WRITE, "a")).contains(Duration.ofSeconds(5));
            assertThat(other.take(Kind.WRITE, "a")).contains(Duration.ofSeconds(5));
            assertThat(other.take(Kind.WRITE, "b")).isEmpty();
        }
    }

    @Test
    void whoseClockIsSetBackWaitsNoLongerThanBefore() {
        assertThat(server.let(7, Kind.SIGN_IN, "a")).isEqualTo(6);
        advance(Duration.ofHours(-5));
        assertThat(server.take(Kind.SIGN_IN, "a")).contains(Duration.ofSeconds(10));
        advance(Duration.ofSeconds(10));
        assertThat(server.take(Kind.SIGN_IN, "a")).isEmpty();
    }

    @Test
    void anotherLimitHoldsAtOnceForWhatHasBeenTaken() {
        assertThat(server.let(5, Kind.SIGN_IN, "a")).isEqualTo(5);
        try (CountingServer strict =
                new CountingServer(redis.address(), limits(2), STANDING, CountingServer.PATIENT).awaitTogether()) {
            assertThat(strict.take(Kind.SIGN_IN, "a")).contains(Duration.ofSeconds(30));
        }
        assertThat(server.take(Kind.SIGN_IN, "a")).isEmpty();
        assertThat(server.take(Kind.SIGN_IN, "a")).isPresent();
    }

    @Test
    void aMillionAMinuteAreCountedToTheLast() {
        try (CountingServer generous = new CountingServer(
                        redis.address(), limits(1_000_000), STANDING, CountingServer.PATIENT)
                .awaitTogether()) {
            // All but one have been taken.
            asked.set(CountingServer.KEYS.of(new Asker(Kind.SIGN_IN, "a")), 999_999L * 60_000_000 + ":" + SOME_TIME);
            assertThat(generous.take(Kind.SIGN_IN, "a")).isEmpty();
            assertThat(generous.take(Kind.SIGN_IN, "a")).contains(Duration.ofNanos(60_000));
        }
    }

    @Test
    void onRedisOwnTimeABudgetFlowsBackAndIsForgottenOnceItIsFull() {
        // Ten a second, so this takes about two.
        try (CountingServer real = new CountingServer(redis.address(), limits(600)).awaitTogether()) {
            // Under load some flow back meanwhile.
            Optional<Duration> wait = real.take(Kind.SIGN_IN, "a");
            for (int i = 0; i < 100_000 && wait.isEmpty(); i++) {
                wait = real.take(Kind.SIGN_IN, "a");
            }
            assertThat(wait)
                    .hasValueSatisfying(
                            time -> assertThat(time).isBetween(Duration.ofNanos(1), Duration.ofMillis(100)));
            CountingServer.await(
                    "one may go on", () -> real.take(Kind.SIGN_IN, "a").isEmpty());
            String bucket = asked.keys("sightline:limits:sign_in:*").getFirst();
            assertThat(asked.pttl(bucket)).isLessThanOrEqualTo(60_000);
        }
        try (CountingServer real = new CountingServer(redis.address(), limits(60_000)).awaitTogether()) {
            assertThat(real.take(Kind.SIGN_IN, "b")).isEmpty();
            CountingServer.await(
                    "what is full is forgotten",
                    () -> asked.keys("sightline:limits:sign_in:*").size() <= 1);
        }
    }

    @Test
    void thousandsOfAskersLeaveNothingBehindAndNoNames() {
        try (CountingServer real = new CountingServer(redis.address(), limits(600)).awaitTogether()) {
            int largest = 0;
            for (int i = 0; i < 5_000; i++) {
                assertThat(real.take(Kind.SIGN_IN, "198.51.100." + i)).isEmpty();
                largest = Math.max(largest, i % 500 == 0 ? asked.dbsize().intValue() : 0);
            }
            assertThat(largest).isGreaterThan(1);
            List<String> keys = asked.keys("sightline:*");
            assertThat(keys).noneMatch(key -> key.contains("198.51"));
            assertThat(asked.<Long>eval("""
                            local lasting = 0
                            for _, key in ipairs(redis.call('KEYS', 'sightline:*')) do
                              if redis.call('PTTL', key) == -1 then
                                lasting = lasting + 1
                              end
                            end
                            return lasting
                            """, io.lettuce.core.ScriptOutputType.INTEGER))
                    .isZero();
            CountingServer.await(
                    "all are forgotten",
                    () -> asked.keys("sightline:limits:sign_in:*").isEmpty());
        }
    }

    private static SightlineSettings.Limits limits(int signIns) {
        return new SightlineSettings.Limits(1_000_000, signIns, 30, 12, 2, Duration.ofSeconds(30));
    }
}
