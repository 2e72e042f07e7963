package dev.sightline.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.RawConnection;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every answer carries, whoever gives it, and how often one may ask. */
class WebProtectionsIT extends ServerTest {
    private static final Map<String, String> HEADERS = Map.of(
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "referrer-policy", "same-origin",
            "permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin");

    @Test
    void every_answer_carries_the_headers_whoever_gives_it() throws IOException {
        String token = signIn(account(organization(), Role.ADMIN));
        Map<String, String> requests = new LinkedHashMap<>();
        requests.put("a page", "GET / HTTP/1.1");
        requests.put("a screen", "GET /opportunities HTTP/1.1");
        requests.put("a file", "GET /assets/app-1a2b3c4d.js HTTP/1.1");
        requests.put("a missing file", "GET /assets/none.js HTTP/1.1");
        requests.put("data", "GET /api/v2/session HTTP/1.1\r\nAuthorization: Bearer " + token);
        requests.put("nobody", "GET /api/v2/session HTTP/1.1");
        requests.put("forbidden", "GET /api/v2/organizations HTTP/1.1\r\nAuthorization: Bearer " + token);
        requests.put("no method", "PUT /api/v2/session HTTP/1.1\r\nContent-Length: 0");
        requests.put("a probe", "GET /livez HTTP/1.1");
        requests.put("the metrics", "GET /metrics HTTP/1.1\r\nX-Forwarded-For: 192.0.2.1");
        requests.put("the firewall", "GET /api//v2 HTTP/1.1");
        requests.put("the container", "GET /api/v2/a%2Fb HTTP/1.1");
        requests.put("a length", "POST /api/v2/session HTTP/1.1\r\nContent-Length: 100000000");
        requests.put(
                "preflight",
                "OPTIONS /api/v2/session HTTP/1.1\r\nOrigin: https://a.example\r\n"
                        + "Access-Control-Request-Method: GET");
        requests.put("a request that is none", "GET /a|b HTTP/1.1");
        requests.put("a header that is too long", "GET / HTTP/1.1\r\nX-Long: " + "y".repeat(40_000));
        requests.forEach((what, request) -> {
            try (RawConnection connection = RawConnection.to(address("/"))) {
                String head =
                        connection.send(request + "\r\nHost: 127.0.0.1\r\n\r\n").head();
                Map<String, String> headers = headers(head);
                assertThat(RawConnection.status(head)).as(what).isBetween(200, 431);
                assertThat(headers).as(what + ": " + head).containsAllEntriesOf(HEADERS);
                assertThat(headers.get("content-security-policy"))
                        .as(what)
                        .contains(
                                "default-src 'none'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                        .doesNotContain("unsafe", "*");
                assertThat(headers).as(what).doesNotContainKeys("server", "x-powered-by", "strict-transport-security");
                assertThat(head).as(what).doesNotContainIgnoringCase("access-control-allow");
            } catch (IOException e) {
                throw new AssertionError(what, e);
            }
        });
    }

    @Test
    void who_takes_too_much_along_is_told_to_wait_and_nobody_else_is() {
        Organization organization = organization();
        String busy = signIn(account(organization, Role.ADMIN));
        String other = signIn(account(organization, Role.ADMIN));
        Response last = get("/api/v2/audit/export", busy);
        for (int i = 0; i < 100 && last.status() == 200; i++) {
            last = get("/api/v2/audit/export", busy);
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.code()).isEqualTo("too_many_requests");
        assertThat(last.header("Content-Type")).startsWith("application/problem+json");
        assertThat(Integer.parseInt(Objects.requireNonNull(last.header("Retry-After"))))
                .isBetween(1, 60);
        assertThat(get("/api/v2/audit/export", other).status()).isEqualTo(200);
        assertThat(get("/api/v2/audit", busy).status()).as("another kind").isEqualTo(200);
    }

    @Test
    void who_changes_too_much_is_told_to_wait_also_where_it_may_not() {
        String busy = signIn(account(organization(), Role.SALES_REP));
        int status = 0;
        for (int i = 0; i < 1_000 && status != 429; i++) {
            status = send("DELETE", "/api/v2/api-keys/x", null, busy).status();
            assertThat(status).isIn(403, 429);
        }
        assertThat(status).isEqualTo(429);
        assertThat(get("/api/v2/session", busy).status()).isEqualTo(200);
    }

    @Test
    void other_sites_get_no_leave() {
        String token = signIn(account(organization(), Role.ADMIN));
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1.evil.example")) {
            Response answer = get("/api/v2/session", token, "Origin", origin);
            assertThat(answer.http().headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
            // Browsers from before Sec-Fetch-Site say the origin alone.
            assertThat(send("POST", "/api/v2/session/refresh", null, null, "Origin", origin)
                            .status())
                    .as(origin)
                    .isEqualTo(403);
        }
        String own = "http://127.0.0.1:" + address("/").getPort();
        assertThat(send("POST", "/api/v2/session/refresh", null, null, "Origin", own)
                        .status())
                .isEqualTo(204);
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
            }
        }
        return headers;
    }
}
