package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.util.encoders.Base32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Guessing from the very address of the owner keeps the owner out of no browser that was theirs before. */
class KnownDevicesIT extends ServerTest {
    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SignInGuard guard;

    @Autowired
    private KnownDevices devices;

    private HttpClient office;
    private Account owner;
    private String device;

    @BeforeEach
    void owner() {
        office = elsewhere(nextNumber());
        owner = account(organization(), Role.SALES_REP);
        device = device(session(owner));
    }

    @AfterEach
    void leave() {
        office.close();
    }

    @Test
    void a_colleague_behind_the_same_address_cannot_lock_the_owner_out() {
        lock(owner);
        assertThat(signIn(owner, PASSWORD, "").code()).isEqualTo("too_many_attempts");
        Response mine = signIn(owner, PASSWORD, "sightline_device=" + device);
        assertThat(mine.status()).isEqualTo(200);
        assertThat(device(mine)).as("stays the same browser").isEqualTo(device);
        assertThat(signIn(owner, PASSWORD, "").code())
                .as("and forgives the others nothing")
                .isEqualTo("too_many_attempts");
    }

    @Test
    void nor_at_the_second_step_and_whoever_is_told_to_wait_has_used_no_try_up() {
        byte[] secret = enrol(signIn(owner));
        clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < SignInGuard.FREE; i++) {
            assertThat(second(challenge(""), "00000" + i, "").status()).isEqualTo(401);
        }
        String mine = "sightline_device=" + device;
        String challenge = challenge(mine);
        for (int i = 0; i <= SignInChallenges.MOST_ATTEMPTS; i++) {
            assertThat(second(challenge, "123456", "").code()).isEqualTo("too_many_attempts");
        }
        assertThat(second(challenge, code(secret), mine).status()).isEqualTo(200);
    }

    @Test
    void nor_where_one_changes_what_one_signs_in_with() {
        String here = signIn(owner);
        String mine = "sightline_device=" + device;
        String fresh = "another horse battery";
        String change = """
                {"current_password": "%s", "new_password": "%s"}""".formatted(PASSWORD, fresh);
        lock(owner);
        assertThat(ask("PUT", "/api/v2/sessions/password", change, here, "").code())
                .isEqualTo("too_many_attempts");
        assertThat(ask("PUT", "/api/v2/sessions/password", change, here, mine).status())
                .isEqualTo(204);
        String proof = "{\"password\": \"" + fresh + "\"}";
        assertThat(ask("POST", "/api/v2/second-factor/enrolment", proof, here, "")
                        .code())
                .isEqualTo("too_many_attempts");
        assertThat(ask("POST", "/api/v2/second-factor/enrolment", proof, here, mine)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void one_that_tries_everybody_from_an_address_locks_out_only_who_is_new_there() {
        String address = "192.0.2.1-" + System.nanoTime();
        for (int i = 0; i < SignInGuard.FREE_PER_ADDRESS; i++) {
            guard.attempt("nobody-" + i + "@" + address, address);
        }
        assertThat(guard.attempt(owner.email(), address)).isPresent();
        assertThat(guard.attempt(
                        owner.email(),
                        address,
                        devices.find(device, owner.email()).orElseThrow()))
                .isEmpty();
    }

    @Test
    void guessing_goes_no_faster_with_a_browser_of_ones_own() {
        Account guesser = account(organization(), Role.SALES_REP);
        String own = device(session(guesser));
        lock(owner);
        for (String cookie : List.of(
                "sightline_device=" + own,
                "sightline_device=rubbish",
                "sightline_device=" + "A".repeat(43),
                "sightline_device=' OR 1=1 --")) {
            assertThat(signIn(owner, PASSWORD, cookie).code()).as(cookie).isEqualTo("too_many_attempts");
        }
    }

    @Test
    void a_stolen_one_is_good_for_few_guesses() {
        for (int i = 0; i < SignInGuard.FREE; i++) {
            assertThat(signIn(owner, "guess number " + i, "sightline_device=" + device)
                            .status())
                    .isEqualTo(401);
        }
        assertThat(signIn(owner, PASSWORD, "sightline_device=" + device).code()).isEqualTo("too_many_attempts");
        assertThat(signIn(owner, PASSWORD, "").status()).as("from the address").isEqualTo(200);
    }

    @Test
    void they_are_forgotten_unused_and_few_are_kept() {
        clock.advance(KnownDevices.REMEMBERED.plus(Duration.ofDays(1)));
        assertThat(devices.find(device, owner.email())).isEmpty();
        for (int i = 0; i < KnownDevices.MOST + 5; i++) {
            clock.advance(Duration.ofSeconds(1));
            devices.remember(owner.email(), null);
        }
        assertThat(jdbc.sql("SELECT count(*) FROM known_devices WHERE email_hash = :email")
                        .param("email", SignInGuard.hash(owner.email()))
                        .query(Long.class)
                        .single())
                .isEqualTo(KnownDevices.MOST);
    }

    @Test
    void the_database_keeps_no_word_that_works() {
        assertThat(jdbc.sql("SELECT coalesce(string_agg(d::text, ' '), '') FROM known_devices d")
                        .query(String.class)
                        .single())
                .doesNotContain(device)
                .isNotEmpty();
    }

    private void lock(Account account) {
        for (int i = 0; i < SignInGuard.FREE; i++) {
            assertThat(signIn(account, "guess number " + i, "").status()).isEqualTo(401);
        }
    }

    /** From where everybody of this test asks: what is held against the address is of no other test. */
    private Response signIn(Account account, String password, String cookie) {
        return ask("POST", "/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(account.email(), password), null, cookie);
    }

    private Response ask(String method, String path, String body, @Nullable String token, String cookie) {
        return send(
                office,
                cookie.isEmpty()
                        ? request(method, path, body, token)
                        : request(method, path, body, token, "Cookie", cookie));
    }

    /** The word that goes with the code. */
    private String challenge(String cookie) {
        Response asked = signIn(owner, PASSWORD, cookie);
        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
        return asked.body().get("challenge").asString();
    }

    private Response second(String challenge, String code, String cookie) {
        return ask("POST", "/api/v2/session/second-step", """
                {"challenge": "%s", "code": "%s"}""".formatted(challenge, code), null, cookie);
    }

    private byte[] enrol(String token) {
        byte[] secret =
                Base32.decode(post("/api/v2/second-factor/enrolment", "{\"password\": \"" + PASSWORD + "\"}", token)
                        .body()
                        .get("secret")
                        .asString());
        assertThat(post("/api/v2/second-factor/confirmation", "{\"code\": \"" + code(secret) + "\"}", token)
                        .status())
                .isEqualTo(200);
        return secret;
    }

    private String code(byte[] secret) {
        return Totp.code(secret, Totp.step(clock.instant()), Totp.DIGITS);
    }

    private static String device(Response session) {
        String header = session.http().headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("sightline_device="))
                .findFirst()
                .orElseThrow();
        assertThat(header).contains("HttpOnly", "SameSite=Strict", "Path=/api/v2/session");
        return Objects.requireNonNull(header.split("[=;]", 3)[1]);
    }
}
