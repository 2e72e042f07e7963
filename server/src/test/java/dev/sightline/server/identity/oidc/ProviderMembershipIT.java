package dev.sightline.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.TestMail;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.HandedOn;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What an organisation's provider makes of somebody who belongs to another organisation: nothing that reaches there. */
class ProviderMembershipIT extends ProviderTest {
    private static final String FRESH = "another horse battery";

    @Autowired
    private ApplicationContext server;

    private Organization home;
    private Account person;
    private String theirAdmin;

    @BeforeEach
    void somebodyOfAnotherOrganization() {
        home = organization();
        person = account(home, Role.MANAGER, "victim@" + domain, null);
        theirAdmin = signIn(account(home, Role.ADMIN));
        provider.person("v-1", person.email(), true);
    }

    @Test
    void its_log_tells_nothing_of_what_they_do_elsewhere() {
        Account here = vouchedFor();
        String session = signIn(person);
        assertThat(send("PUT", "/api/v2/sessions/password", """
                        {"current_password": "%s", "new_password": "%s"}""".formatted(PASSWORD, FRESH), session)
                        .status())
                .isEqualTo(204);
        assertThat(tryIn("wrong", null).status()).isEqualTo(401);
        // Written behind the answer, in the order of the organisations: this one's comes first.
        await("it is recorded at home", () -> {
            awaitViews(home);
            return get("/api/v2/audit?action=session.signed_in", theirAdmin)
                    .text()
                    .contains("wrong_password");
        });
        awaitViews(organization);
        assertThat(get("/api/v2/audit?action=account.password_changed", theirAdmin)
                        .body()
                        .get("items"))
                .hasSize(1);
        assertThat(get("/api/v2/audit", token).text())
                .contains(here.id().toString())
                .doesNotContain("account.password_changed", "wrong_password");
    }

    @Test
    void their_own_administrators_help_them_as_before_and_its_own_cannot() {
        Account here = vouchedFor();
        assertThat(post("/api/v2/members/" + person.id() + "/password-reset", "{}", theirAdmin)
                        .status())
                .isEqualTo(200);
        assertThat(post("/api/v2/members/" + here.id() + "/password-reset", "{}", token)
                        .code())
                .isEqualTo("several_organizations");
    }

    @Test
    void their_password_does_not_lead_there_until_they_have_joined() {
        Account here = vouchedFor();
        assertThat(post("/api/v2/members/" + here.id() + "/approval", "{\"role\": \"SALES_REP\"}", token)
                        .status())
                .isEqualTo(200);
        Response session = session(person);
        assertThat(slug(session)).isEqualTo(home.slug());
        assertThat(get("/api/v2/session", accessToken(session)).body().get("organizations"))
                .hasSize(1);
        assertThat(move(session, "organization", organization.slug()).status()).isEqualTo(404);
        assertThat(tryIn(PASSWORD, organization.slug()).code()).isEqualTo("wrong_credentials");

        Response invited = post("/api/v2/invitations", """
                {"email": "%s", "role": "ADMIN"}""".formatted(person.email()), token);
        assertThat(invited.status()).as(invited.text()).isEqualTo(201);
        assertThat(invited.body().at("/invitation/role").asString())
                .as("the role that they have")
                .isEqualTo("SALES_REP");
        String link = TestMail.token(TestMail.await(person.email(), 1));
        String membership = "{\"token\": \"" + link + "\"}";
        // The provider's word is not enough to accept with.
        assertThat(post("/api/v2/invitations/membership", membership, accessToken(refreshed(signInThere())))
                        .code())
                .isEqualTo("signed_in_by_provider");
        assertThat(post("/api/v2/invitations/membership", membership, accessToken(session))
                        .status())
                .isEqualTo(201);
        assertThat(get("/api/v2/session", accessToken(session)).body().get("organizations"))
                .hasSize(2);
        assertThat(slug(tryIn(PASSWORD, organization.slug()))).isEqualTo(organization.slug());
        assertThat(slug(move(session, "organization", organization.slug()))).isEqualTo(organization.slug());
        assertThat(accounts.find(organization.id(), here.id()).orElseThrow().role())
                .isEqualTo(Role.SALES_REP);
        assertThat(post("/api/v2/invitations", """
                        {"email": "%s", "role": "ADMIN"}""".formatted(person.email()), token)
                        .code())
                .isEqualTo("account_exists");
    }

    @Test
    void a_session_by_the_provider_neither_sees_nor_changes_how_they_sign_in() {
        vouchedFor();
        String session = accessToken(refreshed(signInThere()));
        assertThat(get("/api/v2/second-factor", session).body().get("possible").asBoolean())
                .isFalse();
        assertThat(get("/api/v2/second-factor", signIn(person))
                        .body()
                        .get("possible")
                        .asBoolean())
                .isTrue();
        for (String word : new String[] {"enrolment", "recovery-codes", "removal"}) {
            assertThat(post("/api/v2/second-factor/" + word, "{\"password\": \"" + PASSWORD + "\"}", session)
                            .code())
                    .as(word)
                    .isEqualTo("signed_in_by_provider");
        }
        assertThat(post("/api/v2/second-factor/confirmation", "{\"code\": \"123456\"}", session)
                        .code())
                .isEqualTo("signed_in_by_provider");
        assertThat(send("PUT", "/api/v2/sessions/password", """
                        {"current_password": "%s", "new_password": "%s"}""".formatted(PASSWORD, FRESH), session)
                        .code())
                .isEqualTo("signed_in_by_provider");
        assertThat(tryIn(PASSWORD, null).status()).isEqualTo(200);
    }

    @Test
    void a_new_password_leaves_the_provider_s_session_and_the_provider_s_people_get_one_by_a_link() {
        vouchedFor();
        String session = accessToken(refreshed(signInThere()));
        accounts.setPassword(home.id(), person.id(), new dev.sightline.server.platform.Secret(FRESH), TEST);
        assertThat(get("/api/v2/session", session).status()).isEqualTo(200);

        provider.person("own-1", "own@" + domain, true);
        refreshed(signInThere());
        Account own = accounts.findByEmail(organization.id(), "own@" + domain).orElseThrow();
        assertThat(post("/api/v2/members/" + own.id() + "/password-reset", "{}", token)
                        .status())
                .isEqualTo(200);
        assertThat(post(
                                "/api/v2/password-resets/redemption",
                                """
                        {"token": "%s", "password": "%s"}""".formatted(TestMail.token(TestMail.await(own.email(), 1)), FRESH),
                                null)
                        .status())
                .isEqualTo(204);
        assertThat(slug(tryIn(own.email(), FRESH, null))).isEqualTo(organization.slug());
    }

    @Test
    void a_password_that_another_organisation_handed_on_does_not_open_what_the_provider_makes() {
        String email = "cfo@" + domain;
        HandedOn handedOn = new HandedOn(server);
        assertThat(post(
                                "/api/v2/invitations/acceptance",
                                """
                        {"token": "%s", "name": "Whoever", "password": "%s"}""".formatted(handedOn.invitation(home, email, Role.ADMIN, TEST), PASSWORD),
                                null)
                        .status())
                .isEqualTo(201);
        provider.person("c-1", email, true);
        String session = accessToken(refreshed(signInThere()));
        assertThat(get("/api/v2/session", session)
                        .body()
                        .get("organizations")
                        .get(0)
                        .get("slug")
                        .asString())
                .isEqualTo(organization.slug());
        assertThat(tryIn(email, PASSWORD, organization.slug()).code()).isEqualTo("wrong_credentials");
        assertThat(slug(tryIn(email, PASSWORD, null))).isEqualTo(home.slug());
    }

    @Test
    void somebody_who_signs_in_there_alone_joins_another_organisation_with_a_first_password() {
        String email = "alone@" + domain;
        provider.person("a-1", email, true);
        String session = accessToken(refreshed(signInThere()));
        String acceptance = """
                {"token": "%s", "name": "Whoever", "password": "%s"}""";
        // What was handed on shows nothing of the address.
        assertThat(post(
                                "/api/v2/invitations/acceptance",
                                acceptance.formatted(
                                        new HandedOn(server).invitation(organization(), email, Role.ADMIN, TEST),
                                        FRESH),
                                null)
                        .code())
                .isEqualTo("sign_in_first");
        assertThat(post("/api/v2/invitations", "{\"email\": \"" + email + "\", \"role\": \"MANAGER\"}", theirAdmin)
                        .status())
                .isEqualTo(201);
        String link = TestMail.token(TestMail.await(email, 1));

        assertThat(post("/api/v2/invitations/acceptance", acceptance.formatted(link, FRESH), null)
                        .status())
                .isEqualTo(201);

        assertThat(slug(tryIn(email, FRESH, null))).isEqualTo(home.slug());
        // What the provider's word has made is theirs by the provider, as before.
        assertThat(tryIn(email, FRESH, organization.slug()).code()).isEqualTo("wrong_credentials");
        assertThat(get("/api/v2/session", session).status()).isEqualTo(200);
        assertThat(post("/api/v2/invitations/acceptance", acceptance.formatted(link, "yet another battery"), null)
                        .code())
                .isEqualTo("link_over");
    }

    /** The provider says that somebody of its own is the person. */
    private Account vouchedFor() {
        refreshed(signInThere());
        return accounts.findByEmail(organization.id(), person.email()).orElseThrow();
    }

    private Response tryIn(String password, @Nullable String slug) {
        return tryIn(person.email(), password, slug);
    }

    private Response tryIn(String email, String password, @Nullable String slug) {
        return post(
                "/api/v2/session",
                """
                {"email": "%s", "password": "%s"%s}
                """.formatted(email, password, slug == null ? "" : ", \"organization\": \"" + slug + "\""),
                null);
    }

    private String slug(Response signedIn) {
        assertThat(signedIn.status()).as(signedIn.text()).isEqualTo(200);
        return get("/api/v2/session", accessToken(signedIn))
                .body()
                .at("/organization/slug")
                .asString();
    }
}
