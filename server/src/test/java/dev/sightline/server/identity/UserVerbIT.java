package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.tenancy.Organization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What {@code user} does to accounts, and what it says where it is called wrongly. */
class UserVerbIT extends ServerTest {
    private static final String NEW_PASSWORD = "another good password";

    @Autowired
    private UserVerb verb;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Organization organization;

    @BeforeEach
    void organizationOfItsOwn() {
        organization = organization();
    }

    private int run(String input, String... words) throws IOException {
        List<String> arguments = new ArrayList<>(Arrays.asList(words));
        arguments.addAll(List.of("--organization", organization.slug()));
        return plainly(input, arguments);
    }

    private int plainly(String input, List<String> arguments) throws IOException {
        out.reset();
        err.reset();
        return verb.run(
                arguments,
                new Verb.Streams(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Response signIn(String email, String password) {
        return post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(email, password), null);
    }

    private static String email(Account account) {
        return account.email();
    }

    @Test
    void anAccountIsMadeAndCanSignIn() throws IOException {
        String email = "new@" + organization.slug() + ".example";

        // The first line only, whatever ends it.
        assertThat(run(PASSWORD + "\r\nsecond line", "add", email, "--role", "manager", "--password-stdin"))
                .isZero();

        assertThat(said())
                .isEqualToIgnoringNewLines("Made account %s (MANAGER) in %s.".formatted(email, organization.slug()));
        assertThat(signIn(email, PASSWORD).status()).isEqualTo(200);
        assertThat(run("", "list")).isZero();
        assertThat(said()).contains(email, "MANAGER", "active");
    }

    @Test
    void aGeneratedPasswordIsShownOnceAndGood() throws IOException {
        String email = "new@" + organization.slug() + ".example";

        assertThat(run("", "add", email, "--role", "SALES_REP", "--generate")).isZero();

        String password = said().lines().skip(1).findFirst().orElseThrow().replace("Password: ", "");
        assertThat(password).hasSize(20);
        assertThat(signIn(email, password).status()).isEqualTo(200);
    }

    @Test
    void whoIsDisabledIsOutAtOnceAndBackWhenEnabled() throws IOException {
        Account account = account(organization, Role.ADMIN);
        String token = signIn(account);

        assertThat(run("", "disable", email(account).toUpperCase(java.util.Locale.ROOT)))
                .isZero();

        assertThat(said()).isEqualToIgnoringNewLines("Disabled " + email(account) + ".");
        assertThat(get("/api/v2/sync", token).status()).isEqualTo(401);
        assertThat(signIn(email(account), PASSWORD).status()).isEqualTo(401);
        run("", "list");
        assertThat(said()).contains("disabled");
        assertThat(run("", "enable", email(account))).isZero();
        assertThat(signIn(email(account), PASSWORD).status()).isEqualTo(200);
        assertThat(get("/api/v2/sync", token).status())
                .as("an old session stays over")
                .isEqualTo(401);
    }

    @Test
    void anotherRoleHoldsFromTheNextRequestOn() throws IOException {
        Account account = account(organization, Role.SALES_REP);
        String token = signIn(account);
        assertThat(get("/api/v2/sync/issues", token).status()).isEqualTo(403);

        assertThat(run("", "role", email(account), "--role", "ADMIN")).isZero();

        assertThat(said()).isEqualToIgnoringNewLines("Made " + email(account) + " ADMIN.");
        assertThat(get("/api/v2/sync/issues", token).status()).isEqualTo(200);
    }

    @Test
    void anotherPasswordSignsOutEverywhere() throws IOException {
        Account account = account(organization, Role.ADMIN);
        String token = signIn(account);

        assertThat(run(NEW_PASSWORD + "\n", "password", email(account), "--password-stdin"))
                .isZero();

        assertThat(said())
                .isEqualToIgnoringNewLines("Changed the password of " + email(account) + ".")
                .doesNotContain(NEW_PASSWORD);
        assertThat(get("/api/v2/sync", token).status()).isEqualTo(401);
        assertThat(signIn(email(account), PASSWORD).status()).isEqualTo(401);
        assertThat(signIn(email(account), NEW_PASSWORD).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            add no-address --role ADMIN --password-stdin | 'no-address' is not an e-mail address
            add EMAIL --role ADMIN --password-stdin      | there is an account for EMAIL already
            disable nobody@example.com                   | there is no account for nobody@example.com
            enable nobody@example.com                    | there is no account for nobody@example.com
            role nobody@example.com --role ADMIN         | there is no account for nobody@example.com
            password nobody@example.com --generate       | there is no account for nobody@example.com
            """)
    void whatCannotBeDoneIsOneLine(String words, String says) throws IOException {
        String email = email(account(organization, Role.ADMIN));

        assertThat(run(PASSWORD, words.replace("EMAIL", email).split(" "))).isOne();

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("sightline: " + says.replace("EMAIL", email));
        assertThat(said()).isEmpty();
        assertThat(accounts.all(organization.id())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "123456789, 9"})
    void shortPasswordsAreRefused(String password, int length) throws IOException {
        Account account = account(organization, Role.ADMIN);
        String refusal = "sightline: a password has 10 to 200 characters, this one " + length;

        assertThat(run(password, "add", "new@example.com", "--role", "ADMIN", "--password-stdin"))
                .isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(refusal);
        assertThat(run(password, "password", email(account), "--password-stdin"))
                .isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(refusal);
        assertThat(signIn(email(account), PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void anUnknownOrganisationIsNamed() throws IOException {
        assertThat(plainly("", List.of("list", "--organization", "nowhere"))).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("sightline: there is no organisation nowhere");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~                                             | say what to do
            frob                                           | 'user frob' is not known
            add                                            | name the e-mail address
            add a@b.c                                      | --role is required
            add a@b.c --role                               | --role needs a value
            add a@b.c --role KING --generate               | there is no role 'KING'; there are SUPER_ADMIN, ADMIN, CEO, MANAGER, SALES_REP
            add a@b.c d@e.f --role ADMIN --generate        | 'd@e.f' is not understood
            add a@b.c --role ADMIN --generate --now        | '--now' is not understood
            add a@b.c --role ADMIN --generate --password-stdin | --password-stdin and --generate exclude each other
            add a@b.c --role ADMIN                         | there is no terminal to ask for the password: use --password-stdin or --generate
            list everybody                                 | 'everybody' is not understood
            role a@b.c                                     | --role is required
            password                                       | name the e-mail address
            disable                                        | name the e-mail address
            enable a@b.c --organization                    | --organization needs a value
            """)
    void wrongWordsAreToldApart(String words, String says) {
        List<String> arguments = words.isEmpty() ? List.of() : List.of(words.split(" "));
        assertThatThrownBy(() -> plainly("", arguments))
                .isInstanceOf(Verb.UsageException.class)
                .hasMessage(says);
    }

    @Test
    void aSecondStepIsShownAndTakenOff() throws IOException {
        Account account = account(organization, Role.SALES_REP);
        String token = signIn(account);
        assertThat(run("", "second-step", account.email(), "--off")).isOne();
        byte[] secret =
                Base32.decode(post("/api/v2/second-factor/enrolment", "{\"password\": \"" + PASSWORD + "\"}", token)
                        .body()
                        .get("secret")
                        .asString());
        String code = Totp.code(secret, Totp.step(clock.instant()), Totp.DIGITS);
        assertThat(post("/api/v2/second-factor/confirmation", "{\"code\": \"" + code + "\"}", token)
                        .status())
                .isEqualTo(200);
        assertThat(signIn(account.email(), PASSWORD).status()).isEqualTo(202);
        assertThat(run("", "list")).isZero();
        assertThat(said()).contains("active, second step");

        assertThatThrownBy(() -> run("", "second-step", account.email())).hasMessageContaining("--off");
        assertThat(run("", "second-step", account.email(), "--off")).isZero();

        assertThat(said()).contains("Took the second step off " + account.email());
        assertThat(get("/api/v2/session", token).status()).isEqualTo(401);
        assertThat(signIn(account.email(), PASSWORD).status()).isEqualTo(200);
        assertThat(run("", "second-step", account.email(), "--off")).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("signs in without a second step");
        awaitViews(organization);
        assertThat(get("/api/v2/audit", signIn(account(organization, Role.ADMIN)))
                        .text())
                .contains("second_factor.taken_off", "command line");
    }
}
