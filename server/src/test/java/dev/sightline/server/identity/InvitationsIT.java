package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.TestMail;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Asking people in, by a link in a real mail. */
class InvitationsIT extends ServerTest {
    private static final String INVITATIONS = "/api/v2/invitations";

    @Autowired
    private Invitations invitations;

    private Organization organization;
    private String admin;
    private String email;

    @BeforeEach
    void someone() {
        organization = organization();
        admin = signIn(account(organization, Role.ADMIN));
        email = "new-" + UUID.randomUUID() + "@example.com";
    }

    @Test
    void somebody_new_sets_a_name_and_a_password_and_is_in() {
        String token = invite(email, Role.MANAGER);
        JsonNode asked = post(INVITATIONS + "/look", link(token), null).body();
        assertThat(asked.get("email").asString()).isEqualTo(email);
        assertThat(asked.get("organization").asString()).isEqualTo("Organisation");
        assertThat(asked.get("role").asString()).isEqualTo("MANAGER");

        assertThat(accept(token, "short").code()).isEqualTo("invalid_password");
        assertThat(post(INVITATIONS + "/acceptance", """
                        {"token": "%s", "password": "%s"}""".formatted(token, PASSWORD), null)
                        .code())
                .isEqualTo("missing");
        Response joined = accept(token, PASSWORD);
        assertThat(joined.status()).isEqualTo(201);
        assertThat(joined.body().get("organization").asString()).isEqualTo(organization.slug());
        Response session = post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(email, PASSWORD), null);
        assertThat(session.status()).isEqualTo(200);
        assertThat(accept(token, PASSWORD).code()).isEqualTo("link_over");

        JsonNode item = get(INVITATIONS, admin).body().at("/items/0");
        assertThat(item.get("status").asString()).isEqualTo("ACCEPTED");
        assertThat(item.get("delivery").asString()).isEqualTo("SENT");
        assertThat(get("/api/v2/members?q=New%20Person", admin)
                        .body()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("New Person");
        awaitViews(organization);
        assertThat(get("/api/v2/audit", admin).text()).contains("invitation.created", "invitation.accepted");
    }

    @Test
    void somebody_known_joins_with_the_sign_in_that_they_have() {
        Organization first = organization();
        Account known = account(first, Role.SALES_REP);
        String token = invite(known.email(), Role.CEO);
        assertThat(accept(token, "another horse battery").code()).isEqualTo("sign_in_first");
        String somebodyElse = signIn(account(first, Role.ADMIN));
        assertThat(post(INVITATIONS + "/membership", link(token), somebodyElse).code())
                .isEqualTo("other_person");
        Response session = session(known);
        String here = session.body().get("access_token").asString();
        assertThat(post(INVITATIONS + "/membership", link(token), here).status())
                .isEqualTo(201);
        assertThat(post(INVITATIONS + "/membership", link(token), here).code()).isEqualTo("link_over");
        Response moved = move(session, "organization", organization.slug());
        assertThat(get("/api/v2/session", moved.body().get("access_token").asString())
                        .body()
                        .get("role")
                        .asString())
                .isEqualTo("CEO");
        // Their password is what it was.
        assertThat(session(known).status()).isEqualTo(200);
    }

    @Test
    void an_invitation_ends_by_time_by_another_one_and_by_being_revoked() {
        String first = invite(email, Role.CEO);
        String second = invite(email, Role.SALES_REP);
        assertThat(accept(first, PASSWORD).code()).isEqualTo("link_over");
        String id = get(INVITATIONS, admin).body().at("/items/0/id").asString();
        assertThat(send("DELETE", INVITATIONS + "/" + id, null, admin).status()).isEqualTo(204);
        assertThat(send("DELETE", INVITATIONS + "/" + id, null, admin).status()).isEqualTo(204);
        assertThat(accept(second, PASSWORD).code()).isEqualTo("link_over");
        String third = invite(email, Role.SALES_REP);
        clock.advance(Invitations.LIFE.plus(Duration.ofMinutes(1)));
        assertThat(accept(third, PASSWORD).code()).isEqualTo("link_over");
        assertThat(post(INVITATIONS + "/look", link(third), null).status()).isEqualTo(410);
        clock.reset();
        assertThat(get(INVITATIONS, admin)
                        .body()
                        .get("items")
                        .valueStream()
                        .map(item -> item.get("status").asString()))
                .containsExactly("OPEN", "REVOKED", "REVOKED");
        assertThat(accounts.findByEmail(organization.id(), email)).isEmpty();
    }

    @Test
    void nobody_is_invited_who_is_there_or_to_a_role_that_is_not_given() {
        Account there = account(organization, Role.SALES_REP);
        assertThat(wish(there.email(), "CEO").code()).isEqualTo("account_exists");
        accounts.setActive(organization.id(), there.id(), false, TEST);
        assertThat(wish(there.email(), "CEO").code()).isEqualTo("account_exists");
        Account waiting = accounts.register(organization.id(), email, null, TEST);
        assertThat(wish(waiting.email(), "CEO").code()).isEqualTo("approval_pending");
        for (String role : List.of("SUPER_ADMIN", "PENDING", "SERVICE")) {
            assertThat(wish("x-" + email, role).code()).as(role).isEqualTo("invalid_role");
        }
        assertThat(wish("no address", "CEO").code()).isEqualTo("invalid_value");
        assertThat(post(INVITATIONS, "{\"email\": \"x-" + email + "\"}", admin).code())
                .isEqualTo("missing");
        assertThat(TestMail.to("x-" + email)).isEmpty();
    }

    @Test
    void another_organisation_sees_and_revokes_nothing_of_it() {
        String token = invite(email, Role.CEO);
        Organization other = organization();
        String theirs = signIn(account(other, Role.ADMIN));
        assertThat(get(INVITATIONS, theirs).body().get("items")).isEmpty();
        String id = get(INVITATIONS, admin).body().at("/items/0/id").asString();
        assertThat(send("DELETE", INVITATIONS + "/" + id, null, theirs).status())
                .isEqualTo(404);
        // The number in front of the word says where it is looked for; it is not there.
        assertThat(accept(other.id() + token.substring(token.indexOf('.')), PASSWORD)
                        .code())
                .isEqualTo("link_over");
        assertThat(post(INVITATIONS + "/look", link(token), null).status()).isEqualTo(200);
    }

    @Test
    void whoever_is_forgotten_was_never_invited() {
        invite(email, Role.CEO);
        transactions.write(organization.id(), jdbc -> {
            invitations.erase(jdbc, organization.id(), Set.of(email));
            return true;
        });
        assertThat(get(INVITATIONS, admin).text()).doesNotContain(email);
    }

    /** Answers the word of the link. */
    private String invite(String to, Role role) {
        int before = TestMail.to(to).size();
        Response made = wish(to, role.name());
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text()).doesNotContain(Invitations.PAGE + "#");
        String text = TestMail.await(to, before + 1);
        assertThat(text).contains(TestMail.SITE + Invitations.PAGE + "#");
        return TestMail.token(text);
    }

    private Response wish(String to, String role) {
        return post(INVITATIONS, """
                {"email": "%s", "role": "%s"}""".formatted(to, role), admin);
    }

    private Response accept(String token, String password) {
        return post(INVITATIONS + "/acceptance", """
                {"token": "%s", "name": "New Person", "password": "%s"}""".formatted(token, password), null);
    }

    private static String link(String token) {
        return "{\"token\": \"" + token + "\"}";
    }
}
