package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where one is signed in, and signing out there and everywhere. */
class OwnSessionsIT extends ServerTest {
    private static final String SESSIONS = "/api/v2/sessions";

    private Organization first;
    private Organization second;
    private Account person;

    @BeforeEach
    void someone() {
        first = organization();
        second = organization();
        person = account(first, Role.SALES_REP);
        account(second, Role.MANAGER, person.email(), null);
    }

    @Test
    void lists_those_of_all_organisations_and_says_which_one_asks() {
        Response laptop = tryIn(first, "Laptop");
        clock.advance(Duration.ofMinutes(1));
        Response phone = tryIn(second, "Phone");
        JsonNode items = get(SESSIONS, token(laptop)).body().get("items");
        assertThat(items.valueStream().map(item -> item.get("user_agent").asString()))
                .containsExactly("Phone", "Laptop");
        assertThat(items.valueStream().map(item -> item.get("current").asBoolean()))
                .containsExactly(false, true);
        assertThat(items.get(0).get("organization").asString()).isEqualTo(second.slug());
        assertThat(items.get(0).get("address").asString()).isEqualTo("127.0.0.1");

        clock.advance(Duration.ofMinutes(1));
        refresh(laptop, "Laptop, updated");
        JsonNode newest = get(SESSIONS, token(phone)).body().at("/items/0");
        assertThat(newest.get("user_agent").asString()).isEqualTo("Laptop, updated");
        assertThat(newest.get("last_used_at").asString())
                .isGreaterThan(newest.get("started_at").asString());
        clock.advance(Duration.ofDays(15));
        assertThat(get(SESSIONS, token(tryIn(first, "Later"))).body().get("items"))
                .hasSize(1);
    }

    @Test
    void signs_out_there_at_once_also_in_another_organisation() {
        Response here = tryIn(first, "Here");
        Response there = tryIn(second, "There");
        String id = get(SESSIONS, token(there))
                .body()
                .get("items")
                .valueStream()
                .filter(item -> item.get("current").asBoolean())
                .findFirst()
                .orElseThrow()
                .get("id")
                .asString();
        assertThat(delete(SESSIONS + "/" + id, token(here)).status()).isEqualTo(204);
        assertThat(get("/api/v2/session", token(there)).code()).isEqualTo("invalid_token");
        assertThat(refresh(there, "There").status()).isEqualTo(401);
        assertThat(get("/api/v2/session", token(here)).status()).isEqualTo(200);
        assertThat(delete(SESSIONS + "/" + id, token(here)).status()).isEqualTo(404);
    }

    @Test
    void nobody_ends_the_session_of_somebody_else() {
        Response mine = tryIn(first, "Mine");
        String id = get(SESSIONS, token(mine)).body().at("/items/0/id").asString();
        String other = signIn(account(first, Role.ADMIN));
        assertThat(delete(SESSIONS + "/" + id, other).status()).isEqualTo(404);
        assertThat(delete(SESSIONS + "/rubbish", other).status()).isEqualTo(404);
        assertThat(get("/api/v2/session", token(mine)).status()).isEqualTo(200);
    }

    @Test
    void signs_out_everywhere_and_nobody_else_with_it() {
        List<Response> sessions = List.of(tryIn(first, "One"), tryIn(first, "Two"), tryIn(second, "Three"));
        String somebodyElse = signIn(account(second, Role.CEO));
        assertThat(delete(SESSIONS, token(sessions.getFirst())).status()).isEqualTo(204);
        for (Response session : sessions) {
            assertThat(get("/api/v2/session", token(session)).status()).isEqualTo(401);
            assertThat(refresh(session, "One").status()).isEqualTo(401);
        }
        assertThat(get("/api/v2/session", somebodyElse).status()).isEqualTo(200);
        assertThat(tryIn(first, "Again").status()).isEqualTo(200);
    }

    @Test
    void an_administrator_signs_somebody_out_of_their_organisation_only() {
        Response here = tryIn(first, "Here");
        Response there = tryIn(second, "There");
        String admin = signIn(account(first, Role.ADMIN));
        assertThat(delete("/api/v2/members/" + person.id() + "/sessions", admin).status())
                .isEqualTo(204);
        assertThat(get("/api/v2/session", token(here)).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", token(there)).status()).isEqualTo(200);
    }

    @Test
    void changes_the_password_and_stays_signed_in_here_alone() {
        Response here = tryIn(first, "Here");
        Response there = tryIn(second, "There");
        assertThat(password(token(here), "not the password", "another horse battery")
                        .code())
                .isEqualTo("wrong_password");
        String admin = signIn(account(first, Role.ADMIN));
        await("the refusal is recorded", () -> {
            awaitViews(first);
            return get("/api/v2/audit?person=" + person.id(), admin).text().contains("wrong_password");
        });
        assertThat(password(token(here), PASSWORD, "short").code()).isEqualTo("invalid_password");
        assertThat(get("/api/v2/session", token(there)).status()).isEqualTo(200);
        assertThat(password(token(here), PASSWORD, "another horse battery").status())
                .isEqualTo(204);
        assertThat(get("/api/v2/session", token(here)).status()).isEqualTo(200);
        assertThat(get("/api/v2/session", token(there)).status()).isEqualTo(401);
        assertThat(tryIn(first, "Old password").status()).isEqualTo(401);
    }

    @Test
    void a_page_left_open_is_no_way_to_guess_the_password() {
        String here = token(tryIn(first, "Here"));
        int refused = 0;
        for (int i = 0; i < 8; i++) {
            refused +=
                    password(here, "guess number " + i, "another horse battery").status() == 429 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(3);
    }

    private Response password(String token, String current, String fresh) {
        return send("PUT", SESSIONS + "/password", """
                {"current_password": "%s", "new_password": "%s"}""".formatted(current, fresh), token);
    }

    private Response tryIn(Organization organization, String agent) {
        return post(
                "/api/v2/session",
                """
                {"email": "%s", "password": "%s", "organization": "%s"}
                """.formatted(person.email(), PASSWORD, organization.slug()),
                null,
                "User-Agent",
                agent);
    }

    private Response refresh(Response session, String agent) {
        String cookie = Objects.requireNonNull(session.header("Set-Cookie")).split(";", 2)[0];
        return send("POST", "/api/v2/session/refresh", null, null, "Cookie", cookie, "User-Agent", agent);
    }

    private Response delete(String path, String token) {
        return send("DELETE", path, null, token);
    }

    private static String token(Response response) {
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.body().get("access_token").asString();
    }
}
