package dev.sightline.server.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of one database and one Redis (over TLS), as somebody starts them. */
class TwoServersProcessIT {
    private static final String EMAIL = "owner@example.com";
    private static final String PASSWORD = "correct horse battery";
    private static final String SECRET = "secret-of-redis";

    @TempDir
    private static Path home;

    @Test
    void what_was_asked_of_one_counts_at_the_other_and_both_go_on_without_redis() throws Exception {
        SelfSigned certificate = SelfSigned.in(home);
        try (TestDatabase database = TestDatabase.fresh("two-servers", connection -> {});
                RedisProcess redis = new RedisProcess("requirepass " + SECRET);
                StallingRelay relay = new StallingRelay(redis.port(), certificate.doors());
                HttpClient http = HttpClient.newHttpClient()) {
            Map<String, String> settings = Map.of(
                    "SIGHTLINE_HOME", home.toString(),
                    "SIGHTLINE_DATABASE_URL", database.jdbcUrl(),
                    "SIGHTLINE_DATABASE_USER", database.user(),
                    "SIGHTLINE_DATABASE_PASSWORD", database.password(),
                    "SIGHTLINE_ADMIN_EMAIL", EMAIL,
                    "SIGHTLINE_ADMIN_PASSWORD", PASSWORD,
                    "SIGHTLINE_REDIS_URL",
                            relay.address("rediss://:" + SECRET + "@").toString(),
                    "JAVA_TOOL_OPTIONS", certificate.options(),
                    "SIGHTLINE_LIMITS_READS", "30");
            try (ServerProcess one = ServerProcess.serve(settings);
                    ServerProcess two = ServerProcess.serve(settings)) {
                awaitShared(http, one, 1);
                awaitShared(http, two, 1);
                String token = token(http, one);
                // One more flows back every two seconds; on a busy machine one or another is counted by a server alone.
                int let = 0;
                for (int i = 0; i < 60; i++) {
                    for (ServerProcess each : List.of(one, two)) {
                        let += read(http, each, token).statusCode() == 200 ? 1 : 0;
                    }
                }
                assertThat(let).as("each alone lets 30 through and more").isBetween(30, 59);
                HttpResponse<String> refused = read(http, two, token);
                for (int i = 0; i < 100 && refused.statusCode() == 200; i++) {
                    refused = read(http, two, token);
                }
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.body()).contains("too_many_requests");
                assertThat(Integer.parseInt(
                                refused.headers().firstValue("Retry-After").orElseThrow()))
                        .isBetween(1, 2);

                redis.kill();
                for (ServerProcess each : List.of(one, two)) {
                    awaitShared(http, each, 0);
                    assertThat(get(http, each, "/readyz", "").statusCode()).isEqualTo(200);
                    assertThat(read(http, each, token).statusCode())
                            .as("counted by each")
                            .isEqualTo(200);
                }

                redis.startAgain();
                for (ServerProcess each : List.of(one, two)) {
                    awaitShared(http, each, 1);
                    assertThat(each.said())
                            .contains("requests are counted together with other servers, in Redis at 127.0.0.1:")
                            .contains("so this server counts requests by itself")
                            .doesNotContain(SECRET);
                }
            }
        }
    }

    private static void awaitShared(HttpClient http, ServerProcess server, int value) {
        CountingServer.await("it counts together: " + value, () -> {
            try {
                return get(http, server, "/metrics", "")
                        .body()
                        .lines()
                        .anyMatch(line ->
                                line.startsWith("sightline_limits_shared") && line.endsWith(" " + value + ".0"));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static String token(HttpClient http, ServerProcess server) throws IOException, InterruptedException {
        HttpResponse<String> session = http.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v2/session"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                                {"email": "%s", "password": "%s"}""".formatted(EMAIL, PASSWORD)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(session.statusCode()).isEqualTo(200);
        return session.body().split("\"access_token\":\"", 2)[1].split("\"", 2)[0];
    }

    private static HttpResponse<String> read(HttpClient http, ServerProcess server, String token)
            throws IOException, InterruptedException {
        return get(http, server, "/api/v2/session", token);
    }

    private static HttpResponse<String> get(HttpClient http, ServerProcess server, String path, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
