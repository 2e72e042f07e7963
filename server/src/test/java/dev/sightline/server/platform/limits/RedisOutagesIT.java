package dev.sightline.server.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.platform.RateLimits.Kind;
import dev.sightline.server.platform.SightlineSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is away, slow, or does not let us in: requests go on, and are counted all the same. */
class RedisOutagesIT {
    private static final SightlineSettings.Limits LIMITS =
            new SightlineSettings.Limits(1_000_000, 6, 1_000_000, 12, 2, Duration.ofSeconds(30));
    /** Shorter than a test, longer than a busy machine pauses now and then. */
    private static final SharedRateLimits.Patience SHORT =
            new SharedRateLimits.Patience(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(200));

    @Test
    void one_that_is_killed_is_done_without_and_used_again_once_it_is_back() throws IOException {
        try (RedisProcess redis = new RedisProcess();
                CountingServer server = new CountingServer(redis.address(), LIMITS).awaitTogether()) {
            assertThat(server.let(3, Kind.EXPORT, "a")).isEqualTo(2);

            redis.kill();
            server.awaitAlone();
            assertThat(server.let(1_000, Kind.READ, "a")).isEqualTo(1_000);
            assertThat(server.let(3, Kind.EXPORT, "b")).as("counted here").isEqualTo(2);
            assertThat(server.said()).as("once, not for each request").hasSize(2);
            assertThat(server.said().getLast())
                    .contains("127.0.0.1:" + redis.port())
                    .contains("counts requests by itself");

            redis.startAgain();
            server.awaitTogether();
            assertThat(server.let(3, Kind.EXPORT, "c")).isEqualTo(2);
            assertThat(server.said()).hasSize(3);
            assertThat(server.said().getLast()).contains("counted together");
        }
    }

    @Test
    void one_that_was_never_there_is_found_when_it_comes() throws IOException {
        try (RedisProcess redis = new RedisProcess()) {
            redis.kill();
            try (CountingServer server = new CountingServer(redis.address(), LIMITS)) {
                server.awaitAlone();
                assertThat(server.let(3, Kind.EXPORT, "a")).isEqualTo(2);
                redis.startAgain();
                server.awaitTogether();
                assertThat(server.said()).hasSize(2);
            }
        }
    }

    @Test
    void one_that_takes_connections_and_says_nothing_is_not_waited_for() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                CountingServer server = new CountingServer(
                        URI.create("redis://127.0.0.1:" + silent.getLocalPort()), LIMITS, new RedisBuckets(), SHORT)) {
            assertThat(server.let(10_000, Kind.READ, "a")).isEqualTo(10_000);
            server.awaitAlone();
            assertThat(server.let(3, Kind.EXPORT, "a")).isEqualTo(2);
            assertThat(server.said()).hasSize(1);
        }
    }

    @Test
    void one_that_stops_answering_is_asked_a_few_times_and_then_left_alone() throws IOException {
        try (RedisProcess redis = new RedisProcess();
                StallingRelay relay = new StallingRelay(redis.port());
                CountingServer server = new CountingServer(relay.address("redis://"), LIMITS, new RedisBuckets(), SHORT)
                        .awaitTogether()) {
            relay.stall();
            assertThat(server.let(2_000, Kind.READ, "a")).isEqualTo(2_000);
            // Some in vain make it rest; then there are tries to connect anew.
            assertThat(relay.swallowed()).isBetween(1, 100);
            assertThat(server.together()).isFalse();
            assertThat(server.let(3, Kind.EXPORT, "a")).as("counted here").isEqualTo(2);

            relay.resume();
            server.awaitTogether();
            assertThat(server.said().getFirst()).contains("counted together");
            assertThat(server.said()).anyMatch(line -> line.contains("does not answer within 300 ms"));
            assertThat(server.said().getLast()).contains("counted together");
        }
    }

    @Test
    void a_wrong_password_is_told_and_not_shown() throws IOException {
        try (RedisProcess redis = new RedisProcess("requirepass right-one");
                CountingServer server = new CountingServer(redis.address(":wrong-one@"), LIMITS)) {
            server.awaitAlone();
            assertThat(server.let(3, Kind.EXPORT, "a")).isEqualTo(2);
            assertThat(server.said()).hasSize(1);
            assertThat(server.said().getFirst()).contains("WRONGPASS").doesNotContain("wrong-one");
        }
    }

    @Test
    void one_whose_certificate_nobody_vouches_for_is_told_nothing(@TempDir Path folder) throws Exception {
        try (RedisProcess redis = new RedisProcess();
                StallingRelay relay =
                        new StallingRelay(redis.port(), SelfSigned.in(folder).doors());
                CountingServer server = new CountingServer(relay.address("rediss://:secret@"), LIMITS)) {
            relay.stall();
            server.awaitAlone();
            assertThat(server.let(3, Kind.EXPORT, "a")).isEqualTo(2);
            assertThat(server.said().getFirst()).contains("certification path").doesNotContain("secret");
            assertThat(relay.swallowed()).isZero();
        }
    }

    @Test
    void a_user_who_may_do_what_is_needed_and_no_more_is_enough() throws IOException {
        String may = "~sightline:limits:* -@all +@connection +eval +evalsha +get +set +time";
        try (RedisProcess redis = new RedisProcess("requirepass else", "user sight:line on >p@ss#1 " + may);
                CountingServer server = new CountingServer(
                                URI.create(redis.address("sight%3Aline:p%40ss%231@") + "/0"), LIMITS)
                        .awaitTogether()) {
            assertThat(server.let(3, Kind.EXPORT, "a")).isEqualTo(2);
            assertThat(server.together()).isTrue();
        }
    }

    @Test
    void a_user_who_may_not_count_is_told_of() throws IOException {
        try (RedisProcess redis = new RedisProcess("user reader on >secret ~* -@all +@connection +@read");
                CountingServer server = new CountingServer(redis.address("reader:secret@"), LIMITS)) {
            server.awaitAlone();
            assertThat(server.let(3, Kind.EXPORT, "a")).isEqualTo(2);
            assertThat(server.said()).anyMatch(line -> line.contains("NOPERM"));
        }
    }
}
