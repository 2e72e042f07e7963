package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One person, one password, several organisations. */
class SeveralOrganizationsIT extends ServerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Organization first;
    private Organization second;
    private String email;
    private Account inFirst;
    private Account inSecond;

    @BeforeEach
    void someone() {
        first = organization();
        second = organization();
        email = "both-" + NUMBER.incrementAndGet() + "@several.example";
        inFirst = account(first, Role.ADMIN, email, null);
        inSecond = account(second, Role.SALES_REP, email.toUpperCase(java.util.Locale.ROOT), null);
    }

    @Test
    void signs_in_once_and_switches_with_a_new_token_and_the_role_that_counts_there() {
        Response signedIn = tryIn(email, PASSWORD, null);
        String here = token(signedIn);
        JsonNode session = get("/api/v2/session", here).body();
        assertThat(session.at("/organization/slug").asString()).isEqualTo(first.slug());
        assertThat(session.get("organizations")
                        .valueStream()
                        .map(each -> each.get("slug").asString()))
                .containsExactly(first.slug(), second.slug());
        assertThat(get("/api/v2/members", here).status()).isEqualTo(200);

        Response switched = move(signedIn, "organization", second.slug());
        assertThat(switched.status()).as(switched.text()).isEqualTo(200);
        String there = token(switched);
        assertThat(get("/api/v2/session", there).body().at("/organization/slug").asString())
                .isEqualTo(second.slug());
        assertThat(get("/api/v2/session", there).body().get("account_id").asString())
                .isEqualTo(inSecond.id().toString());
        assertThat(get("/api/v2/members", there).code()).isEqualTo("forbidden");

        assertThat(get("/api/v2/dashboard", here).status())
                .as("the session before is over")
                .isEqualTo(401);
        assertThat(refresh(signedIn).status()).isEqualTo(401);
        assertThat(refresh(switched).status()).isEqualTo(200);
    }

    @Test
    void nobody_switches_to_where_they_do_not_belong() {
        Organization foreign = organization();
        Response session = tryIn(email, PASSWORD, null);
        String here = token(session);
        for (String slug : List.of(foreign.slug(), "there-is-none", "' OR 1=1 --")) {
            Response refused = move(session, "organization", slug);
            assertThat(refused.status()).as(slug).isEqualTo(404);
        }
        accounts.setActive(second.id(), inSecond.id(), false, TEST);
        assertThat(move(session, "organization", second.slug()).status()).isEqualTo(404);
        assertThat(get("/api/v2/session", here).body().get("organizations")).hasSize(1);
        assertThat(post("/api/v2/session/organization", "{}", here).code()).isEqualTo("missing");
        assertThat(switchTo(second.slug(), null).code()).isEqualTo("not_signed_in");
    }

    @Test
    void an_access_token_alone_begins_no_other_session() {
        Response mine = tryIn(email, PASSWORD, first.slug());
        Response another = tryIn(email, PASSWORD, second.slug());
        assertThat(switchTo(second.slug(), token(mine)).code()).isEqualTo("session_over");
        for (String cookie : List.of(
                sessionCookie(another),
                "sightline_refresh=rubbish",
                "sightline_refresh=" + first.id() + "." + "A".repeat(43))) {
            assertThat(post(
                                    "/api/v2/session/organization",
                                    "{\"organization\": \"" + second.slug() + "\"}",
                                    token(mine),
                                    "Cookie",
                                    cookie)
                            .code())
                    .as(cookie)
                    .isEqualTo("session_over");
        }
        assertThat(get("/api/v2/dashboard", token(mine)).status()).isEqualTo(200);
        refresh(mine);
        clock.advance(Sessions.GRACE.plusSeconds(1));
        assertThat(move(mine, "organization", second.slug()).code())
                .as("the token is spent")
                .isEqualTo("session_over");
    }

    @Test
    void is_let_in_where_the_organisation_is_not_suspended() {
        organizations.setStatus(first.id(), Organization.Status.ACTIVE, Organization.Status.SUSPENDED, null);
        assertThat(slug(tryIn(email, PASSWORD, null))).isEqualTo(second.slug());
        organizations.setStatus(second.id(), Organization.Status.ACTIVE, Organization.Status.SUSPENDED, null);
        assertThat(slug(tryIn(email, PASSWORD, null))).isEqualTo(first.slug());
    }

    @Test
    void signs_in_to_a_named_organisation_or_to_one_that_lets_them_in() {
        assertThat(slug(tryIn(email, PASSWORD, second.slug()))).isEqualTo(second.slug());
        assertThat(tryIn(email, PASSWORD, organization().slug()).code()).isEqualTo("wrong_credentials");
        accounts.setActive(first.id(), inFirst.id(), false, TEST);
        assertThat(slug(tryIn(email, PASSWORD, null))).isEqualTo(second.slug());
        accounts.setActive(second.id(), inSecond.id(), false, TEST);
        assertThat(tryIn(email, PASSWORD, null).code()).isEqualTo("wrong_credentials");
    }

    @Test
    void an_account_elsewhere_changes_nobodys_password() {
        accounts.create(organization().id(), email, new Secret("chosen by somebody else"), Role.CEO, null, TEST);
        assertThat(tryIn(email, "chosen by somebody else", null).code()).isEqualTo("wrong_credentials");
        assertThat(tryIn(email, PASSWORD, null).status()).isEqualTo(200);
    }

    @Test
    void a_new_password_holds_everywhere_and_ends_the_sessions_of_all_organisations() {
        Response here = tryIn(email, PASSWORD, first.slug());
        Response there = tryIn(email, PASSWORD, second.slug());
        String somebodyElse = signIn(account(first, Role.CEO));
        accounts.setPassword(second.id(), inSecond.id(), new Secret("another horse battery"), TEST);
        assertThat(get("/api/v2/session", token(here)).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", token(there)).status()).isEqualTo(401);
        assertThat(refresh(here).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", somebodyElse).status()).isEqualTo(200);
        assertThat(tryIn(email, PASSWORD, null).status()).isEqualTo(401);
        String fresh = token(tryIn(email, "another horse battery", first.slug()));
        awaitViews(first);
        assertThat(get("/api/v2/audit?action=account.password_changed", fresh)
                        .body()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void deactivated_in_one_is_still_let_in_by_the_other() {
        String there = token(tryIn(email, PASSWORD, second.slug()));
        accounts.setActive(first.id(), inFirst.id(), false, TEST);
        assertThat(get("/api/v2/dashboard", there).status()).isEqualTo(200);
    }

    private String slug(Response signedIn) {
        return get("/api/v2/session", token(signedIn))
                .body()
                .at("/organization/slug")
                .asString();
    }

    private Response tryIn(String address, String password, @org.jspecify.annotations.Nullable String slug) {
        return post(
                "/api/v2/session",
                """
                {"email": "%s", "password": "%s"%s}
                """.formatted(address, password, slug == null ? "" : ", \"organization\": \"" + slug + "\""),
                null);
    }

    private Response switchTo(String slug, @org.jspecify.annotations.Nullable String token) {
        return post("/api/v2/session/organization", "{\"organization\": \"" + slug + "\"}", token);
    }

    private Response refresh(Response session) {
        String cookie = sessionCookie(session);
        return send("POST", "/api/v2/session/refresh", null, null, "Cookie", cookie);
    }

    private static String token(Response response) {
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.body().get("access_token").asString();
    }
}
