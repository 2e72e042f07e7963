package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.SightlineSettings;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Another signing key while the server runs: the old one verifies until its tokens are over. */
class KeyRotationIT extends ServerTest {
    @Autowired
    private SightlineSettings settings;

    @Test
    void tokens_of_the_old_key_go_on_and_new_ones_are_of_the_new_key() throws Exception {
        Account person = account(organization(), Role.ADMIN);
        String before = signIn(person);
        String old = kid(before);
        assertThat(published()).startsWith(old);

        // As `token rotate` does, in another process.
        String fresh = SigningKey.rotate(settings, clock.instant()).getKeyID();
        clock.advance(Duration.ofSeconds(6));
        String after = signIn(person);
        assertThat(kid(after)).isEqualTo(fresh).isNotEqualTo(old);
        assertThat(get("/api/v2/session", before).status()).isEqualTo(200);
        assertThat(get("/api/v2/session", after).status()).isEqualTo(200);
        assertThat(published()).startsWith(fresh).contains(old);

        clock.advance(settings.token().accessLifetime().plusSeconds(60));
        assertThat(published()).startsWith(fresh).doesNotContain(old);
        assertThat(get("/api/v2/session", before).status()).isEqualTo(401);
    }

    @Test
    void a_token_of_a_key_that_another_server_put_in_place_is_good_at_once() throws Exception {
        Account person = account(organization(), Role.ADMIN);
        // Looked at a moment ago.
        signIn(person);
        SigningKey.rotate(settings, clock.instant());
        SigningKeys anothers = new SigningKeys(settings, clock);
        SignedJWT unsigned = SignedJWT.parse(signIn(person));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(anothers.current().getKeyID())
                        .build(),
                unsigned.getJWTClaimsSet());
        token.sign(new RSASSASigner(anothers.current()));
        assertThat(get("/api/v2/session", token.serialize()).status()).isEqualTo(200);
    }

    @Test
    void a_stolen_key_ends_with_its_time_and_at_once_where_it_is_removed() throws Exception {
        Account person = account(organization(), Role.ADMIN);
        RSAKey stolen = SigningKey.load(settings);
        SigningKey.rotate(settings, clock.instant());
        clock.advance(Duration.ofSeconds(6));
        String forged = forged(signIn(person), stolen);
        assertThat(get("/api/v2/session", forged).status()).isEqualTo(200);
        clock.advance(settings.token().accessLifetime().plusSeconds(60));
        assertThat(get("/api/v2/session", forged).status())
                .as("remembered, and good for a year by its own word")
                .isEqualTo(401);

        RSAKey another = SigningKey.load(settings);
        SigningKey.rotate(settings, clock.instant());
        clock.advance(Duration.ofSeconds(6));
        String good = signIn(person);
        String second = forged(good, another);
        assertThat(get("/api/v2/session", second).status()).isEqualTo(200);
        for (SigningKey.RetiredFile old : SigningKey.retired(SigningKey.file(settings))) {
            Files.delete(old.file());
        }
        clock.advance(Duration.ofSeconds(6));
        assertThat(get("/api/v2/session", second).status()).isEqualTo(401);
        assertThat(get("/api/v2/session", good).status()).isEqualTo(200);
    }

    /** The claims of the token, for a year. */
    private String forged(String token, RSAKey key) throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder(SignedJWT.parse(token).getJWTClaimsSet())
                .expirationTime(Date.from(clock.instant().plus(Duration.ofDays(365))))
                .build();
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        forged.sign(new RSASSASigner(key));
        return forged.serialize();
    }

    @Test
    void every_key_is_for_its_owner_only() throws Exception {
        SigningKey.rotate(settings, clock.instant());
        try (var files = Files.list(settings.home().resolve("keys"))) {
            List<String> open = files.filter(
                            file -> file.getFileName().toString().startsWith("access-token"))
                    .filter(file -> {
                        try {
                            return !PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                                    .equals("rw-------");
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .map(Object::toString)
                    .toList();
            assertThat(open).isEmpty();
        }
    }

    private List<String> published() {
        return get("/.well-known/jwks.json", null)
                .body()
                .get("keys")
                .valueStream()
                .peek(key -> assertThat(key.has("d")).isFalse())
                .map((JsonNode key) -> key.get("kid").asString())
                .toList();
    }

    private static String kid(String token) throws java.text.ParseException {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }
}
