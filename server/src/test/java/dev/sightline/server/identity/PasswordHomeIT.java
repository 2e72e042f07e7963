package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.TestMail;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What a password opens that was set without proof of the address: the organisation whose administrator handed the link on. */
class PasswordHomeIT extends ServerTest {
    private static final String FRESH = "another horse battery";

    @Autowired
    private ApplicationContext server;

    private HandedOn handedOn;
    private Organization theirs;
    private Organization ours;
    private String email;

    @BeforeEach
    void somebodyWhoseAddressAnybodyKnows() {
        handedOn = new HandedOn(server);
        theirs = organization();
        ours = organization();
        email = "cfo-" + UUID.randomUUID() + "@customer.example";
    }

    @Test
    void whoever_invites_an_address_without_mail_does_not_become_it_in_an_organisation_that_is_made_later() {
        join(handedOn.invitation(theirs, email, Role.ADMIN, TEST));
        String platform = signIn(account(organizations.own(), Role.SUPER_ADMIN));
        String slug = "late-" + nextNumber();
        assertThat(post("/api/v2/organizations", """
                        {"slug": "%s", "name": "Customer", "currency": "EUR", "time_zone": "Europe/Brussels",
                         "administrator_email": "%s"}""".formatted(slug, email), platform)
                        .status())
                .isEqualTo(201);

        Response refused = tryIn(PASSWORD, slug);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body().get("detail"))
                .isEqualTo(tryIn("not at all the one", slug).body().get("detail"));
        Response session = tryIn(PASSWORD, null);
        assertThat(slug(session)).isEqualTo(theirs.slug());
        assertThat(slug(tryIn(PASSWORD, theirs.slug()))).isEqualTo(theirs.slug());
        assertThat(get("/api/v2/session", token(session)).body().get("organizations"))
                .hasSize(1);
        assertThat(move(session, "organization", slug).code()).isEqualTo("address_not_proven");
    }

    @Test
    void nor_does_whoever_hands_on_a_link_to_set_the_password_anew() {
        Account there = account(theirs, Role.CEO, email, null);
        redeem(handedOn.reset(there, TEST));
        account(ours, Role.ADMIN, email, null);
        assertThat(tryIn(FRESH, ours.slug()).code()).isEqualTo("wrong_credentials");
        assertThat(slug(tryIn(FRESH, null))).isEqualTo(theirs.slug());

        // Another password for what the one before opened, and no more than that.
        String session = token(tryIn(FRESH, null));
        assertThat(send("PUT", "/api/v2/sessions/password", """
                        {"current_password": "%s", "new_password": "%s"}""".formatted(FRESH, PASSWORD), session)
                        .status())
                .isEqualTo(204);
        assertThat(tryIn(PASSWORD, ours.slug()).status()).isEqualTo(401);
        assertThat(tryIn(PASSWORD, theirs.slug()).status()).isEqualTo(200);
    }

    @Test
    void whoever_has_the_password_of_one_neither_sees_nor_ends_what_goes_on_in_the_other() {
        join(handedOn.invitation(theirs, email, Role.ADMIN, TEST));
        Account here = account(ours, Role.ADMIN, email, null);
        Sessions.Granted granted =
                server.getBean(Sessions.class).begin(here, TEST).orElseThrow();
        String mine =
                server.getBean(AccessTokens.class).issue(granted.organization(), granted.account(), granted.session());
        String session = token(tryIn(PASSWORD, null));
        assertThat(get("/api/v2/sessions", session).body().get("items"))
                .allSatisfy(
                        each -> assertThat(each.get("organization").asString()).isEqualTo(theirs.slug()));
        assertThat(send("PUT", "/api/v2/sessions/password", """
                        {"current_password": "%s", "new_password": "%s"}""".formatted(PASSWORD, FRESH), session)
                        .status())
                .isEqualTo(204);
        assertThat(send("DELETE", "/api/v2/sessions", null, session).status()).isEqualTo(204);
        assertThat(get("/api/v2/session", session).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", mine).status()).isEqualTo(200);
    }

    @Test
    void a_letter_that_arrived_opens_all() {
        join(handedOn.invitation(theirs, email, Role.SALES_REP, TEST));
        account(ours, Role.ADMIN, email, null);
        String old = token(tryIn(PASSWORD, null));
        assertThat(post("/api/v2/password-resets", "{\"email\": \"" + email + "\"}", null)
                        .status())
                .isEqualTo(202);
        redeem(TestMail.token(TestMail.await(email, 1)));
        assertThat(get("/api/v2/session", old).status()).isEqualTo(401);
        assertThat(tryIn(FRESH, ours.slug()).status()).isEqualTo(200);
        assertThat(tryIn(FRESH, theirs.slug()).status()).isEqualTo(200);
        assertThat(tryIn(PASSWORD, theirs.slug()).status()).isEqualTo(401);
    }

    @Test
    void a_letter_comes_also_where_the_password_opens_nothing_any_more() {
        join(handedOn.invitation(theirs, email, Role.SALES_REP, TEST));
        account(ours, Role.ADMIN, email, null);
        Account there = accounts.findByEmail(theirs.id(), email).orElseThrow();
        accounts.setActive(theirs.id(), there.id(), false, TEST);
        post("/api/v2/password-resets", "{\"email\": \"" + email + "\"}", null);
        redeem(TestMail.token(TestMail.await(email, 1)));
        assertThat(slug(tryIn(FRESH, null))).isEqualTo(ours.slug());
    }

    @Test
    void an_invitation_by_mail_opens_all_and_so_do_those_who_run_the_platform() {
        String admin = signIn(account(theirs, Role.ADMIN));
        assertThat(post("/api/v2/invitations", """
                        {"email": "%s", "role": "CEO"}""".formatted(email), admin).status())
                .isEqualTo(201);
        join(TestMail.token(TestMail.await(email, 1)));
        Account here = account(ours, Role.ADMIN, email, null);
        assertThat(tryIn(PASSWORD, ours.slug()).status()).isEqualTo(200);

        String another = "x-" + email;
        Account there = account(theirs, Role.CEO, another, null);
        redeem(handedOn.reset(there, TEST));
        Account too = account(ours, Role.ADMIN, another, null);
        assertThat(tryIn(another, FRESH, ours.slug()).status()).isEqualTo(401);
        accounts.setPassword(ours.id(), too.id(), new Secret(PASSWORD), TEST);
        assertThat(tryIn(another, PASSWORD, ours.slug()).status()).isEqualTo(200);
        redeem(handedOn.resetByThePlatform(here, TEST));
        assertThat(tryIn(FRESH, theirs.slug()).status()).isEqualTo(200);
    }

    @Test
    void a_link_that_was_handed_on_is_over_once_the_person_belongs_elsewhere_too() {
        Account there = account(theirs, Role.CEO, email, null);
        String link = handedOn.reset(there, TEST);
        account(ours, Role.ADMIN, email, null);
        assertThat(redemption(link).code()).isEqualTo("link_over");
        assertThat(redemption(link).code()).isEqualTo("link_over");
        assertThat(tryIn(PASSWORD, ours.slug()).status()).isEqualTo(200);
    }

    @Test
    void a_link_ends_with_the_password_that_it_would_have_changed_wherever_it_was_made() {
        Account there = account(theirs, Role.CEO, email, null);
        Account here = account(ours, Role.ADMIN, email, null);
        for (Account each : new Account[] {there, here}) {
            String link = handedOn.resetByThePlatform(each, TEST);
            String session = token(tryIn(PASSWORD, theirs.slug()));
            assertThat(send("PUT", "/api/v2/sessions/password", """
                            {"current_password": "%s", "new_password": "%s"}""".formatted(PASSWORD, PASSWORD), session)
                            .status())
                    .isEqualTo(204);
            assertThat(redemption(link).code()).isEqualTo("link_over");
        }
        String first = handedOn.resetByThePlatform(there, TEST);
        redeem(handedOn.resetByThePlatform(here, TEST));
        assertThat(redemption(first).code()).isEqualTo("link_over");
    }

    @Test
    void who_has_set_a_password_without_proof_cannot_keep_the_owner_from_setting_theirs() {
        join(handedOn.invitation(theirs, email, Role.SALES_REP, TEST));
        post("/api/v2/password-resets", "{\"email\": \"" + email + "\"}", null);
        String mailed = TestMail.token(TestMail.await(email, 1));
        String session = token(tryIn(PASSWORD, null));
        assertThat(send("PUT", "/api/v2/sessions/password", """
                        {"current_password": "%s", "new_password": "%s"}""".formatted(PASSWORD, PASSWORD), session)
                        .status())
                .isEqualTo(204);
        redeem(mailed);
    }

    private void join(String link) {
        Response joined = post("/api/v2/invitations/acceptance", """
                {"token": "%s", "name": "Whoever", "password": "%s"}""".formatted(link, PASSWORD), null);
        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
    }

    private void redeem(String link) {
        assertThat(redemption(link).status()).isEqualTo(204);
    }

    private Response redemption(String link) {
        return post("/api/v2/password-resets/redemption", """
                {"token": "%s", "password": "%s"}""".formatted(link, FRESH), null);
    }

    private Response tryIn(String password, @Nullable String slug) {
        return tryIn(email, password, slug);
    }

    private Response tryIn(String who, String password, @Nullable String slug) {
        return post(
                "/api/v2/session",
                """
                {"email": "%s", "password": "%s"%s}
                """.formatted(who, password, slug == null ? "" : ", \"organization\": \"" + slug + "\""),
                null);
    }

    private String slug(Response signedIn) {
        return get("/api/v2/session", token(signedIn))
                .body()
                .at("/organization/slug")
                .asString();
    }

    private static String token(Response response) {
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.body().get("access_token").asString();
    }
}
