package dev.sightline.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class AuditIT extends ServerTest {
    @Autowired
    private AuditLog audit;

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
    void says_who_signed_in_from_where_and_when() {
        JsonNode entry = items("?action=session.signed_in").getFirst();
        assertThat(entry.get("outcome").asString()).isEqualTo("done");
        assertThat(entry.at("/actor/email").asString()).isEqualTo(admin.email());
        assertThat(entry.at("/actor/account_id").asString())
                .isEqualTo(admin.id().toString());
        assertThat(entry.at("/from/address").asString()).isEqualTo("127.0.0.1");
        assertThat(entry.at("/from/user_agent").asString()).contains("Java-http-client");
        assertThat(entry.at("/from/request_id").asString()).isNotBlank();
    }

    @Test
    void records_what_is_refused_once_per_attempt_and_once_per_lock() {
        Account person = account(organization, Role.SALES_REP);
        for (int i = 0; i < 5; i++) {
            assertThat(tryIn(person.email(), "guess number " + i).status()).isEqualTo(401);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(tryIn(person.email(), PASSWORD).status()).isEqualTo(429);
        }
        assertThat(tryIn("nobody-" + person.email(), PASSWORD).status()).isEqualTo(401);
        await("six refusals are recorded", () -> items("?outcome=refused").size() == 6);
        List<JsonNode> refused = items("?outcome=refused&person=" + person.email());
        assertThat(refused.stream().map(entry -> entry.get("reason").asString()))
                .containsExactlyInAnyOrder(
                        "wrong_password",
                        "wrong_password",
                        "wrong_password",
                        "wrong_password",
                        "wrong_password",
                        "too_many_attempts");
        assertThat(refused).allSatisfy(entry -> {
            assertThat(entry.at("/actor/account_id").isNull()).isTrue();
            assertThat(entry.at("/on/id").asString()).isEqualTo(person.id().toString());
        });
    }

    @Test
    void records_what_somebody_may_not_do_once_an_hour_for_each_permission() {
        Account person = account(organization, Role.SALES_REP);
        Account waiting = account(organization, Role.PENDING);
        String theirs = signIn(person);
        for (int i = 0; i < 5; i++) {
            assertThat(get("/api/v2/members", theirs).status()).isEqualTo(403);
        }
        assertThat(send("DELETE", "/api/v2/members/" + admin.id() + "/second-factor", null, theirs)
                        .status())
                .isEqualTo(403);
        assertThat(get("/api/v2/members", signIn(waiting)).status()).isEqualTo(403);
        assertThat(get("/api/v2/members", null).status()).isEqualTo(401);
        assertThat(get("/api/v2/audit", theirs).status()).isEqualTo(403);
        // Told behind the answer; what comes later is told later.
        await("both are recorded", () -> items("?action=access").size() >= 2);
        List<JsonNode> refused = items("?action=access");
        assertThat(refused.stream().map(entry -> entry.at("/on/id").asString()))
                .containsExactlyInAnyOrder("manage_members", "view_audit");
        assertThat(refused).allSatisfy(entry -> {
            assertThat(entry.get("outcome").asString()).isEqualTo("refused");
            assertThat(entry.get("reason").asString()).isEqualTo("not_permitted");
            assertThat(entry.at("/actor/email").asString()).isEqualTo(person.email());
            assertThat(entry.at("/from/request_id").asString()).isNotBlank();
        });

        clock.advance(Duration.ofMinutes(61));
        assertThat(send("DELETE", "/api/v2/members/" + admin.id() + "/second-factor", null, signIn(person))
                        .status())
                .isEqualTo(403);
        token = signIn(admin);
        await("it is told again", () -> items("?action=access").size() == 3);
        assertThat(items("?action=access").getFirst().get("detail").asString())
                .isEqualTo("DELETE /api/v2/members/{id}/second-factor");
    }

    @Test
    void a_refusal_by_a_rule_is_recorded_too() {
        Account root = account(organization, Role.SUPER_ADMIN);
        assertThat(post("/api/v2/members/" + root.id() + "/deactivation", "{}", token)
                        .status())
                .isEqualTo(403);
        await("it is recorded", () -> items("?action=access").size() == 1);
        assertThat(items("?action=access").getFirst().get("detail").asString())
                .isEqualTo("POST /api/v2/members/{id}/deactivation");
    }

    @Test
    void records_signing_out_a_stolen_token_and_every_change_of_an_account() {
        Account person = account(organization, Role.SALES_REP);
        String cookie = cookie(tryIn(person.email(), PASSWORD));
        assertThat(refresh(cookie).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(1));
        assertThat(refresh(cookie).status()).isEqualTo(401);
        String another = cookie(tryIn(person.email(), PASSWORD));
        send("DELETE", "/api/v2/session", null, null, "Cookie", "sightline_refresh=" + another);
        accounts.setRole(organization.id(), person.id(), Role.MANAGER, TEST);
        accounts.setActive(organization.id(), person.id(), false, TEST);
        accounts.setActive(organization.id(), person.id(), true, TEST);

        List<JsonNode> entries = items("?sort=at&person=" + person.id());
        assertThat(entries.stream().map(entry -> entry.get("action").asString()))
                .containsExactly(
                        "account.created",
                        "session.signed_in",
                        "session.token_reused",
                        "session.signed_in",
                        "session.signed_out",
                        "account.role_changed",
                        "account.deactivated",
                        "account.reactivated");
        assertThat(entries.get(5).get("detail").asString()).isEqualTo("from SALES_REP to MANAGER");
        assertThat(entries.get(5).at("/actor/email").asString()).isEqualTo("test");
    }

    @Test
    void an_entry_is_there_only_if_what_it_records_is() {
        assertThatThrownBy(() -> transactions.write(organization.id(), jdbc -> {
                    audit.record(organization.id(), AuditEntry.of("test.undone", TEST));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        transactions.write(organization.id(), jdbc -> {
            audit.record(organization.id(), AuditEntry.of("test.kept", TEST));
            return true;
        });
        assertThat(items("?action=test").stream()
                        .map(entry -> entry.get("action").asString()))
                .containsExactly("test.kept");
    }

    @Test
    void pages_through_what_fits_in_either_order() {
        for (int i = 0; i < 7; i++) {
            audit.record(organization.id(), AuditEntry.of("test.counted", TEST).detail("number " + i));
        }
        awaitViews(organization);
        for (String sort : List.of("at", "-at")) {
            List<String> seen = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = get("/api/v2/audit?action=test&limit=3&sort=" + sort + cursor, token)
                        .body();
                page.get("items").forEach(item -> seen.add(item.get("detail").asString()));
                cursor = page.get("next_cursor").isNull()
                        ? ""
                        : "&cursor=" + page.get("next_cursor").asString();
            } while (!cursor.isEmpty());
            List<String> wanted = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                wanted.add("number " + i);
            }
            assertThat(seen).isEqualTo(sort.equals("at") ? wanted : wanted.reversed());
        }
        assertThat(items("?q=NUMBER%203")).hasSize(1);
        assertThat(items("?q=" + "%25")).isEmpty();
        assertThat(items("?action=test&to=" + clock.instant().minusSeconds(3600)))
                .isEmpty();
        assertThat(items("?action=test&from=" + clock.instant().minusSeconds(3600)))
                .hasSize(7);
    }

    @Test
    void an_export_holds_the_same_and_is_itself_recorded() {
        audit.record(organization.id(), AuditEntry.of("test.exported", TEST).detail("=1+1, \"quoted\""));
        awaitViews(organization);
        Response csv = get("/api/v2/audit/export?action=test", token);
        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(csv.header("Content-Disposition")).contains("audit.csv");
        assertThat(csv.text().lines().toList()).hasSize(2);
        assertThat(csv.text()).contains("test.exported", "\"'=1+1, \"\"quoted\"\"\"");
        assertThat(items("?action=audit.exported")).hasSize(1);
    }

    @Test
    void only_administrators_see_it_and_only_their_own_organisations() {
        for (Role role : List.of(Role.CEO, Role.MANAGER, Role.SALES_REP)) {
            String other = signIn(account(organization, role));
            assertThat(get("/api/v2/audit", other).code()).isEqualTo("forbidden");
            assertThat(get("/api/v2/audit/export", other).code()).isEqualTo("forbidden");
        }
        Organization elsewhere = organization();
        audit.record(elsewhere.id(), AuditEntry.of("test.elsewhere", TEST));
        awaitViews(elsewhere);
        assertThat(items("?action=test.elsewhere")).isEmpty();
        assertThat(get("/api/v2/audit/export", token).text()).doesNotContain("test.elsewhere");
    }

    @Test
    void bad_filters_are_told_by_name() {
        for (String query : List.of(
                "outcome=maybe",
                "from=yesterday",
                "to=%2B1000000000-01-01T00:00:00Z",
                "sort=email",
                "cursor=rubbish",
                "q=" + "x".repeat(201))) {
            Response response = get("/api/v2/audit?" + query, token);
            assertThat(response.status()).as(query).isEqualTo(400);
            assertThat(response.body().at("/errors/0/field").asString())
                    .as(query)
                    .isEqualTo(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void holds_no_password_and_no_token() {
        Account person = account(organization, Role.SALES_REP);
        String cookie = cookie(tryIn(person.email(), PASSWORD));
        String everything = log.read(organization.id(), EventFilter.all(), 1000).toString();
        assertThat(everything)
                .contains("session.signed_in")
                .doesNotContain(PASSWORD, "argon2", cookie.substring(cookie.indexOf('.') + 1));
    }

    private List<JsonNode> items(String query) {
        awaitViews(organization);
        Response response = get("/api/v2/audit" + query, token);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.body().get("items").valueStream().toList();
    }

    private Response tryIn(String email, String password) {
        return post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(email, password), null);
    }

    private Response refresh(String cookie) {
        return send("POST", "/api/v2/session/refresh", null, null, "Cookie", "sightline_refresh=" + cookie);
    }

    private static String cookie(Response response) {
        return java.util.Objects.requireNonNull(response.header("Set-Cookie")).split("[=;]", 3)[1];
    }
}
