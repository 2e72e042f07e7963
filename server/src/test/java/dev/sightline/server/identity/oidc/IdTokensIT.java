package dev.sightline.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sightline.server.identity.oidc.StrictProvider.Forger;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ID tokens that must not be believed, each one claim or one signature away from a good one. */
class IdTokensIT extends ProviderTest {

    @BeforeEach
    void somebody() {
        provider.person("s-1", "seller@" + domain, true);
    }

    @Test
    void a_claim_that_is_not_for_this_sign_in_is_not_believed() {
        Map<String, UnaryOperator<JWTClaimsSet.Builder>> wrong = new LinkedHashMap<>();
        wrong.put("another nonce", claims -> claims.claim("nonce", "another"));
        wrong.put("no nonce", claims -> claims.claim("nonce", null));
        wrong.put("another issuer", claims -> claims.issuer("https://elsewhere.test"));
        wrong.put("the issuer with a slash", claims -> claims.issuer(provider.issuer() + "/"));
        wrong.put("no issuer", claims -> claims.issuer(null));
        wrong.put("another audience", claims -> claims.audience("another"));
        wrong.put("no audience", claims -> claims.audience((String) null));
        wrong.put("several audiences, nobody named", claims -> claims.audience(List.of("x", StrictProvider.CLIENT)));
        wrong.put("given to another", claims -> claims.claim("azp", "another"));
        wrong.put("no subject", claims -> claims.subject(null));
        wrong.put("an endless subject", claims -> claims.subject("x".repeat(256)));
        wrong.put("expired", claims -> claims.expirationTime(in(-61)));
        wrong.put("no expiry", claims -> claims.expirationTime(null));
        wrong.put("issued long ago", claims -> claims.issueTime(in(-662)));
        wrong.put("issued in the future", claims -> claims.issueTime(in(75)));
        wrong.put("no issue time", claims -> claims.issueTime(null));
        wrong.put("not good yet", claims -> claims.notBeforeTime(in(75)));
        wrong.put("a nonce that is no text", claims -> claims.claim("nonce", List.of("x")));
        wrong.forEach((what, bend) -> {
            provider.bend(bend);
            Response arrived = signInThere();
            assertThat(arrived.header("Location")).as(what).isEqualTo("/sign-in?problem=not_trusted");
        });
        assertThat(accounts.findByEmail(organization.id(), "seller@" + domain)).isEmpty();

        // A little difference of clocks, and several audiences with us named, are in order.
        provider.bend(claims -> claims.audience(List.of("x", StrictProvider.CLIENT))
                .claim("azp", StrictProvider.CLIENT)
                .issueTime(in(30))
                .expirationTime(in(-30)));
        refreshed(signInThere());
    }

    @Test
    void a_signature_that_anybody_could_have_made_is_none() {
        RSAKey other = StrictProvider.newKey();
        RSAKey pretends =
                new RSAKey.Builder(other).keyID(provider.key().getKeyID()).build();
        Map<String, Forger> wrong = new LinkedHashMap<>();
        wrong.put("none", (claims, key) -> new PlainJWT(claims).serialize());
        wrong.put("HS256 with the public key", (claims, key) -> {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return token.serialize();
        });
        wrong.put("HS256 with the client's secret", (claims, key) -> {
            SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            token.sign(new MACSigner(
                    (StrictProvider.SECRET + "0123456789").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            return token.serialize();
        });
        wrong.put("another key of the same name", (claims, key) -> StrictProvider.sign(claims, pretends));
        wrong.put("a key that the token brings along", (claims, key) -> {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .jwk(other.toPublicJWK())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(other));
            return token.serialize();
        });
        wrong.put("changed behind the signature", (claims, key) -> {
            String[] parts = StrictProvider.sign(claims, key).split("\\.");
            String changed = new PlainJWT(
                            new JWTClaimsSet.Builder(claims).subject("boss").build())
                    .serialize()
                    .split("\\.")[1];
            return parts[0] + "." + changed + "." + parts[2];
        });
        wrong.put("no token", (claims, key) -> "nothing");
        wrong.forEach((what, forger) -> {
            provider.forge(forger);
            Response arrived = signInThere();
            assertThat(arrived.header("Location"))
                    .as(what)
                    .isIn("/sign-in?problem=not_trusted", "/sign-in?problem=unreachable");
        });
        assertThat(accounts.findByEmail(organization.id(), "seller@" + domain)).isEmpty();
    }

    @Test
    void keys_are_read_again_for_one_that_is_not_known_but_not_without_end() {
        refreshed(signInThere());
        assertThat(provider.keysRead).hasValue(1);
        provider.rotateKey();
        refreshed(signInThere());
        assertThat(provider.keysRead).hasValue(2);
        refreshed(signInThere());
        assertThat(provider.keysRead).hasValue(2);

        provider.forge((claims, key) -> StrictProvider.sign(claims, StrictProvider.newKey()));
        for (int i = 0; i < 10; i++) {
            assertThat(signInThere().header("Location")).startsWith("/sign-in?problem=");
        }
        assertThat(provider.keysRead.get()).isLessThanOrEqualTo(6);
        provider.forge(StrictProvider::sign);
        refreshed(signInThere());
    }

    @Test
    void a_code_that_was_used_is_used() {
        Away away = begin(organization, id, null);
        URI back = provider.agree(away.authorization());
        Away second = begin(organization, id, null);
        refreshed(arrive(back, away.cookie()));
        String code = parameter(back, "code");
        String state = parameter(provider.agree(second.authorization()), "state");
        refused(
                arrive(URI.create(redirectUri(organization) + "?code=" + code + "&state=" + state), second.cookie()),
                "not_trusted");
    }

    private Date in(long seconds) {
        return Date.from(clock.instant().plus(Duration.ofSeconds(seconds)));
    }
}
