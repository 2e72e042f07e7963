package dev.sightline.server.odoo.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of an Odoo, and where a key that is kept may be sent. */
class ConnectionFormTest {
    private static final Secret KEPT = new Secret("the key that is kept");

    private static ConnectionForm read(@Nullable String url, @Nullable String key) {
        return ConnectionForm.read(new ConnectionWish(url, "acme", "me@acme.com", key));
    }

    private static Connection kept(String url, String database, String login) {
        return new Connection(
                new OrganizationId(1),
                new UUID(0, 1),
                URI.create(url),
                database,
                login,
                new Connection.Envelope(new byte[] {1}),
                Instant.EPOCH,
                new UUID(0, 2));
    }

    private static Refused refusal(ThrowingCallable work) {
        return catchThrowableOfType(Refused.class, work);
    }

    @ParameterizedTest
    @CsvSource({
        "https://acme.odoo.com, https://acme.odoo.com",
        "' https://ACME.odoo.com/ ', https://acme.odoo.com",
        "https://acme.odoo.com:443, https://acme.odoo.com",
        "https://acme.odoo.com:8069/, https://acme.odoo.com:8069",
        "http://127.0.0.1:8069, http://127.0.0.1:8069",
        "http://localhost:80, http://localhost"
    })
    void anAddressHasOneForm(String given, String kept) {
        assertThat(read(given, "k").url()).hasToString(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://acme.odoo.com",
                "acme.odoo.com",
                "ftp://acme.odoo.com",
                "https://me:secret@acme.odoo.com",
                "https://acme.odoo.com/web",
                "https://acme.odoo.com?db=x",
                "https://acme.odoo.com#x",
                "https://acme.odoo.com:0",
                "https://acme.odoo.com:99999",
                "https://",
                "not an address"
            })
    void whatIsNoAddressIsRefusedAtItsField(String given) {
        assertThat(refusal(() -> read(given, "k")).errors())
                .extracting(FieldProblem::field, FieldProblem::code)
                .containsExactly(tuple("url", "invalid_value"));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Refused refused =
                refusal(() -> ConnectionForm.read(new ConnectionWish(" ", null, "x".repeat(201), "a\u0007b")));
        assertThat(refused.errors())
                .extracting(problem -> problem.field() + " " + problem.code())
                .containsExactly("url missing", "database missing", "login invalid_value", "key invalid_value");
    }

    @Test
    void aKeyThatIsGivenIsTaken() {
        assertThat(read("https://acme.odoo.com", " given ").keyOr(null, other -> KEPT))
                .isEqualTo(new Secret("given"));
    }

    @Test
    void theKeptKeyGoesToWhereItWasGivenForAlone() {
        ConnectionForm form = read("https://acme.odoo.com", "");
        assertThat(form.keyOr(kept("https://acme.odoo.com", "acme", "me@acme.com"), same -> KEPT))
                .isEqualTo(KEPT);
        for (Connection other : new Connection[] {
            kept("https://acme.odoo.com:8443", "acme", "me@acme.com"),
            kept("http://acme.odoo.com", "acme", "me@acme.com"),
            kept("https://evil.example.com", "acme", "me@acme.com"),
            kept("https://acme.odoo.com", "other", "me@acme.com"),
            kept("https://acme.odoo.com", "acme", "you@acme.com")
        }) {
            Refused refused = refusal(() -> form.keyOr(other, opened -> {
                throw new AssertionError("opened for " + other);
            }));
            assertThat(refused.errors())
                    .extracting(problem -> problem.field() + " " + problem.code())
                    .containsExactly("key missing");
        }
    }

    @Test
    void withoutAConnectionAndWithALostMasterKeyAKeyIsNeeded() {
        ConnectionForm form = read("https://acme.odoo.com", null);
        assertThat(refusal(() -> form.keyOr(null, none -> KEPT)).code()).isEqualTo("missing");
        SecureRandom random = new SecureRandom();
        SecretBox another =
                new SecretBox(new MasterKeys(MasterKey.ofBase64(MasterKey.generate(random)), List.of()), random);
        Connection lost = kept("https://acme.odoo.com", "acme", "me@acme.com");
        Refused refused = refusal(() -> form.keyOr(lost, kept -> {
            byte[] opened = another.open(
                    kept.organization(), "odoo-connection", kept.key().bytes());
            throw new AssertionError(opened.length + " bytes opened");
        }));
        assertThat(refused.code()).isEqualTo("missing");
        assertThat(refused.detail()).contains("cannot be opened");
    }

    @Test
    void noTextFormShowsTheKey() {
        assertThat(new ConnectionWish("https://acme.odoo.com", "acme", "me", "top secret").toString())
                .doesNotContain("top secret");
        assertThat(read("https://acme.odoo.com", "top secret").toString()).doesNotContain("top secret");
    }
}
