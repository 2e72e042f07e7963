package dev.sightline.server.attacks;

import static dev.sightline.server.attacks.PlainHttp.cookie;
import static dev.sightline.server.attacks.PlainHttp.from;
import static dev.sightline.server.attacks.PlainHttp.send;
import static dev.sightline.server.attacks.PlainHttp.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.RawConnection;
import dev.sightline.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with the limits that everybody gets, and a proxy in front that has an address of its own: each test asks from others. */
class FloodProcessIT {
    private static final String EMAIL = "owner@example.com";
    private static final String PASSWORD = "correct horse battery";
    private static final String PROXY = "127.0.0.9";
    private static final String PORTAL = "https://portal.example.com";

    @TempDir
    private static Path home;

    private static ServerProcess server;

    private Probe probe;

    @BeforeAll
    static void serve() throws Exception {
        server = ServerProcess.serve(Map.of(
                "SIGHTLINE_HOME", home.toString(),
                "SIGHTLINE_ADMIN_EMAIL", EMAIL,
                "SIGHTLINE_ADMIN_PASSWORD", PASSWORD,
                "SIGHTLINE_WEB_PROXIES", PROXY,
                "SIGHTLINE_WEB_ORIGINS", PORTAL,
                "SIGHTLINE_LIMITS_BODY_TIME", "1s"));
    }

    /** Somebody else, at the pace of a person. */
    @BeforeEach
    void somebodyElseAsks() {
        probe = new Probe(from("127.0.0.90"), List.of(HttpRequest.newBuilder(URI.create(server.url() + "/livez"))));
    }

    @AfterEach
    void somebodyElseWasAnswered() throws InterruptedException {
        probe.end(2);
    }

    @AfterAll
    static void end() throws Exception {
        server.close();
    }

    @Test
    void ten_thousand_wrong_passwords_reach_few_hashes_and_keep_nobody_out() throws Exception {
        Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
        try (HttpClient owner = from("127.0.0.20");
                HttpClient guesser = from("127.0.0.21");
                ExecutorService guessing = Executors.newVirtualThreadPerTaskExecutor()) {
            String token = token(signIn(owner, EMAIL, PASSWORD, ""));
            AtomicInteger number = new AtomicInteger();
            for (int i = 0; i < 16; i++) {
                guessing.submit(() -> {
                    for (int guess = number.incrementAndGet(); guess <= 10_000; guess = number.incrementAndGet()) {
                        int status = signIn(guesser, EMAIL, "guess number " + guess, "")
                                .statusCode();
                        answers.computeIfAbsent(status, any -> new AtomicInteger())
                                .incrementAndGet();
                    }
                    return null;
                });
            }
            // Meanwhile the owner is let in elsewhere, and goes on.
            int served = 0;
            while (number.get() < 10_000 && served < 500) {
                assertThat(get(owner, "/api/v2/session", "Authorization", "Bearer " + token)
                                .statusCode())
                        .isEqualTo(200);
                served++;
                if (served % 50 == 1) {
                    assertThat(signIn(owner, EMAIL, PASSWORD, "").statusCode()).isEqualTo(200);
                }
            }
            guessing.shutdown();
            assertThat(guessing.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
            assertThat(served).as("answered while the guesses came").isGreaterThan(5);
            assertThat(signIn(guesser, EMAIL, PASSWORD, "").statusCode()).isEqualTo(429);
        }
        assertThat(answers.keySet()).containsExactlyInAnyOrder(401, 429);
        // Five are free; then one now and then, ever more rarely.
        assertThat(answers.getOrDefault(401, new AtomicInteger()).get()).isBetween(1, 20);
    }

    @Test
    void who_floods_is_refused_before_anything_is_looked_at_and_others_are_not() throws Exception {
        try (HttpClient flood = from("127.0.0.30");
                HttpClient other = from("127.0.0.31")) {
            AtomicInteger refused = new AtomicInteger();
            try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    senders.submit(() -> {
                        for (int j = 0; j < 5_000 && refused.get() == 0; j++) {
                            refused.addAndGet(get(flood, "/livez").statusCode() == 429 ? 1 : 0);
                        }
                        return null;
                    });
                }
            }
            assertThat(refused.get()).isPositive();
            HttpResponse<String> last = get(flood, "/");
            for (int i = 0; i < 1_000 && last.statusCode() != 429; i++) {
                last = get(flood, "/");
            }
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).isPresent();
            assertThat(last.headers().firstValue("X-Request-Id")).isPresent();
            assertThat(last.body()).contains("too_many_requests");
            assertThat(get(other, "/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_body_that_comes_byte_by_byte_is_not_waited_for() throws IOException {
        try (RawConnection connection = RawConnection.from("127.0.0.40", URI.create(server.url()))) {
            connection.send("POST /api/v2/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100000\r\n\r\n{");
            int sent = 1;
            while (sent < 100_000 && !connection.answered()) {
                connection.send(" ");
                sent++;
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
            String head = connection.head();
            assertThat(RawConnection.status(head)).isEqualTo(408);
            assertThat(head).containsIgnoringCase("Connection: close");
            assertThat(sent).isLessThan(100_000);
        }
    }

    @Test
    void only_the_proxy_that_is_named_says_for_whom_it_asks() throws Exception {
        try (HttpClient proxy = from(PROXY);
                HttpClient somebody = from("127.0.0.50")) {
            // What a client wrote itself stands before what the proxy added.
            String[] forwarded = {
                "X-Forwarded-For",
                "203.0.113.66, 198.51.100.7",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "s.example"
            };
            HttpResponse<String> through = send(proxy, signIn(EMAIL, PASSWORD, forwarded));
            assertThat(through.statusCode()).isEqualTo(200);
            assertThat(addresses(somebody, through)).contains("198.51.100.7").doesNotContain("203.0.113.66");
            assertThat(through.headers().firstValue("Strict-Transport-Security"))
                    .contains("max-age=31536000; includeSubDomains");
            assertThat(through.headers().allValues("Set-Cookie"))
                    .allSatisfy(cookie -> assertThat(cookie)
                            .startsWith("__Host-sightline_")
                            .contains("Secure", "HttpOnly", "SameSite=Strict", "Path=/;")
                            .doesNotContain("Domain"))
                    .hasSize(2);

            HttpResponse<String> direct = send(somebody, signIn(EMAIL, PASSWORD, forwarded));
            assertThat(direct.statusCode()).isEqualTo(200);
            assertThat(addresses(somebody, direct)).contains("127.0.0.50").doesNotContain("203.0.113.66");
            assertThat(direct.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    void over_https_the_session_goes_on_with_its_own_cookie_alone() throws Exception {
        try (HttpClient proxy = from(PROXY)) {
            String[] https = {"X-Forwarded-For", "198.51.100.8", "X-Forwarded-Proto", "https"};
            String refresh = cookie(send(proxy, signIn(EMAIL, PASSWORD, https)), "__Host-sightline_refresh");
            assertThat(refresh(proxy, "sightline_refresh=" + refresh, https)).isEqualTo(204);
            assertThat(refresh(proxy, "__Host-sightline_refresh=" + refresh, https))
                    .isEqualTo(200);
        }
    }

    @Test
    void over_https_a_sign_in_under_way_is_this_hosts_own_too() throws Exception {
        try (HttpClient proxy = from(PROXY)) {
            String[] https = {
                "X-Forwarded-For", "198.51.100.9", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "s.example"
            };
            assertThat(get(proxy, "/api/v2/session/provider/nobodys?state=1&code=2", https)
                            .headers()
                            .allValues("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .startsWith("__Host-sightline_sign_in=;")
                    .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/;");
        }
    }

    @Test
    void a_site_that_is_named_may_call_the_api_without_cookies() throws Exception {
        try (HttpClient browser = from("127.0.0.60")) {
            HttpRequest.Builder preflight = HttpRequest.newBuilder(URI.create(server.url() + "/api/v2/session"))
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Access-Control-Request-Method", "GET")
                    .header("Access-Control-Request-Headers", "authorization");
            HttpResponse<String> let =
                    send(browser, preflight.copy().header("Origin", PORTAL).build());
            assertThat(let.statusCode()).isEqualTo(200);
            assertThat(let.headers().firstValue("Access-Control-Allow-Origin")).contains(PORTAL);
            assertThat(let.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
            for (String origin :
                    List.of("https://evil.example", PORTAL + ".evil.example", "http://portal.example.com")) {
                HttpResponse<String> refused =
                        send(browser, preflight.copy().header("Origin", origin).build());
                HttpResponse<String> asked = get(browser, "/api/v2/session", "Origin", origin);
                // Without these headers the browser sends no request, and shows no answer, whatever its status.
                for (HttpResponse<String> each : List.of(refused, asked)) {
                    assertThat(each.headers().map().keySet())
                            .as(origin)
                            .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-allow"));
                }
            }
        }
    }

    private static HttpRequest signIn(String email, String password, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v2/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"email": "%s", "password": "%s"}""".formatted(email, password)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private static HttpResponse<String> signIn(HttpClient client, String email, String password, String cookie)
            throws IOException, InterruptedException {
        return send(client, cookie.isEmpty() ? signIn(email, password) : signIn(email, password, "Cookie", cookie));
    }

    /** Where the account is signed in, as its list of sessions says. */
    private static String addresses(HttpClient client, HttpResponse<String> session)
            throws IOException, InterruptedException {
        String list = get(client, "/api/v2/sessions", "Authorization", "Bearer " + token(session))
                .body();
        // Its own is the one that is used last.
        return list.split("\\}", 2)[0];
    }

    private static int refresh(HttpClient client, String cookie, String... headers)
            throws IOException, InterruptedException {
        return send(
                        client,
                        HttpRequest.newBuilder(URI.create(server.url() + "/api/v2/session/refresh"))
                                .POST(BodyPublishers.noBody())
                                .headers(headers)
                                .header("Cookie", cookie)
                                .build())
                .statusCode();
    }

    private static HttpResponse<String> get(HttpClient client, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
        return send(client, headers.length > 0 ? request.headers(headers).build() : request.build());
    }
}
