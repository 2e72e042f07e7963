package dev.sightline.server.platform.limits;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The token buckets of {@link LocalRateLimits}, in Redis: one script, one round trip. A bucket is kept until it is full again, a minute at
 * most. Thread-safe.
 */
final class RedisBuckets {
    /** Redis' own time, so that servers whose clocks differ agree. */
    private static final String TIME_OF_REDIS = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            """;

    /*
     * KEYS[1] is the bucket: "USED:SINCE", what has been taken and has not flowed back by then (microseconds); there is none where it
     * is full. ARGV[1] is how many requests a minute are let through, and so many units flow back each microsecond, of which a request
     * takes 60,000,000: with a million requests a minute all numbers are whole and below 2^53, where Lua's are exact. That also makes
     * a bucket mean the same under another limit.
     *
     * A clock that was set back (or a replica's, that is behind) begins anew from its own time: else nothing would flow back until it
     * has caught up.
     */
    private static final String TAKE = """
            local minute = 60000000
            local rate = tonumber(ARGV[1])
            local used, since = 0, now
            local kept = redis.call('GET', KEYS[1])
            if kept then
              local u, s = string.match(kept, '^(%d+):(%d+)$')
              if u then
                used, since = tonumber(u), tonumber(s)
              end
            end
            local passed = math.min(math.max(now - since, 0), minute)
            used = math.max(math.min(used, rate * minute) - passed * rate, 0)
            local let = used + minute <= rate * minute
            if let then
              used = used + minute
            end
            if let or now < since then
              redis.call('SET', KEYS[1], string.format('%.0f:%.0f', used, now), 'PX', math.ceil(used / rate / 1000))
            end
            if let then
              return 0
            end
            return math.ceil((used + minute - rate * minute) / rate)
            """;

    private final String script;
    private final String digest;

    RedisBuckets() {
        this(TIME_OF_REDIS);
    }

    /** @param clock Lua that makes {@code now}: microseconds, whole */
    RedisBuckets(String clock) {
        this.script = clock + TAKE;
        this.digest = Base16.digest(script.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes one request from a bucket.
     *
     * @param perMinute what it holds, and what flows back within a minute
     * @param patience how long to wait for the answer
     * @return how long it is until a request may go on, in microseconds; 0: this one may
     * @throws ExecutionException where Redis refuses, or the connection broke
     * @throws TimeoutException where it does not answer in time; it may count the request all the same
     */
    long take(StatefulRedisConnection<String, String> connection, String key, int perMinute, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        RedisAsyncCommands<String, String> redis = connection.async();
        String[] keys = {key};
        String rate = Integer.toString(perMinute);
        try {
            return await(redis.evalsha(digest, ScriptOutputType.INTEGER, keys, rate), deadline);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RedisNoScriptException)) {
                throw e;
            }
            // Once after each start of Redis.
            return await(redis.eval(script, ScriptOutputType.INTEGER, keys, rate), deadline);
        }
    }

    private static long await(Future<Long> answer, long deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }
}
