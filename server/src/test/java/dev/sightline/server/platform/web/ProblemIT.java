package dev.sightline.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** Bad input, at an endpoint that everybody may call. */
class ProblemIT extends ServerTest {
    private static final String SESSION = "/api/v2/session";

    @Test
    void a_problem_has_all_its_parts() {
        Response response = post(SESSION, "{}", null, "X-Request-Id", "test-1");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Content-Type")).startsWith("application/problem+json");
        assertThat(response.header("X-Request-Id")).isEqualTo("test-1");
        assertThat(response.header("X-Correlation-Id")).isEqualTo("test-1");
        JsonNode body = response.body();
        assertThat(body.get("type").asString()).isEqualTo("urn:sightline:problem:invalid_request");
        assertThat(body.get("status").asInt()).isEqualTo(400);
        assertThat(body.get("code").asString()).isEqualTo("invalid_request");
        assertThat(body.get("instance").asString()).isEqualTo(SESSION);
        assertThat(body.get("request_id").asString()).isEqualTo("test-1");
        assertThat(body.get("errors")).hasSize(2);
        assertThat(body.get("errors").get(0).get("field").asString()).isEqualTo("email");
        assertThat(body.get("errors").get(0).get("code").asString()).isEqualTo("missing");
    }

    @Test
    void a_harmful_request_id_is_replaced() {
        Response response = get("/api/v2/x", null, "X-Request-Id", "a\" b<script>");
        assertThat(response.header("X-Request-Id")).matches("[0-9a-f-]{36}");
    }

    @Test
    void malformed_json_is_told_from_wrong_types() {
        assertThat(post(SESSION, "{\"email\": ", null).code()).isEqualTo("malformed_json");
        assertThat(post(SESSION, "{'email': 1}", null).code()).isEqualTo("malformed_json");
        assertThat(post(SESSION, "{} {}", null).status()).isEqualTo(400);
        assertThat(post(SESSION, "", null).code()).isEqualTo("missing_body");
        assertThat(post(SESSION, "null", null).status()).isEqualTo(400);
        assertThat(post(SESSION, "[]", null).code()).isEqualTo("invalid_body");
        assertThat(post(SESSION, "\"text\"", null).code()).isEqualTo("invalid_body");
        Response type = post(SESSION, "{\"email\": {\"a\": 1}, \"password\": \"secret-of-mine\"}", null);
        assertThat(type.code()).isEqualTo("invalid_type");
        assertThat(type.body().get("errors").get(0).get("field").asString()).isEqualTo("email");
        assertThat(type.text()).doesNotContain("secret-of-mine");
        assertThat(post(SESSION, "{\"email\": 5, \"password\": \"x\"}", null).code())
                .isEqualTo("invalid_type");
        Response unknown = post(SESSION, "{\"e_mail\": \"a@example.com\"}", null);
        assertThat(unknown.code()).isEqualTo("unknown_field");
        assertThat(unknown.body().get("errors").get(0).get("field").asString()).isEqualTo("e_mail");
    }

    @Test
    void deep_and_long_json_is_refused() {
        assertThat(post(SESSION, "[".repeat(100_000), null).status()).isEqualTo(400);
        assertThat(post(SESSION, "{\"email\": \"" + "a".repeat(5000) + "\", \"password\": \"x\"}", null)
                        .status())
                .isEqualTo(400);
        assertThat(post(SESSION, "{\"email\": \"a\\u0000@b\", \"password\": \"x\"}", null)
                        .code())
                .isEqualTo("invalid_value");
    }

    @Test
    void oversized_bodies_are_refused_with_and_without_a_length() {
        String large = "{\"email\": \"" + "a".repeat(RequestLimits.MAX_BODY) + "\"}";
        Response announced = post(SESSION, large, null);
        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.code()).isEqualTo("body_too_large");
        Response chunked = send(HttpRequest.newBuilder(address(SESSION))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() ->
                        new java.io.ByteArrayInputStream(large.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .build());
        assertThat(chunked.status()).isEqualTo(413);
    }

    @Test
    void wrong_methods_media_and_addresses_are_told_apart() {
        String token = signIn(account(organization(), Role.ADMIN));
        Response method = send("PUT", SESSION, null, token);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.header("Allow")).isEqualTo("DELETE, GET, POST");
        assertThat(post(SESSION, "email=a", null, "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(post(SESSION, "<a/>", null, "Content-Type", "text/xml").code())
                .isEqualTo("unsupported_media_type");
        assertThat(get("/api/v2/nowhere", token).code()).isEqualTo("not_found");
        assertThat(get("/webhooks/nowhere", null).status()).isEqualTo(404);
        assertThat(send("TRACE", "/api/v2/session", null, null).status()).isBetween(400, 405);
    }

    @Test
    void parameters_that_nobody_declared_are_refused_by_name() {
        Response response = post(SESSION + "?verbose=1", "{}", null);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("unknown_parameter");
        assertThat(response.body().get("errors").get(0).get("field").asString()).isEqualTo("verbose");
    }

    @Test
    void absurd_requests_do_not_show_the_insides() {
        String token = signIn(account(organization(), Role.ADMIN));
        for (String path : new String[] {
            "/api/v2/%00",
            "/api/v2/%2e%2e/x",
            "/api//v2/session",
            "/api/v2/session;a=b",
            "/%c0%ae",
            "/api/v2/a%0d%0ab",
            "/error",
            "/api/v2/session?" + "a=1&".repeat(200),
            "/api/v2/x?" + "q".repeat(20_000)
        }) {
            Response response = get(path, token);
            assertThat(response.status()).as(path).isBetween(400, 431);
            assertThat(response.text()).as(path).doesNotContain("Exception", "\tat ", "org.apache", "springframework");
        }
        Response headers = get("/api/v2/x", token, "X-Long", "y".repeat(60_000));
        assertThat(headers.status()).isBetween(400, 431);
        assertThat(headers.text()).doesNotContain("Exception");
    }

    @Test
    void what_the_container_refuses_is_a_problem_too() {
        for (String path : new String[] {"/api/v2/opportunities/a%2Fb", "/api/v2/%00", "/api/v2/%5c"}) {
            Response response = get(path, null);
            assertThat(response.status()).as(path).isEqualTo(400);
            assertThat(response.header("Content-Type")).as(path).startsWith("application/problem+json");
            assertThat(response.code()).as(path).isEqualTo("invalid_request");
        }
    }

    @Test
    void what_the_firewall_refuses_names_the_path_that_was_asked_for() {
        for (String path : new String[] {"/api//v2/session", "/api/v2/session;a=b", "/api/v2/%2e%2e/x", "/a%0d%0ab"}) {
            Response response = get(path, null);
            assertThat(response.status()).as(path).isEqualTo(400);
            assertThat(response.header("Content-Type")).as(path).startsWith("application/problem+json");
            assertThat(response.code()).as(path).isEqualTo("invalid_request");
            assertThat(response.body().get("instance").asString()).isEqualTo(path);
            assertThat(response.body().get("request_id").asString()).isEqualTo(response.header("X-Request-Id"));
        }
        assertThat(get("/error", null).body().get("instance").asString()).isEqualTo("/error");
    }

    @Test
    void what_is_no_character_of_a_path_is_not_repeated() {
        Problem problem = Problem.of(HttpStatus.BAD_REQUEST, "invalid_request", "The request is not well formed.");

        assertThat(problem.body("/a\u001b[2Jb\r\nc\u00e9 d", "1")).containsEntry("instance", "/a?[2Jb??c??d");
    }

    @Test
    void a_query_that_cannot_be_decoded_is_the_callers_fault() {
        String token = signIn(account(organization(), Role.ADMIN));
        for (String query : new String[] {"q=%ff", "=1"}) {
            Response response = get("/api/v2/opportunities?" + query, token);
            assertThat(response.status()).as(query).isEqualTo(400);
            assertThat(response.code()).as(query).isEqualTo("malformed_query");
        }
    }

    @Test
    void every_answer_carries_the_security_headers() {
        for (String path : new String[] {"/", "/api/v2/openapi.json", "/api/v2/nothing"}) {
            Response response = get(path, null);
            assertThat(response.header("Content-Security-Policy"))
                    .contains("script-src 'self';", "style-src 'self';", "font-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(response.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(response.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(response.header("X-Request-Id")).isNotNull();
        }
    }
}
