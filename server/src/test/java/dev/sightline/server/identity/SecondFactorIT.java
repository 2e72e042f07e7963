package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.tenancy.Organization;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Signing in with a code of an authenticator app. */
class SecondFactorIT extends ServerTest {
    private static final String FACTOR = "/api/v2/second-factor";

    @Autowired
    private JdbcClient jdbc;

    private Organization organization;
    private Account person;

    @BeforeEach
    void someone() {
        organization = organization();
        person = account(organization, Role.SALES_REP);
    }

    @Test
    void it_is_asked_for_once_it_is_confirmed_and_opens_nothing_before() {
        String here = signIn(person);
        assertThat(get(FACTOR, here).body().path("since").asString("")).isEmpty();
        assertThat(post(FACTOR + "/enrolment", "{\"password\": \"wrong\"}", here)
                        .code())
                .isEqualTo("wrong_password");
        byte[] secret = begin(here);
        assertThat(session(person).status()).isEqualTo(200);
        assertThat(confirm(here, "000000").code()).isEqualTo("wrong_code");
        String used = code(secret);
        assertThat(confirm(here, used).body().get("recovery_codes")).hasSize(SecondFactors.RECOVERY_CODES);
        assertThat(get(FACTOR, here).body().get("recovery_codes").asInt()).isEqualTo(SecondFactors.RECOVERY_CODES);
        assertThat(post(FACTOR + "/enrolment", proof(), here).code()).isEqualTo("already_on");

        Response first = password();
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Set-Cookie")).isNull();
        assertThat(first.text()).doesNotContain("access_token");
        String challenge = first.body().get("challenge").asString();
        assertThat(get("/api/v2/session", challenge).status()).isEqualTo(401);
        assertThat(send("POST", "/api/v2/session/refresh", null, null, "Cookie", "sightline_refresh=" + challenge)
                        .status())
                .isEqualTo(401);
        // The code that confirmed it is spent, though its half minute may not be over.
        assertThat(second(challenge, used).code()).isEqualTo("wrong_code");
        clock.advance(Duration.ofSeconds(60));
        Response in = second(challenge, code(secret));
        assertThat(in.status()).isEqualTo(200);
        assertThat(get("/api/v2/session", in.body().get("access_token").asString())
                        .status())
                .isEqualTo(200);
        assertThat(in.header("Set-Cookie")).isNotNull();
        assertThat(second(challenge, code(secret)).code()).isEqualTo("challenge_over");
    }

    @Test
    void no_code_is_good_twice() {
        byte[] secret = enrol();
        clock.advance(Duration.ofSeconds(60));
        String code = code(secret);
        assertThat(second(challenge(), code).status()).isEqualTo(200);
        assertThat(second(challenge(), code).code()).isEqualTo("wrong_code");
    }

    @Test
    void a_recovery_code_is_good_once() {
        String here = signIn(person);
        byte[] secret = begin(here);
        List<String> codes = confirm(here, code(secret))
                .body()
                .get("recovery_codes")
                .valueStream()
                .map(each -> each.asString())
                .toList();
        assertThat(second(challenge(), codes.getFirst().toUpperCase(java.util.Locale.ROOT))
                        .status())
                .isEqualTo(200);
        assertThat(second(challenge(), codes.getFirst()).code()).isEqualTo("wrong_code");
        assertThat(get(FACTOR, here).body().get("recovery_codes").asInt()).isEqualTo(9);
        assertThat(post(FACTOR + "/recovery-codes", proof(), here).body().get("recovery_codes"))
                .hasSize(SecondFactors.RECOVERY_CODES);
        assertThat(second(challenge(), codes.get(1)).code()).isEqualTo("wrong_code");
        assertThat(post(FACTOR + "/removal", proof(), here).status()).isEqualTo(204);
        assertThat(password().status()).isEqualTo(200);
    }

    @Test
    void a_challenge_is_good_for_five_minutes_and_five_tries() {
        byte[] secret = enrol();
        String late = challenge();
        clock.advance(SignInChallenges.LIFE.plusSeconds(1));
        assertThat(second(late, code(secret)).code()).isEqualTo("challenge_over");
        String tried = challenge();
        for (int i = 0; i < SignInChallenges.MOST_ATTEMPTS; i++) {
            assertThat(second(tried, "00000" + i).status()).isEqualTo(401);
        }
        assertThat(second(tried, code(secret)).code()).isEqualTo("challenge_over");
        assertThat(second("rubbish", code(secret)).code()).isEqualTo("challenge_over");
        assertThat(second(organization.id() + "." + "A".repeat(43), code(secret))
                        .code())
                .isEqualTo("challenge_over");
    }

    @Test
    void a_challenge_ends_with_the_password_that_it_came_after() {
        byte[] secret = enrol();
        String challenge = challenge();
        accounts.setPassword(
                organization.id(),
                person.id(),
                new dev.sightline.server.platform.Secret("another horse battery"),
                TEST);
        clock.advance(Duration.ofSeconds(60));
        assertThat(second(challenge, code(secret)).code()).isEqualTo("challenge_over");
    }

    @Test
    void guessing_gets_slower_however_many_challenges_there_are() {
        byte[] secret = enrol();
        int refused = 0;
        for (int i = 0; i < 8; i++) {
            refused += second(challenge(), "11111" + i).status() == 429 ? 1 : 0;
        }
        assertThat(refused).isPositive();
        clock.advance(Duration.ofMinutes(16));
        assertThat(second(challenge(), code(secret)).status()).isEqualTo(200);
    }

    @Test
    void beyond_ten_in_a_row_the_person_waits_wherever_the_guesses_come_from() {
        byte[] secret = enrol();
        clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < SecondFactors.FREE; i++) {
            assertThat(secondFromSomewhere("00001" + i).status()).isEqualTo(401);
        }
        Response next = secondFromSomewhere(code(secret));
        assertThat(next.code()).isEqualTo("too_many_attempts");
        clock.advance(Duration.ofMinutes(2));
        assertThat(secondFromSomewhere(code(secret)).status()).isEqualTo(200);
    }

    /** From an address that nobody has guessed from. */
    private Response secondFromSomewhere(String code) {
        try (HttpClient somewhere = elsewhere(nextNumber())) {
            return send(
                    somewhere, request("POST", "/api/v2/session/second-step", """
                    {"challenge": "%s", "code": "%s"}""".formatted(challenge(), code), null));
        }
    }

    @Test
    void it_holds_in_every_organisation_and_an_administrator_takes_it_off_where_it_is_theirs_to() {
        byte[] secret = enrol();
        Account admin = account(organization, Role.ADMIN);
        String token = signIn(admin);
        String place = "/api/v2/members/" + person.id() + "/second-factor";
        clock.advance(Duration.ofSeconds(60));
        String phone =
                second(challenge(), code(secret)).body().get("access_token").asString();
        assertThat(get("/api/v2/session", phone).status()).isEqualTo(200);
        assertThat(send("DELETE", place, null, token).status()).isEqualTo(204);
        // Whoever has found the phone has nothing of it; the administrator goes on.
        assertThat(get("/api/v2/session", phone).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", token).status()).isEqualTo(200);
        assertThat(password().status()).isEqualTo(200);
        assertThat(send("DELETE", place, null, token).code()).isEqualTo("not_on");
        awaitViews(organization);
        assertThat(get("/api/v2/audit", token).text()).contains("second_factor.turned_on", "second_factor.taken_off");

        secret = enrol();
        Organization other = organization();
        account(other, Role.CEO, person.email(), null);
        assertThat(post("/api/v2/session", """
                        {"email": "%s", "password": "%s", "organization": "%s"}""".formatted(person.email(), PASSWORD, other.slug()), null)
                        .status())
                .isEqualTo(202);
        assertThat(send("DELETE", place, null, token).code()).isEqualTo("several_organizations");
        clock.advance(Duration.ofSeconds(60));
        assertThat(second(challenge(), code(secret)).status()).isEqualTo(200);
    }

    @Test
    void administrators_see_who_has_one_and_who_has_only_begun_has_none() {
        Account begun = account(organization, Role.MANAGER);
        begin(signIn(begun));
        enrol();
        String token = signIn(account(organization, Role.ADMIN));
        Response list = get("/api/v2/members", token);
        assertThat(list.body().get("items").valueStream())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.get("second_step_since").isNull())
                        .as(each.toString())
                        .isEqualTo(!each.get("email").asString().equals(person.email())));
        assertThat(get("/api/v2/members/" + person.id(), token)
                        .body()
                        .get("second_step_since")
                        .asString())
                .isNotEmpty();
    }

    @Test
    void nobody_takes_it_off_the_platforms_own_themselves_or_people_of_others() {
        Organization other = organization();
        Account root = account(other, Role.SUPER_ADMIN);
        String admin = signIn(account(other, Role.ADMIN));
        enrol();
        assertThat(send("DELETE", "/api/v2/members/" + root.id() + "/second-factor", null, admin)
                        .status())
                .isEqualTo(403);
        assertThat(send("DELETE", "/api/v2/members/" + person.id() + "/second-factor", null, admin)
                        .status())
                .isEqualTo(404);
        String own = signIn(account(organization, Role.CEO));
        assertThat(send("DELETE", "/api/v2/members/" + person.id() + "/second-factor", null, own)
                        .status())
                .isEqualTo(403);
        assertThat(password().status()).isEqualTo(202);
    }

    @Test
    void what_is_kept_makes_no_codes_and_is_nobody_elses_to_see() {
        byte[] secret = enrol();
        assertThat(jdbc.sql("SELECT count(*) FROM second_factors")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(transactions.<Long>read(
                        organization.id(),
                        client -> client.sql("SELECT count(*) FROM recovery_codes")
                                .query(Long.class)
                                .single()))
                .isZero();
        byte[] kept = transactions.read(organization.id(), client -> {
            client.sql("SELECT set_config('sightline.sign_in', ?, true)")
                    .param(person.email())
                    .query(String.class)
                    .single();
            return client.sql("SELECT secret FROM second_factors")
                    .query(byte[].class)
                    .single();
        });
        assertThat(new String(kept, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(secret, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** Turned on; answers the secret. */
    private byte[] enrol() {
        String here = signIn(person);
        byte[] secret = begin(here);
        assertThat(confirm(here, code(secret)).status()).isEqualTo(200);
        return secret;
    }

    private byte[] begin(String token) {
        Response begun = post(FACTOR + "/enrolment", proof(), token);
        String secret = begun.body().get("secret").asString();
        assertThat(begun.body().get("uri").asString())
                .startsWith("otpauth://totp/Sightline:")
                .contains("secret=" + secret);
        return Base32.decode(secret);
    }

    private Response confirm(String token, String code) {
        return post(FACTOR + "/confirmation", "{\"code\": \"" + code + "\"}", token);
    }

    private String code(byte[] secret) {
        return Totp.code(secret, Totp.step(clock.instant()), Totp.DIGITS);
    }

    private String challenge() {
        return password().body().get("challenge").asString();
    }

    private Response password() {
        return post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(person.email(), PASSWORD), null);
    }

    private Response second(String challenge, String code) {
        return post("/api/v2/session/second-step", """
                {"challenge": "%s", "code": "%s"}""".formatted(challenge, code), null);
    }

    private static String proof() {
        return "{\"password\": \"" + PASSWORD + "\"}";
    }
}
