package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiKeysIT extends ServerTest {
    private static final String KEYS = "/api/v2/api-keys";

    private Organization organization;
    private Account admin;
    private String token;

    @BeforeEach
    void someone() {
        organization = organization();
        admin = account(organization, Role.ADMIN);
        token = signIn(admin);
    }

    @Test
    void a_reading_key_reads_and_does_nothing_else() {
        String key = make("READ_ONLY").get("key").asString();
        assertThat(key).matches("slk_[0-9]+_[A-Za-z0-9_-]{43}");
        for (String path :
                List.of("/api/v2/dashboard", "/api/v2/opportunities", "/api/v2/sync", "/api/v2/users/access")) {
            assertThat(get(path, key).status()).as(path).isEqualTo(200);
        }
        assertThat(post("/api/v2/sync", "{}", key).code()).isEqualTo("forbidden");
        for (String path :
                List.of(KEYS, "/api/v2/members", "/api/v2/audit", "/api/v2/sync/issues", "/api/v2/sessions")) {
            assertThat(get(path, key).code()).as(path).isEqualTo("forbidden");
        }
        JsonNode session = get("/api/v2/session", key).body();
        assertThat(session.get("permissions").valueStream().map(JsonNode::asString))
                .containsExactly("export_records", "view_records", "view_sync");
        assertThat(session.get("organizations")).isEmpty();
        assertThat(post("/api/v2/session/organization", "{\"organization\": \"x\"}", key)
                        .code())
                .isEqualTo("forbidden");
    }

    @Test
    void a_publishing_key_reads_nothing() {
        String key = make("INGEST").get("key").asString();
        assertThat(get("/api/v2/session", key)
                        .body()
                        .get("permissions")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly("ingest");
        assertThat(get("/api/v2/dashboard", key).code()).isEqualTo("forbidden");
    }

    @Test
    void is_shown_once_and_kept_as_a_hash() {
        JsonNode made = make("READ_ONLY");
        String key = made.get("key").asString();
        String listed = get(KEYS, token).text();
        assertThat(listed).doesNotContain(key).contains(made.at("/known/id").asString());
        assertThat(made.at("/known/ending").asString()).isEqualTo(key.substring(key.length() - 4));
        String kept = transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("SELECT string_agg(k::text, ' ') FROM api_keys k")
                        .query(String.class)
                        .single());
        assertThat(kept).doesNotContain(key.substring(10));
    }

    @Test
    void says_when_it_was_last_used() {
        String key = make("READ_ONLY").get("key").asString();
        assertThat(item().get("last_used_at").isNull()).isTrue();
        get("/api/v2/sync", key);
        String first = item().get("last_used_at").asString();
        get("/api/v2/sync", key);
        assertThat(item().get("last_used_at").asString()).isEqualTo(first);
        clock.advance(Duration.ofMinutes(2));
        get("/api/v2/sync", key);
        assertThat(item().get("last_used_at").asString()).isGreaterThan(first);
    }

    @Test
    void ends_when_it_is_revoked_and_when_its_time_is_over() {
        JsonNode made = make("READ_ONLY");
        String key = made.get("key").asString();
        String path = KEYS + "/" + made.at("/known/id").asString();
        assertThat(send("DELETE", path, null, token).status()).isEqualTo(204);
        assertThat(get("/api/v2/sync", key).code()).isEqualTo("invalid_token");
        assertThat(send("DELETE", path, null, token).status()).isEqualTo(204);
        assertThat(item().get("revoked_at").isNull()).isFalse();

        Response brief = post(KEYS, """
                {"name": "brief", "scope": "READ_ONLY", "expires_at": "%s"}
                """.formatted(clock.instant().plusSeconds(600)), token);
        String briefKey = brief.body().get("key").asString();
        assertThat(get("/api/v2/sync", briefKey).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(11));
        assertThat(get("/api/v2/sync", briefKey).code()).isEqualTo("invalid_token");
    }

    @Test
    void is_good_for_its_own_organisation_only_and_cannot_be_forged() {
        String key = make("READ_ONLY").get("key").asString();
        Organization other = organization();
        for (String forged : List.of(
                key.replaceFirst("_[0-9]+_", "_" + other.id() + "_"),
                "slk_" + organization.id() + "_" + "A".repeat(43),
                "slk_0_" + "A".repeat(43),
                "slk_99999999999_" + "A".repeat(43),
                "slk_",
                "slk_1_x",
                key + "x")) {
            assertThat(get("/api/v2/sync", forged).code()).as(forged).isEqualTo("invalid_token");
        }
        String elsewhere = signIn(account(other, Role.ADMIN));
        String id = get(KEYS, token).body().at("/items/0/id").asString();
        assertThat(send("DELETE", KEYS + "/" + id, null, elsewhere).status()).isEqualTo(404);
        assertThat(send("DELETE", KEYS + "/" + UUID.randomUUID(), null, token).status())
                .isEqualTo(404);
        assertThat(send("DELETE", KEYS + "/rubbish", null, token).status()).isEqualTo(404);
        assertThat(get(KEYS, elsewhere).body().get("items")).isEmpty();
        assertThat(get("/api/v2/sync", key).status()).isEqualTo(200);
    }

    @Test
    void what_is_wrong_about_a_wish_is_told_field_by_field() {
        Response empty = post(KEYS, "{}", token);
        assertThat(empty.status()).isEqualTo(400);
        assertThat(empty.body()
                        .get("errors")
                        .valueStream()
                        .map(error -> error.get("field").asString()))
                .containsExactly("name", "scope");
        for (String wrong : List.of(
                "{\"name\": \"x\", \"scope\": \"EVERYTHING\"}",
                "{\"name\": \"a\\nb\", \"scope\": \"INGEST\"}",
                "{\"name\": \"" + "x".repeat(81) + "\", \"scope\": \"INGEST\"}",
                "{\"name\": \"x\", \"scope\": \"INGEST\", \"expires_at\": \"2001-01-01T00:00:00Z\"}",
                "{\"name\": \"x\", \"scope\": \"INGEST\", \"expires_at\": \"9999-01-01T00:00:00Z\"}")) {
            assertThat(post(KEYS, wrong, token).status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void making_and_revoking_is_recorded_and_so_is_what_a_key_does() {
        JsonNode made = make("READ_ONLY");
        send("DELETE", KEYS + "/" + made.at("/known/id").asString(), null, token);
        awaitViews(organization);
        Response audit = get("/api/v2/audit?action=api_key&sort=at", token);
        assertThat(audit.body()
                        .get("items")
                        .valueStream()
                        .map(item -> item.get("action").asString()))
                .containsExactly("api_key.created", "api_key.revoked");
        assertThat(audit.body().at("/items/0/actor/email").asString()).isEqualTo(admin.email());
        assertThat(audit.text()).doesNotContain(made.get("key").asString().substring(10));
    }

    private JsonNode make(String scope) {
        Response made = post(KEYS, """
                {"name": "%s", "scope": "%s"}""".formatted(admin.email(), scope), token);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.body();
    }

    private JsonNode item() {
        return get(KEYS, signIn(admin)).body().at("/items/0");
    }
}
