package dev.sightline.server.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.RawConnection;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Line ends where they do not belong, headers that contradict each other, and requests hidden behind others. */
class HeaderInjectionIT extends AttackTest {
    private static final String MARK = "X-Injected";

    @Test
    void an_id_of_a_request_is_taken_over_only_where_it_is_harmless() throws IOException {
        for (String id : List.of(
                "a%0d%0aX-Injected: 1",
                "a\\r\\nX-Injected: 1",
                "a\nX-Injected: 1",
                "a\r\n X-Injected: 1",
                "a\r\n\tX-Injected: 1",
                "a\u0001b",
                "a\u007fb",
                "a\u00e9b",
                "a b",
                "<script>",
                "${jndi:ldap://x/y}",
                "a".repeat(65),
                "")) {
            for (String header : List.of("X-Request-Id", "X-Correlation-Id")) {
                String answer = ask("GET /api/v2/nothing HTTP/1.1\r\n" + header + ": " + id + "\r\n");
                String head = answer.split("\r\n\r\n", 2)[0];
                // 401 where the line's end made it a request with a harmless id and one more header, which nobody
                // reads.
                assertThat(RawConnection.status(answer)).as(id).isIn(400, 401);
                assertThat(head.lines()).as(id).noneMatch(line -> line.startsWith(MARK));
                assertThat(head).as(id).containsPattern("(?i)x-request-id: ([0-9a-f-]{36}|a)\r\n");
            }
        }
        assertThat(ask("GET /api/v2/nothing HTTP/1.1\r\nX-Request-Id: trace-7\r\n"))
                .contains("X-Request-Id: trace-7", "\"request_id\":\"trace-7\"");
    }

    @Test
    void nothing_of_a_path_or_a_query_becomes_a_header() throws IOException {
        for (String part : List.of("%0d%0aX-Injected:%201", "%0aX-Injected:1", "%E5%98%8A%E5%98%8DX-Injected:1")) {
            for (String path : List.of("/" + part, "/api/v2/" + part, "/opportunities?q=" + part, "/error?x=" + part)) {
                String head = ask("GET " + path + " HTTP/1.1\r\n").split("\r\n\r\n", 2)[0];
                assertThat(head.lines()).as(path).noneMatch(line -> line.startsWith(MARK));
            }
        }
    }

    @Test
    void the_name_of_a_host_is_not_repeated() throws IOException {
        for (String path :
                List.of("/", "/sign-in", "/api/v2/nothing", "/api/v2/openapi.json", "/.well-known/jwks.json")) {
            String answer = ask("GET " + path + " HTTP/1.1\r\nX-Forwarded-Host: evil.example\r\n", "evil.example");
            assertThat(answer).as(path).doesNotContain("evil.example");
        }
    }

    @Test
    void what_is_in_the_log_of_the_organisation_stays_on_one_line_of_the_export() {
        Organization organization = organization();
        String token = signIn(account(organization, Role.ADMIN));
        Response made = post("/api/v2/api-keys", """
                {"name": "=cmd|' /C calc'!A0", "scope": "READ_ONLY"}""", token, "User-Agent", "a\tb=1,\"c\"");
        assertThat(made.status()).isEqualTo(201);
        assertThat(post("/api/v2/api-keys", "{\"name\": \"a\\r\\nb\", \"scope\": \"READ_ONLY\"}", token)
                        .status())
                .isEqualTo(400);
        awaitViews(organization);
        String csv = get("/api/v2/audit/export", token).text();
        assertThat(csv).contains("'=cmd").doesNotContain(",=cmd", "\n=cmd");
    }

    @Test
    void a_request_hidden_behind_another_is_not_answered() throws IOException {
        String hidden = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Hidden: 1\r\n\r\n";
        for (String framing : List.of(
                "Content-Length: 0\r\nContent-Length: " + hidden.length(),
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 3",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity, chunked, identity",
                "Transfer-Encoding: chunked, chunked",
                "Content-Length: +5",
                "Content-Length: 0x10",
                "Content-Length: -1",
                "Content-Length : 5")) {
            try (RawConnection connection = RawConnection.to(address("/"))) {
                String all = connection
                        .send("POST /api/v2/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                + framing + "\r\n\r\n0\r\n\r\n" + hidden)
                        .all();
                assertThat(RawConnection.status(all)).as(framing).isBetween(400, 501);
                assertThat(all.split("HTTP/1\\.1 ", -1))
                        .as(framing + ": " + all)
                        .hasSize(2);
            }
        }
    }

    private String ask(String request) throws IOException {
        return ask(request, "127.0.0.1");
    }

    private String ask(String request, String host) throws IOException {
        try (RawConnection connection = RawConnection.to(address("/"))) {
            return connection
                    .send(request + "Host: " + host + "\r\nConnection: close\r\n\r\n")
                    .all();
        }
    }
}
