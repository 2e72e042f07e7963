package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.TestMail;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A forgotten password, by a link in a real mail. */
class PasswordResetIT extends ServerTest {
    private static final String RESETS = "/api/v2/password-resets";
    private static final String FRESH = "another horse battery";

    @Autowired
    private SignInGuard guard;

    private Organization organization;
    private Account person;

    @BeforeEach
    void someone() {
        organization = organization();
        person = account(organization, Role.SALES_REP);
    }

    @Test
    void a_link_in_a_mail_sets_the_password_once_and_ends_all_sessions() {
        Organization other = organization();
        account(other, Role.MANAGER, person.email(), null);
        String here = signIn(person);
        String text = ask(person.email(), 1);
        assertThat(text).contains(TestMail.SITE + PasswordResets.PAGE + "#");
        String token = TestMail.token(text);
        assertThat(look(token).body().get("email").asString()).isEqualTo(person.email());

        assertThat(redeem(token, "short").code()).isEqualTo("invalid_password");
        assertThat(redeem(token, FRESH).status()).isEqualTo(204);
        assertThat(get("/api/v2/session", here).status()).isEqualTo(401);
        assertThat(tryIn(PASSWORD).status()).isEqualTo(401);
        assertThat(tryIn(FRESH).status()).isEqualTo(200);
        assertThat(redeem(token, "yet another battery").code()).isEqualTo("link_over");
        assertThat(look(token).status()).isEqualTo(410);
        for (Organization each : List.of(organization, other)) {
            awaitViews(each);
            assertThat(get("/api/v2/audit", signIn(account(each, Role.ADMIN))).text())
                    .contains("account.password_reset");
        }
    }

    @Test
    void answers_alike_for_whom_nobody_knows_and_writes_to_them_not() {
        String nobody = "nobody-" + person.email();
        Response unknown = post(RESETS, "{\"email\": \"" + nobody + "\"}", null);
        Response known = post(RESETS, "{\"email\": \"" + person.email() + "\"}", null);
        assertThat(unknown.status()).isEqualTo(known.status()).isEqualTo(202);
        assertThat(unknown.text()).isEqualTo(known.text());
        // One writer works through them in order: what was asked for before is decided when the second is sent.
        TestMail.await(person.email(), 1);
        assertThat(TestMail.to(nobody)).isEmpty();
    }

    @Test
    void the_link_is_short_lived_and_the_last_one_that_is_used_ends_the_others() {
        String first = TestMail.token(ask(person.email(), 1));
        String second = TestMail.token(ask(person.email(), 2));
        clock.advance(Duration.ofMinutes(59));
        assertThat(look(first).status()).isEqualTo(200);
        assertThat(redeem(second, FRESH).status()).isEqualTo(204);
        assertThat(redeem(first, FRESH).code()).isEqualTo("link_over");
        String third = TestMail.token(ask(person.email(), 3));
        clock.advance(Duration.ofMinutes(61));
        assertThat(redeem(third, FRESH).code()).isEqualTo("link_over");
    }

    @Test
    void rubbish_is_no_link_and_a_closed_account_has_none() {
        for (String token : List.of("", "1", "x.y", organization.id() + "." + "A".repeat(43), "1.' OR 1=1 --")) {
            assertThat(redeem(token, FRESH).code()).as(token).isEqualTo("link_over");
        }
        String token = TestMail.token(ask(person.email(), 1));
        accounts.setActive(organization.id(), person.id(), false, TEST);
        assertThat(look(token).code()).isEqualTo("link_over");
        assertThat(redeem(token, FRESH).code()).isEqualTo("link_over");
        assertThat(post(RESETS, "{\"email\": \"no address\"}", null).code()).isEqualTo("invalid_value");
        assertThat(post(RESETS, "{}", null).code()).isEqualTo("missing");
    }

    @Test
    void nobody_floods_anybody_with_mail() {
        int refused = 0;
        for (int i = 0; i < 8; i++) {
            refused += post(RESETS, "{\"email\": \"" + person.email() + "\"}", null)
                                    .status()
                            == 429
                    ? 1
                    : 0;
        }
        assertThat(refused).isPositive();
        // Of those that were let through, three are sent.
        TestMail.await(person.email(), PasswordResets.MOST_AN_HOUR);
        Account another = account(organization, Role.CEO);
        ask(another.email(), 1);
        assertThat(TestMail.to(person.email())).hasSize(PasswordResets.MOST_AN_HOUR);
        assertThat(signIn(person)).isNotEmpty();
    }

    @Test
    void the_addresses_of_one_line_ask_as_one() {
        String line = "2001:db8:0:" + Integer.toHexString(nextNumber()) + "::";
        for (int i = 1; i <= SignInGuard.FREE; i++) {
            assertThat(guard.attemptReset(person.email(), line + i))
                    .as("wish " + i)
                    .isEmpty();
        }
        assertThat(guard.attemptReset(person.email(), line + "ff")).isPresent();
        assertThat(guard.attempt(person.email(), line + "1")).as("signing in").isEmpty();
    }

    @Test
    void what_is_kept_lets_nobody_in() {
        String token = TestMail.token(ask(person.email(), 1));
        await(
                "the letter's text is gone",
                () -> transactions.read(
                        organization.id(),
                        jdbc -> jdbc.sql("SELECT count(*) FROM mail_outbox WHERE body IS NULL AND sent_at IS NOT NULL")
                                        .query(Long.class)
                                        .single()
                                == 1));
        for (String table : List.of("mail_outbox", "password_resets")) {
            String all = transactions.read(
                    organization.id(),
                    jdbc -> jdbc.sql("SELECT string_agg(t::text, ' ') FROM " + table + " t")
                            .query(String.class)
                            .single());
            assertThat(all).doesNotContain(token);
        }
    }

    @Test
    void an_administrator_has_a_link_sent_to_their_own_people_only() {
        Account admin = account(organization, Role.ADMIN);
        String token = signIn(admin);
        Response sent = post("/api/v2/members/" + person.id() + "/password-reset", "{}", token);
        assertThat(sent.body().get("mailed").asBoolean()).isTrue();
        assertThat(sent.body().path("path").asString("")).isEmpty();
        String link = TestMail.token(TestMail.await(person.email(), 1));
        assertThat(redeem(link, FRESH).status()).isEqualTo(204);

        assertThat(post("/api/v2/members/" + admin.id() + "/password-reset", "{}", token)
                        .code())
                .isEqualTo("own_account");
        account(organization(), Role.MANAGER, person.email(), null);
        assertThat(post("/api/v2/members/" + person.id() + "/password-reset", "{}", token)
                        .code())
                .isEqualTo("several_organizations");
    }

    private String ask(String email, int number) {
        assertThat(post(RESETS, "{\"email\": \"" + email + "\"}", null).status())
                .isEqualTo(202);
        return TestMail.await(email, number);
    }

    private Response look(String token) {
        return post(RESETS + "/look", "{\"token\": \"" + token + "\"}", null);
    }

    private Response redeem(String token, String password) {
        return post(RESETS + "/redemption", """
                {"token": "%s", "password": "%s"}""".formatted(token, password), null);
    }

    private Response tryIn(String password) {
        return post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(person.email(), password), null);
    }
}
