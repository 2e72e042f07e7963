package dev.sightline.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.server.TestMail;
import dev.sightline.server.WebhookSignature;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.simulator.CompanyPlan;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

/**
 * Everything that takes or makes a secret is done once, well and badly; afterwards none of them stands in what was logged, in an answer, or
 * in the organisation's own log.
 */
@ExtendWith(OutputCaptureExtension.class)
class NoSecretIsToldIT extends ProviderTest {
    private static final String CONNECTION = "/api/v2/sync/connection";

    @Autowired
    private Environment settings;

    /** By what they are. */
    private final Map<String, String> secrets = new LinkedHashMap<>();

    private final List<String> answers = new ArrayList<>();

    @Test
    void of_all_that_there_are(CapturedOutput output) throws IOException {
        secrets.put(
                "master key",
                Files.readString(Path.of(settings.getRequiredProperty("sightline.home"), "keys", "master.key"))
                        .strip());
        signingIn();
        aProvider();
        aConnection();
        mails();
        everyViewOfIt();

        awaitViews(organization);
        String kept = log.read(organization.id(), EventFilter.all(), 10_000).toString();
        assertThat(kept).contains("audit.action.recorded");
        assertThat(output.getAll()).contains("a sign-in by a provider came to nothing");
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(15);
        secrets.forEach((what, secret) -> {
            assertThat(secret).as(what).hasSizeGreaterThan(15);
            assertThat(output.getAll().contains(secret))
                    .as(what + " in the log")
                    .isFalse();
            assertThat(kept.contains(secret)).as(what + " in the event log").isFalse();
            assertThat(answers.stream()
                            .filter(answer -> answer.contains(secret))
                            .toList())
                    .as(what + " in an answer")
                    .isEmpty();
        });
    }

    private void signingIn() {
        Account person = account(organization, Role.SALES_REP);
        String wrong = made("a wrong password");
        told(post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(person.email(), wrong), null), 401);
        secrets.put("password", PASSWORD);
        Response session = session(person);
        String first = refreshToken(session);
        secrets.put("refresh token", first);
        Response next = send("POST", "/api/v2/session/refresh", null, null, "Cookie", "sightline_refresh=" + first);
        secrets.put("refresh token after it", refreshToken(next));
        String access = accessToken(next);
        secrets.put("access token", access);
        told(send("PUT", "/api/v2/sessions/password", """
                {"current_password": "%s", "new_password": "%s"}""".formatted(PASSWORD, made("a new password")), access), 204);
        told(send("PUT", "/api/v2/sessions/password", """
                {"current_password": "%s", "new_password": "%s"}""".formatted(wrong, made("another password")), access), 400);
        secrets.put(
                "secret of the authenticator",
                post(
                                "/api/v2/second-factor/enrolment",
                                "{\"password\": \"" + secrets.get("a new password") + "\"}",
                                access)
                        .body()
                        .get("secret")
                        .asString());
        // Spent long ago: two have it, and the log says so.
        clock.advance(Duration.ofMinutes(1));
        told(send("POST", "/api/v2/session/refresh", null, null, "Cookie", "sightline_refresh=" + first), 401);
    }

    private void aProvider() {
        secrets.put("client secret", StrictProvider.SECRET);
        provider.person("s-1", "seller@" + domain, true);
        Response arrived = signInThere();
        secrets.put("refresh token by a provider", refreshToken(refreshed(arrived)));
        told(
                send(
                        "PUT",
                        "/api/v2/sign-in-providers/" + id,
                        wish(Map.of("client_secret", made("another client secret"))),
                        token),
                200);
        refused(signInThere(), "not_trusted");
        told(post("/api/v2/sign-in-providers/" + id + "/check", "{}", token), 200);
    }

    private void aConnection() throws IOException {
        try (OdooSimulator odoo =
                OdooSimulator.start(SimulatorOptions.company(new CompanyPlan(1, clock.instant(), 30, 4, 10, 5, 5))
                        .withApiKey(made("key of the Odoo")))) {
            told(send("PUT", CONNECTION, connection(odoo, made("a wrong key of the Odoo")), token), 400);
            told(send("PUT", CONNECTION, connection(odoo, odoo.apiKey()), token), 200);
            await(
                    "it is read",
                    () -> !get("/api/v2/sync", token)
                            .body()
                            .get("last_success_at")
                            .isNull());
            // Shown this once, so not among the answers.
            Response webhook = post(CONNECTION + "/webhook", "{\"signed\": true}", token);
            String address = webhook.body().get("address").asString();
            String secret = address.substring(address.lastIndexOf('/') + 1);
            String key = webhook.body().get("hmac_key").asString();
            secrets.put("secret of the webhook", secret);
            secrets.put("key that signs webhooks", key);
            knock(secret, made("a wrong key that signs webhooks"), 401);
            knock(secret, key, 202);
            told(post(CONNECTION + "/check", connection(odoo, odoo.apiKey()), token), 200);
            odoo.faults().always(new Fault.Html());
            told(send("POST", CONNECTION + "/check", null, token), 400);
            told(post("/api/v2/sync", "{}", token), 202);
            await(
                    "that fails",
                    () -> !get("/api/v2/sync", token).body().get("last_error").isNull());
            told(get(CONNECTION, token), 200);
            told(get("/api/v2/sync", token), 200);
            told(get("/api/v2/sync/jobs", token), 200);
            told(send("DELETE", CONNECTION, null, token), 204);
            await(
                    "no sync runs",
                    () -> get("/api/v2/sync", token).body().get("running").isNull());
        }
    }

    private void knock(String secret, String key, int status) {
        String body = "{\"_model\": \"crm.lead\", \"_id\": 1}";
        String now = Long.toString(clock.instant().getEpochSecond());
        // The address is in its answers, as whoever knocks has it already.
        assertThat(post(
                                "/webhooks/odoo/" + organization.slug() + "/" + secret,
                                body,
                                null,
                                "X-Sightline-Timestamp",
                                now,
                                "X-Sightline-Signature",
                                WebhookSignature.of(now, body, key))
                        .status())
                .isEqualTo(status);
    }

    private String connection(OdooSimulator odoo, String key) {
        return json.writeValueAsString(Map.of(
                "url", odoo.baseUrl().toString(), "database", odoo.databaseName(), "login", odoo.login(), "key", key));
    }

    private void mails() {
        String email = "asked-in-" + UUID.randomUUID() + "@example.com";
        told(post("/api/v2/invitations", "{\"email\": \"" + email + "\", \"role\": \"MANAGER\"}", token), 201);
        String invitation = TestMail.token(TestMail.await(email, 1));
        secrets.put("word of an invitation", invitation);
        told(post("/api/v2/invitations/look", "{\"token\": \"" + invitation + "\"}", null), 200);
        told(post("/api/v2/invitations/acceptance", """
                {"token": "%s", "name": "New", "password": "%s"}""".formatted(invitation, made("a first password")), null), 201);
        told(post("/api/v2/password-resets", "{\"email\": \"" + email + "\"}", null), 202);
        String reset = TestMail.token(TestMail.await(email, 2));
        secrets.put("word of a new password", reset);
        told(post("/api/v2/password-resets/redemption", """
                {"token": "%s", "password": "%s"}""".formatted(reset, made("a password set anew")), null), 204);
    }

    private void everyViewOfIt() {
        awaitViews(organization);
        for (String view : List.of(
                "session",
                "sessions",
                "members",
                "invitations",
                "sign-in-providers",
                "second-factor",
                "sync",
                "sync/connection",
                "sync/jobs",
                "audit?limit=200",
                "audit/export")) {
            told(get("/api/v2/" + view, token), 200);
        }
        String platform = signIn(account(organizations.own(), Role.SUPER_ADMIN));
        told(get("/api/v2/organizations", platform), 200);
        told(get("/metrics", null), 200);
        told(get("/readyz", null), 200);
    }

    /** Looked through afterwards. */
    private void told(Response answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        answers.add(answer.text());
    }

    /** A secret that nothing else is like. */
    private String made(String what) {
        String secret = "made-" + UUID.randomUUID();
        secrets.put(what, secret);
        return secret;
    }

    private static String refreshToken(Response session) {
        return session.http().headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("sightline_refresh="))
                .map(cookie -> Objects.requireNonNull(cookie.split("[=;]", 3)[1]))
                .findFirst()
                .orElseThrow();
    }
}
