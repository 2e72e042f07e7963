package dev.sightline.server.tenancy;

import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What the platform's administrators do to organisations, and what they may not. */
class OrganizationsIT extends ServerTest {
    private static final String PATH = "/api/v2/organizations";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    private OrganizationDeletion deletion;

    @Autowired
    private JdbcClient jdbc;

    private Account platform;
    private Response session;
    private String token;
    private Organization organization;
    private Account admin;

    @BeforeEach
    void someone() {
        platform = account(organizations.own(), Role.SUPER_ADMIN);
        home();
        organization = organization();
        admin = account(organization, Role.ADMIN);
    }

    @Test
    void makes_one_whose_administrator_may_be_somebody_who_signs_in_elsewhere() {
        String slug = "made-" + NUMBER.incrementAndGet();
        Response made = post(PATH, wish(slug, admin.email()), token);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.body().get("status").asString()).isEqualTo("ACTIVE");
        assertThat(post(PATH, wish(slug, admin.email()), token).code()).isEqualTo("slug_taken");

        Response switched = move(session(admin), "organization", slug);
        String there = switched.body().get("access_token").asString();
        assertThat(get("/api/v2/members", there).body().get("items")).hasSize(1);
        assertThat(get(PATH, token)
                        .body()
                        .get("items")
                        .valueStream()
                        .map(each -> each.get("slug").asString()))
                .contains(slug, organization.slug());
    }

    @Test
    void what_is_wrong_about_a_wish_is_told_field_by_field() {
        Response empty = post(PATH, "{}", token);
        assertThat(empty.status()).isEqualTo(400);
        assertThat(empty.body()
                        .get("errors")
                        .valueStream()
                        .map(error -> error.get("field").asString()))
                .containsExactly("slug", "name", "currency", "time_zone");
        assertThat(post(PATH, wish("Not A Slug", "nobody"), token).body().get("errors"))
                .hasSize(2);
    }

    @Test
    void only_the_platforms_administrators_may_and_they_see_no_records_at_home() {
        for (Role role : List.of(Role.ADMIN, Role.CEO, Role.SALES_REP)) {
            Response other = session(account(organization, role));
            assertThat(get(PATH, other.body().get("access_token").asString()).code())
                    .isEqualTo("forbidden");
            assertThat(move(other, "visit", organization.slug()).code()).isEqualTo("forbidden");
        }
        assertThat(get("/api/v2/dashboard", token).code()).isEqualTo("forbidden");
        assertThat(get("/api/v2/members", token).code()).isEqualTo("forbidden");
    }

    @Test
    void a_suspended_one_refuses_everything_and_says_so() {
        String theirs = signIn(admin);
        Response key = post("/api/v2/api-keys", "{\"name\": \"k\", \"scope\": \"READ_ONLY\"}", theirs);
        assertThat(change("POST", "suspension").body().get("status").asString()).isEqualTo("SUSPENDED");
        for (String each : List.of(theirs, key.body().get("key").asString(), signIn(admin))) {
            Response refused = get("/api/v2/dashboard", each);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("organization_suspended");
        }
        assertThat(get("/api/v2/session", theirs).body().get("suspended").asBoolean())
                .isTrue();
        assertThat(post("/api/v2/sync", "{}", theirs).code()).isEqualTo("organization_suspended");
        assertThat(move(session, "visit", organization.slug()).code()).isEqualTo("organization_status");
        assertThat(change("POST", "suspension").code()).isEqualTo("organization_status");
        assertThat(change("DELETE", "suspension").status()).isEqualTo(200);
        assertThat(get("/api/v2/dashboard", theirs).status()).isEqualTo(200);
    }

    @Test
    void the_settings_own_organisation_stays() {
        String own = PATH + "/" + organizations.own().slug();
        assertThat(post(own + "/suspension", "", token).code()).isEqualTo("own_organization");
        assertThat(post(own + "/deletion", "", token).code()).isEqualTo("own_organization");
        assertThat(post(PATH + "/there-is-none/deletion", "", token).status()).isEqualTo(404);
    }

    @Test
    void entering_is_seen_and_recorded_and_ends_with_leaving() {
        assertThat(post("/api/v2/session/visit", "{\"organization\": \"" + organization.slug() + "\"}", token)
                        .code())
                .as("an access token alone enters nowhere")
                .isEqualTo("session_over");
        Response entered = move(session, "visit", organization.slug());
        assertThat(entered.status()).as(entered.text()).isEqualTo(200);
        String inside = entered.body().get("access_token").asString();
        JsonNode within = get("/api/v2/session", inside).body();
        assertThat(within.get("visiting").asBoolean()).isTrue();
        assertThat(get("/api/v2/sessions", inside)
                        .body()
                        .get("items")
                        .valueStream()
                        .map(each -> each.get("current").asBoolean()))
                .containsExactly(true);
        assertThat(within.at("/organization/slug").asString()).isEqualTo(organization.slug());
        assertThat(get("/api/v2/dashboard", inside).status()).isEqualTo(200);
        assertThat(get(PATH, inside).code()).isEqualTo("forbidden");
        assertThat(get("/api/v2/session", token).status())
                .as("the session at home is over")
                .isEqualTo(401);

        String theirs = signIn(admin);
        JsonNode members = get("/api/v2/members", theirs).body().get("items");
        assertThat(members.valueStream()
                        .filter(member -> member.get("visiting").asBoolean())
                        .map(member -> member.get("email").asString()))
                .containsExactly(platform.email());
        awaitViews(organization);
        assertThat(get("/api/v2/audit?action=organization.entered", theirs)
                        .body()
                        .at("/items/0/actor/email")
                        .asString())
                .isEqualTo(platform.email());

        Response home = move(entered, "organization", organizations.own().slug());
        assertThat(get(PATH, home.body().get("access_token").asString()).status())
                .isEqualTo(200);
        assertThat(get("/api/v2/dashboard", inside).status()).isEqualTo(401);
        assertThat(post("/api/v2/session", """
                {"email": "%s", "password": "%s", "organization": "%s"}
                """.formatted(platform.email(), PASSWORD, organization.slug()), null)
                        .code())
                .isEqualTo("wrong_credentials");
    }

    @Test
    void a_visitor_makes_no_key_that_would_outlive_the_visit_but_revokes_one() {
        String theirs = signIn(admin);
        String wish = "{\"name\": \"k\", \"scope\": \"READ_ONLY\"}";
        String key =
                post("/api/v2/api-keys", wish, theirs).body().at("/known/id").asString();
        String inside = move(session, "visit", organization.slug())
                .body()
                .get("access_token")
                .asString();
        assertThat(post("/api/v2/api-keys", wish, inside).code()).isEqualTo("forbidden");
        assertThat(get("/api/v2/api-keys", inside).body().get("items")).hasSize(1);
        assertThat(send("DELETE", "/api/v2/api-keys/" + key, null, inside).status())
                .isEqualTo(204);
    }

    @Test
    void a_visitor_lets_nobody_in_who_would_stay() {
        String inside = move(session, "visit", organization.slug())
                .body()
                .get("access_token")
                .asString();
        assertThat(post("/api/v2/invitations", """
                        {"email": "second-address@platform.example", "role": "ADMIN"}""", inside).code()).isEqualTo("forbidden");
        String provider = """
                {"kind": "OIDC", "name": "Mine", "issuer": "http://127.0.0.1:1", "domains": ["visitor-%s.test"],
                 "client_id": "c", "client_secret": "s"}""".formatted(organization.slug());
        assertThat(post("/api/v2/sign-in-providers", provider, inside).code()).isEqualTo("forbidden");
        Response theirs = post("/api/v2/sign-in-providers", provider, signIn(admin));
        assertThat(theirs.status()).as(theirs.text()).isEqualTo(201);
        String id = theirs.body().get("id").asString();
        assertThat(send("PUT", "/api/v2/sign-in-providers/" + id, provider, inside)
                        .code())
                .isEqualTo("forbidden");
        String odoo = """
                {"url": "http://127.0.0.1:1", "database": "d", "login": "l", "key": "k"}""";
        assertThat(send("PUT", "/api/v2/sync/connection", odoo, inside).code()).isEqualTo("forbidden");
        assertThat(post("/api/v2/sync/connection/webhook", "{}", inside).code()).isEqualTo("forbidden");
        assertThat(post("/api/v2/sync/connection/webhook", "{}", signIn(admin)).status())
                .isEqualTo(201);
        // What is there may be taken away.
        assertThat(send("DELETE", "/api/v2/sync/connection/webhook", null, inside)
                        .status())
                .isEqualTo(204);
        assertThat(send("DELETE", "/api/v2/sign-in-providers/" + id, null, inside)
                        .status())
                .isEqualTo(204);
        assertThat(get("/api/v2/invitations", inside).body().get("items")).isEmpty();
    }

    @Test
    void a_visit_ends_with_the_role_and_after_some_hours() {
        String inside = move(session, "visit", organization.slug())
                .body()
                .get("access_token")
                .asString();
        accounts.setRole(organizations.own().id(), platform.id(), Role.MANAGER, TEST);
        assertThat(get("/api/v2/dashboard", inside).status()).isEqualTo(401);

        accounts.setRole(organizations.own().id(), platform.id(), Role.SUPER_ADMIN, TEST);
        home();
        String cookie = sessionCookie(move(session, "visit", organization.slug()));
        clock.advance(Duration.ofHours(7).plusMinutes(55));
        Response late = send("POST", "/api/v2/session/refresh", null, null, "Cookie", cookie);
        String token = late.body().get("access_token").asString();
        assertThat(get("/api/v2/dashboard", token).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(5));
        assertThat(get("/api/v2/dashboard", token).status())
                .as("with a token that is good for ten minutes more")
                .isEqualTo(401);
        assertThat(send("POST", "/api/v2/session/refresh", null, null, "Cookie", sessionCookie(late))
                        .code())
                .isEqualTo("session_over");
    }

    @Test
    void an_export_holds_log_and_settings_and_no_secret() throws Exception {
        append(organization, "user/odoo-1", clock.instant(), user("Anna Export"));
        String theirs = signIn(admin);
        String key = post("/api/v2/api-keys", "{\"name\": \"k\", \"scope\": \"INGEST\"}", theirs)
                .body()
                .get("key")
                .asString();
        assertThat(provider(theirs, "Acme SSO", "acme-client").status()).isEqualTo(201);
        Organization other = organization();
        assertThat(provider(signIn(account(other, Role.ADMIN)), "Other SSO", "other-client")
                        .status())
                .isEqualTo(201);
        Map<String, String> files = export();
        assertThat(files.keySet()).containsExactlyInAnyOrder("settings.json", "log.txt");
        assertThat(files.get("log.txt")).contains("Anna Export", "organization.exported");
        assertThat(files.get("settings.json")).contains(admin.email(), organization.slug(), "INGEST");
        JsonNode providers = json.readTree(files.get("settings.json")).get("sign_in_providers");
        assertThat(providers).hasSize(1);
        assertThat(providers.get(0).get("name").asString()).isEqualTo("Acme SSO");
        assertThat(providers.get(0).get("client_id").asString()).isEqualTo("acme-client");
        assertThat(providers.get(0).get("issuer").asString()).isEqualTo("http://127.0.0.1:9/acme-client");
        assertThat(providers.get(0).get("domains").get(0).asString()).isEqualTo("acme-client.example");
        assertThat(providers.get(0).get("enabled").asBoolean()).isTrue();
        assertThat(files.toString())
                .doesNotContain(
                        "argon2", key.substring(10), PASSWORD, "secret-of-acme", "client_secret", "other-client");
    }

    private Response provider(String administrator, String name, String client) {
        return post(
                "/api/v2/sign-in-providers",
                """
                {"kind": "OIDC", "name": "%s", "issuer": "http://127.0.0.1:9/%s", "client_id": "%s",
                 "client_secret": "secret-of-%s", "domains": ["%s.example"]}
                """.formatted(name, client, client, client.substring(0, 4), client),
                administrator);
    }

    @Test
    void what_is_to_be_deleted_can_be_restored_until_its_time_is_over() {
        Response wanted = change("POST", "deletion");
        assertThat(wanted.body().get("status").asString()).isEqualTo("DELETING");
        assertThat(get("/api/v2/dashboard", signIn(admin)).code()).isEqualTo("organization_suspended");
        clock.advance(Duration.ofDays(29));
        deletion.deleteDue();
        home();
        assertThat(change("DELETE", "deletion").body().get("status").asString()).isEqualTo("SUSPENDED");
        assertThat(change("DELETE", "suspension").status()).isEqualTo(200);
        clock.advance(Duration.ofDays(29));
        deletion.deleteDue();
        assertThat(organizations.bySlug(organization.slug())).isPresent();
        assertThat(get("/api/v2/dashboard", signIn(admin)).status()).isEqualTo(200);
    }

    @Test
    void afterwards_nothing_is_left_in_any_table_and_nobody_else_misses_anything() {
        Organization other = organization();
        Account both = account(organization, Role.SALES_REP);
        account(other, Role.SALES_REP, both.email(), null);
        fill(organization);
        fill(other);
        Map<String, Long> othersBefore = rows(other);
        assertThat(rows(organization).values().stream()
                        .filter(count -> count > 0)
                        .count())
                .as("tables with rows")
                .isGreaterThan(10);

        change("POST", "deletion");
        clock.advance(Duration.ofDays(31));
        deletion.deleteDue();

        assertThat(rows(organization))
                .allSatisfy((table, count) -> assertThat(count).as(table).isZero());
        assertThat(organizations.bySlug(organization.slug())).isEmpty();
        assertThat(rows(other)).isEqualTo(othersBefore);
        assertThat(accounts.hasSignIn(admin.email())).isFalse();
        assertThat(accounts.hasSignIn(both.email())).isTrue();
        assertThat(get("/api/v2/session", signIn(both)).body().get("organizations"))
                .hasSize(1);
    }

    @Test
    void the_application_cannot_delete_what_nobody_wants_deleted() {
        Boolean deleted = jdbc.sql("SELECT delete_organization(:id, :now)")
                .param("id", organization.id().value())
                .param("now", clock.instant().plus(Duration.ofDays(999)).atOffset(java.time.ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
        assertThat(deleted).isFalse();
        assertThat(organizations.bySlug(organization.slug())).isPresent();
    }

    private void home() {
        session = session(platform);
        token = session.body().get("access_token").asString();
    }

    private void fill(Organization where) {
        append(where, "user/odoo-1", clock.instant(), user("Anna"));
        Account boss = account(where, Role.ADMIN);
        String theirs = signIn(boss);
        post("/api/v2/api-keys", "{\"name\": \"k\", \"scope\": \"INGEST\"}", theirs);
        transactions.write(where.id(), client -> {
            client.sql("""
                            INSERT INTO sync_state (organization_id) VALUES (?)
                            """).param(where.id().value()).update();
            client.sql("""
                            INSERT INTO odoo_raw_data (organization_id, id, model, record_id, checksum, document, fetched_at, job_id,
                                is_latest, translated)
                            VALUES (?, nextval('odoo_raw_data_id_seq'), 'crm.lead', 1, '\\x00', '{}', now(),
                                gen_random_uuid(), true, true)
                            """).param(where.id().value()).update();
            return true;
        });
        awaitViews(where);
    }

    /** How many rows there are of the organisation, by table; as many tables as have its number. */
    private Map<String, Long> rows(Organization where) {
        List<String> tables = jdbc.sql("""
                        SELECT format('%I.%I', n.nspname, c.relname)
                        FROM pg_class c
                            JOIN pg_namespace n ON n.oid = c.relnamespace
                            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
                        WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%'
                            AND has_table_privilege(c.oid, 'SELECT')
                        """).query(String.class).list();
        Map<String, Long> rows = new HashMap<>();
        transactions.read(where.id(), client -> {
            for (String table : tables) {
                rows.put(
                        table,
                        client.sql("SELECT count(*) FROM " + table + " WHERE organization_id = ?")
                                .param(where.id().value())
                                .query(Long.class)
                                .single());
            }
            return true;
        });
        return rows;
    }

    private Map<String, String> export() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address(PATH + "/" + organization.slug() + "/export"))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            Map<String, String> files = new HashMap<>();
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return files;
        }
    }

    private Response change(String method, String what) {
        return send(method, PATH + "/" + organization.slug() + "/" + what, method.equals("POST") ? "" : null, token);
    }

    private static String wish(String slug, String administrator) {
        return """
                {"slug": "%s", "name": "Made", "currency": "EUR", "time_zone": "Europe/Brussels",
                 "administrator_email": "%s"}""".formatted(slug, administrator);
    }
}
