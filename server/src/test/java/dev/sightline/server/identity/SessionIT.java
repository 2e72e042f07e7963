package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class SessionIT extends ServerTest {
    /** Needs a token and does nothing else. */
    private static final String CLOSED = "/api/v2/nothing-here";

    @Autowired
    private JdbcClient jdbc;

    @Test
    void signs_in_and_is_let_in() {
        Account account = account(organization(), Role.SALES_REP);
        Response response = signInAs(account.email().toUpperCase(java.util.Locale.ROOT), PASSWORD);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().get("token_type").asString()).isEqualTo("Bearer");
        assertThat(response.body().get("expires_in").asInt()).isEqualTo(900);
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Set-Cookie"))
                .startsWith("sightline_refresh=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/api/v2/session")
                .doesNotContain("Secure");
        assertThat(get(CLOSED, token(response)).status()).isEqualTo(404);
        assertThat(get(CLOSED, null).code()).isEqualTo("not_signed_in");
    }

    @Test
    void refuses_a_wrong_password_and_an_unknown_email_alike() {
        Account account = account(organization(), Role.SALES_REP);
        Response wrong = signInAs(account.email(), "wrong horse battery");
        Response unknown = signInAs("nobody-" + account.email(), PASSWORD);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("wrong_credentials");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.body().get("detail")).isEqualTo(wrong.body().get("detail"));
        assertThat(wrong.header("Set-Cookie")).isNull();
    }

    @Test
    void an_unknown_email_costs_a_hash_too() {
        Account account = account(organization(), Role.SALES_REP);
        long known = fastest(() -> signInAs(account.email(), "wrong horse battery"));
        long unknown = fastest(() -> signInAs("x" + account.email(), "wrong horse battery"));
        // A refusal without a hash takes a twentieth of one with; the margin is for a busy machine.
        assertThat(unknown).isGreaterThan(known / 4);
    }

    @Test
    void slows_down_guessing_but_not_the_owner_elsewhere() {
        Account account = account(organization(), Role.SALES_REP);
        for (int i = 0; i < SignInGuard.FREE; i++) {
            assertThat(signInAs(account.email(), "guess number " + i).status()).isEqualTo(401);
        }
        Response blocked = signInAs(account.email(), PASSWORD);
        assertThat(blocked.status()).isEqualTo(429);
        assertThat(blocked.code()).isEqualTo("too_many_attempts");
        assertThat(Integer.parseInt(Objects.requireNonNull(blocked.header("Retry-After"))))
                .isBetween(1, 5);

        // Somebody else at this address, and the owner after the time that was told.
        assertThat(signInAs(account(organization(), Role.CEO).email(), PASSWORD).status())
                .isEqualTo(200);
        clock.advance(Duration.ofSeconds(6));
        assertThat(signInAs(account.email(), PASSWORD).status()).isEqualTo(200);
        // It is forgiven.
        assertThat(signInAs(account.email(), "guess again and again").status()).isEqualTo(401);
        assertThat(signInAs(account.email(), PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void waits_grow_longer_with_each_wrong_guess() {
        SignInGuard guard = new SignInGuard(jdbc, transactionManager, clock);
        String email = "victim-" + System.nanoTime() + "@example.com";
        String address = "203.0.113." + (System.nanoTime() & 0xff) + "-" + System.nanoTime();
        Duration last = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            var wait = guard.attempt(email, address);
            if (wait.isPresent()) {
                assertThat(wait.get())
                        .isGreaterThanOrEqualTo(last.minusSeconds(1))
                        .isLessThanOrEqualTo(SignInGuard.LONGEST);
                last = wait.get();
                clock.advance(last);
            }
        }
        assertThat(last).isGreaterThan(Duration.ofMinutes(1));
        // From another address the owner gets in at once.
        assertThat(guard.attempt(email, "198.51.100.7-" + address)).isEmpty();
    }

    @Test
    void many_at_once_are_no_way_around_the_guard() throws InterruptedException {
        SignInGuard guard = new SignInGuard(jdbc, transactionManager, clock);
        String email = "crowd-" + System.nanoTime() + "@example.com";
        String address = "crowd-" + System.nanoTime();
        var let = new java.util.concurrent.atomic.AtomicInteger();
        var threads = new java.util.ArrayList<Thread>();
        for (int i = 0; i < 40; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                if (guard.attempt(email, address).isEmpty()) {
                    let.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(let.get()).isEqualTo(SignInGuard.FREE);
    }

    @Test
    void rotates_the_refresh_token() {
        Account account = account(organization(), Role.SALES_REP);
        String first = cookie(signInAs(account.email(), PASSWORD));
        Response second = refresh(first);
        assertThat(second.status()).isEqualTo(200);
        assertThat(cookie(second)).isNotEqualTo(first);
        assertThat(get(CLOSED, token(second)).status()).isEqualTo(404);
        // A second tab that came a moment later with the same cookie.
        assertThat(refresh(first).status()).isEqualTo(200);
    }

    @Test
    void a_spent_token_that_comes_back_later_ends_the_session_for_both() {
        Account account = account(organization(), Role.SALES_REP);
        String stolen = cookie(signInAs(account.email(), PASSWORD));
        Response owner = refresh(stolen);
        clock.advance(Sessions.GRACE.plusSeconds(1));
        assertThat(refresh(stolen).code()).isEqualTo("session_over");
        assertThat(refresh(cookie(owner)).status()).isEqualTo(401);
        assertThat(get(CLOSED, token(owner)).status()).isEqualTo(401);
    }

    @Test
    void a_session_that_goes_on_in_two_places_ends_whoever_comes_first() {
        for (boolean thiefFirst : new boolean[] {true, false}) {
            Account account = account(organization(), Role.SALES_REP);
            String stolen = cookie(signInAs(account.email(), PASSWORD));
            Response owner = refresh(stolen);
            // Within the grace, as a second tab would; and on at once, so that nothing of theirs waits.
            Response thief = refresh(cookie(refresh(stolen)));
            assertThat(thief.status()).isEqualTo(200);
            clock.advance(Duration.ofMinutes(15));
            Response goesOn = refresh(cookie(thiefFirst ? thief : owner));
            assertThat(goesOn.status()).isEqualTo(200);
            clock.advance(Duration.ofMinutes(1));
            assertThat(refresh(cookie(thiefFirst ? owner : thief)).code()).isEqualTo("session_over");
            assertThat(refresh(cookie(goesOn)).status()).isEqualTo(401);
            assertThat(get(CLOSED, token(goesOn)).status()).isEqualTo(401);
        }
    }

    @Test
    void many_tabs_that_open_at_once_go_on_by_whichever_cookie_came_last() {
        Account account = account(organization(), Role.SALES_REP);
        String shared = cookie(signInAs(account.email(), PASSWORD));
        clock.advance(Duration.ofMinutes(15));
        Response first = refresh(shared);
        Response second = refresh(shared);
        // One tab was fast enough to use the first one's, before the second one's came.
        assertThat(refresh(cookie(first)).status()).isEqualTo(200);
        Response last = refresh(shared);
        for (int hour = 0; hour < 3; hour++) {
            clock.advance(Duration.ofHours(1));
            String jar = cookie(last);
            last = refresh(jar);
            assertThat(last.status()).as("hour " + hour).isEqualTo(200);
            assertThat(refresh(jar).status()).isEqualTo(200);
        }
        assertThat(second.status()).isEqualTo(200);
    }

    @Test
    void signing_out_ends_the_session_at_once() {
        Account account = account(organization(), Role.SALES_REP);
        Response response = signInAs(account.email(), PASSWORD);
        Response out = send("DELETE", "/api/v2/session", null, null, "Cookie", "sightline_refresh=" + cookie(response));
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(out.header("Clear-Site-Data")).isEqualTo("\"cache\"");
        assertThat(refresh(cookie(response)).status()).isEqualTo(401);
        assertThat(get(CLOSED, token(response)).code()).isEqualTo("invalid_token");
    }

    @Test
    void signing_out_without_a_session_is_no_error() {
        assertThat(send("DELETE", "/api/v2/session", null, null).status()).isEqualTo(204);
        assertThat(send("DELETE", "/api/v2/session", null, null, "Cookie", "sightline_refresh=rubbish")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void a_first_visit_is_no_error() {
        for (Response first : List.of(send("POST", "/api/v2/session/refresh", null, null), refresh(""))) {
            assertThat(first.status()).isEqualTo(204);
            assertThat(first.text()).isEmpty();
            assertThat(first.header("Set-Cookie")).isNull();
            assertThat(first.header("Cache-Control")).contains("no-store");
        }
        assertThat(send("POST", "/api/v2/session/refresh", null, null, "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_refresh_token_expires() {
        Account account = account(organization(), Role.SALES_REP);
        String cookie = cookie(signInAs(account.email(), PASSWORD));
        clock.advance(Duration.ofDays(15));
        assertThat(refresh(cookie).status()).isEqualTo(401);
    }

    @Test
    void however_much_it_is_used_a_session_ends_at_last() {
        Account account = account(organization(), Role.SALES_REP);
        Response response = signInAs(account.email(), PASSWORD);
        for (int day = 0; day < 80; day += 10) {
            clock.advance(Duration.ofDays(10));
            response = refresh(cookie(response));
            assertThat(response.status()).as("day %d", day + 10).isEqualTo(200);
        }
        clock.advance(Duration.ofDays(10).minusMinutes(5));
        response = refresh(cookie(response));
        assertThat(get("/api/v2/sessions", token(response)).body().get("items")).hasSize(1);
        // The access token would be good for ten minutes more.
        clock.advance(Duration.ofMinutes(6));
        assertThat(get(CLOSED, token(response)).status()).isEqualTo(401);
        assertThat(refresh(cookie(response)).code()).isEqualTo("session_over");
        Response anew = signInAs(account.email(), PASSWORD);
        assertThat(get("/api/v2/sessions", token(anew)).body().get("items")).hasSize(1);
    }

    @Test
    void going_on_in_another_organisation_is_no_new_sign_in() {
        Organization here = organization();
        Organization there = organization();
        Account account = account(here, Role.SALES_REP);
        account(there, Role.SALES_REP, account.email(), null);
        Response response = post("/api/v2/session", """
                {"email": "%s", "password": "%s", "organization": "%s"}""".formatted(account.email(), PASSWORD, here.slug()), null);
        for (int day = 10; day < 90; day += 10) {
            clock.advance(Duration.ofDays(10));
            response = refresh(cookie(response));
            response = move(response, "organization", day % 20 == 0 ? here.slug() : there.slug());
            assertThat(response.status()).as("day %d", day).isEqualTo(200);
        }
        clock.advance(Duration.ofDays(10));
        assertThat(refresh(cookie(response)).code()).isEqualTo("session_over");
    }

    @Test
    void refuses_refresh_tokens_that_it_did_not_give() {
        Account account = account(organization(), Role.SALES_REP);
        String cookie = cookie(signInAs(account.email(), PASSWORD));
        Organization other = organization();
        String elsewhere = other.id() + cookie.substring(cookie.indexOf('.'));
        for (String forged : new String[] {"rubbish", "1.", "0." + "A".repeat(43), "1." + "A".repeat(43), elsewhere}) {
            assertThat(refresh(forged).code()).as(forged).isEqualTo("session_over");
        }
    }

    @Test
    void a_deactivated_account_is_out_at_once() {
        Organization organization = organization();
        Account account = account(organization, Role.SALES_REP);
        Response response = signInAs(account.email(), PASSWORD);
        accounts.setActive(organization.id(), account.id(), false, TEST);
        assertThat(get(CLOSED, token(response)).status()).isEqualTo(401);
        assertThat(refresh(cookie(response)).status()).isEqualTo(401);
        assertThat(signInAs(account.email(), PASSWORD).code()).isEqualTo("wrong_credentials");
        // Activated again, the old session stays over.
        accounts.setActive(organization.id(), account.id(), true, TEST);
        assertThat(refresh(cookie(response)).status()).isEqualTo(401);
        assertThat(signInAs(account.email(), PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void a_new_password_ends_all_sessions() {
        Organization organization = organization();
        Account account = account(organization, Role.SALES_REP);
        Response response = signInAs(account.email(), PASSWORD);
        accounts.setPassword(organization.id(), account.id(), new Secret("another horse battery"), TEST);
        assertThat(refresh(cookie(response)).status()).isEqualTo(401);
        assertThat(get(CLOSED, token(response)).status()).isEqualTo(401);
    }

    @Test
    void other_sites_cannot_use_a_session() {
        Account account = account(organization(), Role.SALES_REP);
        String cookie = cookie(signInAs(account.email(), PASSWORD));
        Response response = send(
                "POST",
                "/api/v2/session/refresh",
                null,
                null,
                "Cookie",
                "sightline_refresh=" + cookie,
                "Sec-Fetch-Site",
                "cross-site");
        assertThat(response.status()).isEqualTo(403);
        assertThat(get("/api/v2/nothing-here", null, "Origin", "https://evil.example")
                        .header("Access-Control-Allow-Origin"))
                .isNull();
    }

    @Test
    void keeps_neither_passwords_nor_tokens_in_the_clear() {
        Organization organization = organization();
        Account account = account(organization, Role.SALES_REP);
        String cookie = cookie(signInAs(account.email(), PASSWORD));
        String kept = transactions.read(
                organization.id(),
                client -> client.sql("""
                        SELECT set_config('sightline.sign_in', ?, true) || (SELECT string_agg(i::text, ' ') FROM identities i)
                            || (SELECT string_agg(t::text, ' ') FROM refresh_tokens t)
                        """)
                        .param(account.email())
                        .query(String.class)
                        .single());
        assertThat(kept)
                .contains("$argon2id$")
                .doesNotContain(PASSWORD)
                .doesNotContain(cookie.substring(cookie.indexOf('.') + 1));
    }

    @Autowired
    private org.springframework.transaction.PlatformTransactionManager transactionManager;

    private Response signInAs(String email, String password) {
        return post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(email, password), null);
    }

    private Response refresh(String cookie) {
        return send("POST", "/api/v2/session/refresh", null, null, "Cookie", "sightline_refresh=" + cookie);
    }

    private static String token(Response response) {
        return response.body().get("access_token").asString();
    }

    private static String cookie(Response response) {
        @Nullable String header = response.header("Set-Cookie");
        assertThat(header).isNotNull();
        return Objects.requireNonNull(header).split("[=;]", 3)[1];
    }

    private static long fastest(Runnable work) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
