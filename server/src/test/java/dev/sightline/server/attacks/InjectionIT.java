package dev.sightline.server.attacks;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * SQL and odd text in every text that the API takes: each parameter and each field of each body in its description, so a new one is tried by
 * itself. None is a fault of the server (5xx), and none brings anything of another organisation.
 */
class InjectionIT extends ServerTest {
    private static final String MARK = "OMEGA-OF-THE-OTHER";

    private static final List<String> TEXTS = List.of(
            "' OR '1'='1",
            "'; DROP TABLE accounts; --",
            "\" OR 1=1 --",
            "') UNION SELECT email, password_hash FROM identities --",
            "1; SELECT set_config('sightline.organization', '1', false)",
            "x' OR organization_id <> 0 OR name ILIKE '%",
            "%' ESCAPE '!' --",
            "\\",
            "\\'",
            "%",
            "_%_",
            ":organization",
            "?",
            "$1",
            "${jndi:ldap://127.0.0.1/a}",
            "{{7*7}}#{7*7}",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "a\u0000b",
            "a\r\nX-Injected: 1",
            "\ud800",
            "\udfff\ud800",
            "\u202e\ufeff\u200b",
            "\ud83d\ude00\ud83c\udff3\ufe0f\u200d\ud83c\udf08",
            "e" + "\u0301".repeat(400),
            "\u0130\u0131\u00df\ufb03",
            "A".repeat(3_000),
            "-1",
            "0",
            "99999999999999999999999999",
            "1e999",
            "NaN",
            "null",
            "true",
            "[]",
            "2026-02-30",
            "-infinity",
            "");

    /** Bytes that are no text, as they stand in an address. */
    private static final List<String> BYTES = List.of("%00", "%ff", "%c0%af", "%ed%a0%80", "%f5%80%80%80", "%e2%82");

    /** What gets past the other checks of a body, so that the field in turn is looked at. */
    private static final Map<String, String> HARMLESS = Map.ofEntries(
            Map.entry("password", "correct horse battery"),
            Map.entry("current_password", "correct horse battery"),
            Map.entry("new_password", "another horse battery"),
            Map.entry("organization", "nowhere-at-all"),
            Map.entry("name", "A name"),
            Map.entry("slug", "made-by-injection"),
            Map.entry("currency", "EUR"),
            Map.entry("time_zone", "UTC"),
            Map.entry("reason", "A reason"),
            Map.entry("confirm", "yes"),
            Map.entry("person_id", "u1"));

    private Organization organization;
    private Organization other;
    private String member;

    @BeforeEach
    void twoOrganisations() {
        organization = organization();
        other = organization();
        for (Organization each : List.of(organization, other)) {
            String mark = each == other ? MARK : "ALPHA";
            append(each, "user/u1", clock.instant(), user(mark));
            append(each, "account/a1", clock.instant(), customer(mark));
            append(each, "opportunity/o1", clock.instant(), deal(mark, "a1", clock.instant()));
        }
        account(other, Role.ADMIN);
        member = account(organization, Role.SALES_REP).id().toString();
        awaitViews(organization);
        awaitViews(other);
    }

    @Test
    void nothing_that_is_written_into_a_parameter_or_a_field_is_more_than_text() {
        long before = log.lastPosition(other.id());
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        JsonNode description = get("/api/v2/openapi.json", null).body();
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                tried += attack(
                        operation.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        operation.getValue(),
                        description,
                        wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(3_000);
        assertThat(log.lastPosition(other.id())).isEqualTo(before);
        assertThat(get("/api/v2/opportunities/o1", signIn(account(other, Role.CEO)))
                        .text())
                .contains(MARK);
    }

    @Test
    void a_parameter_that_is_given_twice_is_refused() {
        String token = signIn(account(organization, Role.ADMIN));
        for (String twice :
                List.of("q=a&q=b", "scope=mine&scope=team", "limit=1&limit=500", "min_position=0&min_position=1")) {
            Response response = get("/api/v2/opportunities?" + twice, token);
            assertThat(response.code()).as(twice).isEqualTo("repeated_parameter");
        }
        assertThat(post("/api/v2/session?email=x@example.com", "{}", null).code())
                .isEqualTo("unknown_parameter");
    }

    private int attack(String method, String path, JsonNode operation, JsonNode description, List<String> wrong) {
        int tried = 0;
        try (Caller caller = new Caller(path, operation.path("x-permission").asString())) {
            for (JsonNode parameter : operation.path("parameters")) {
                String name = parameter.get("name").asString();
                String in = parameter.get("in").asString();
                List<String> values = new ArrayList<>(BYTES);
                TEXTS.forEach(text -> values.add(encoded(text)));
                for (String value : values) {
                    tried++;
                    switch (in) {
                        case "path" -> check(method, place(path, name, value), null, caller, wrong);
                        case "query" ->
                            check(method, place(path, "", "") + "?" + name + "=" + value, null, caller, wrong);
                        default -> {}
                    }
                }
            }
            for (Map.Entry<String, JsonNode> field :
                    fields(operation, description).entrySet()) {
                for (String text : TEXTS) {
                    tried++;
                    String body = body(fields(operation, description), field.getKey(), text);
                    check(method, place(path, "", ""), body, caller, wrong);
                }
            }
        }
        return tried;
    }

    private void check(String method, String place, @Nullable String body, Caller caller, List<String> wrong) {
        String asked = method.startsWith("P") && body == null ? "{}" : body;
        HttpRequest request = request(method, place, asked, caller.token(), "Cookie", "sightline_refresh=' OR 1=1 --");
        Response response = send(caller.client(), request);
        String text = response.text();
        if (response.status() >= 500
                // Whoever guesses their own password has to wait.
                || response.status() == 429 && !text.contains("too_many_attempts")
                || text.contains(MARK)
                || text.contains("SQL")
                || text.contains("syntax error")
                || response.header("X-Injected") != null) {
            wrong.add("%s %s %s: %d %s".formatted(method, place, asked, response.status(), text));
        }
    }

    /** Somebody who may do what the endpoint does; another one elsewhere now and then, as nobody may ask or guess without end. */
    private final class Caller implements AutoCloseable {
        private final boolean platform;
        private final int each;
        private int asked;
        private String token = "";
        private HttpClient client = elsewhere(nextNumber());

        Caller(String path, String permission) {
            this.platform = permission.equals("manage_organizations");
            this.each = path.endsWith("/export") ? 18 : 45;
        }

        String token() {
            if (asked++ % each == 0) {
                Account account =
                        platform ? account(organizations.own(), Role.SUPER_ADMIN) : account(organization, Role.ADMIN);
                token = signIn(account);
                client.close();
                client = elsewhere(nextNumber());
            }
            return token;
        }

        HttpClient client() {
            return client;
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** The path with what is there in the place of ids, and the attack in the place of one. */
    private String place(String path, String name, String value) {
        return path.replace("{" + name + "}", value)
                .replaceAll("(?<=/members/)\\{id}", member)
                .replaceAll("(?<=/opportunities/)\\{id}", "o1")
                .replaceAll("(?<=/accounts/)\\{id}", "a1")
                .replace("{name}", "sales")
                .replace("{position}", "1")
                .replaceAll("\\{[^}]*}", "00000000-0000-4000-8000-000000000000");
    }

    private static Map<String, JsonNode> fields(JsonNode operation, JsonNode description) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        String schema = operation
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema")
                .path("$ref")
                .asString("");
        description
                .path("components")
                .path("schemas")
                .path(schema.substring(schema.lastIndexOf('/') + 1))
                .path("properties")
                .properties()
                .forEach(field -> {
                    if (field.getValue().path("type").toString().contains("string")) {
                        fields.put(field.getKey(), field.getValue());
                    }
                });
        return fields;
    }

    private String body(Map<String, JsonNode> fields, String attacked, String text) {
        List<String> parts = new ArrayList<>();
        fields.forEach((name, schema) -> {
            if (name.equals(attacked)) {
                parts.add("\"" + name + "\": " + escaped(text));
            } else if (schema.has("enum")) {
                parts.add("\"" + name + "\": " + schema.get("enum").get(0));
            } else if (name.endsWith("email")) {
                // Another one each time: the same would have to wait.
                parts.add("\"" + name + "\": \"nobody" + nextNumber() + "@example.com\"");
            } else if (HARMLESS.containsKey(name)) {
                parts.add("\"" + name + "\": \"" + HARMLESS.get(name) + "\"");
            }
        });
        return "{" + String.join(", ", parts) + "}";
    }

    /** As JSON, every character by its number: half a pair gets through as well. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder("\"");
        text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
        return escaped.append('"').toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
