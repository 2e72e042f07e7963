package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class AccessTokenIT extends ServerTest {
    private static final String CLOSED = "/api/v2/nothing-here";

    @Autowired
    private SightlineSettings settings;

    private Organization organization;
    private String good;

    @BeforeEach
    void someone() {
        organization = organization();
        good = signIn(account(organization, Role.ADMIN));
        assertThat(get(CLOSED, good).status()).isEqualTo(404);
    }

    @Test
    void says_who_signed_it_and_for_whom() throws Exception {
        SignedJWT token = SignedJWT.parse(good);
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        RSAKey published = published();
        assertThat(token.getHeader().getKeyID()).isEqualTo(published.getKeyID());
        assertThat(published.isPrivate()).isFalse();
        assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("sightline");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("sightline-api");
        assertThat(token.verify(new com.nimbusds.jose.crypto.RSASSAVerifier(published)))
                .isTrue();
    }

    @Test
    void expires_after_fifteen_minutes() {
        clock.advance(Duration.ofMinutes(14));
        assertThat(get(CLOSED, good).status()).isEqualTo(404);
        clock.advance(Duration.ofMinutes(2));
        refused(good);
    }

    @Test
    void one_signed_with_another_key_is_refused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        refused(signed((RSAPrivateKey) generator.generateKeyPair().getPrivate(), claims().build()));
    }

    @Test
    void one_without_a_signature_is_refused() throws Exception {
        refused(new PlainJWT(claims().build()).serialize());
        String[] parts = good.split("\\.");
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        refused(none + "." + parts[1] + ".");
        refused(none + "." + parts[1] + "." + parts[2]);
        refused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void one_signed_with_the_public_key_as_a_password_is_refused() throws Exception {
        for (byte[] secret : new byte[][] {
            published().toRSAPublicKey().getEncoded(),
            published().toJSONString().getBytes(StandardCharsets.UTF_8),
            Base64.getEncoder().encode(published().toRSAPublicKey().getEncoded())
        }) {
            SignedJWT forged = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(published().getKeyID())
                            .build(),
                    claims().build());
            forged.sign(new MACSigner(secret));
            refused(forged.serialize());
        }
    }

    @Test
    void a_changed_claim_is_noticed() {
        String[] parts = good.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String other = claims.replace("\"org\":" + organization.id(), "\"org\":1");
        assertThat(other).isNotEqualTo(claims);
        refused(parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(other.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2]);
    }

    @Test
    void even_with_the_right_key_everything_else_must_fit() throws Exception {
        RSAPrivateKey key = SigningKey.load(settings).toRSAPrivateKey();
        JWTClaimsSet fits = claims().build();
        assertThat(get(CLOSED, signed(key, fits)).status()).isEqualTo(404);
        refused(signed(
                key, new JWTClaimsSet.Builder(fits).issuer("somebody else").build()));
        refused(signed(
                key, new JWTClaimsSet.Builder(fits).audience("another api").build()));
        refused(signed(
                key, new JWTClaimsSet.Builder(fits).audience((String) null).build()));
        refused(signed(key, new JWTClaimsSet.Builder(fits).expirationTime(null).build()));
        refused(signed(key, new JWTClaimsSet.Builder(fits).subject("not a uuid").build()));
        refused(signed(
                key,
                new JWTClaimsSet.Builder(fits)
                        .subject(UUID.randomUUID().toString())
                        .build()));
        refused(signed(key, new JWTClaimsSet.Builder(fits).claim("org", "1").build()));
        refused(signed(key, new JWTClaimsSet.Builder(fits).claim("org", -1).build()));
        refused(signed(key, new JWTClaimsSet.Builder(fits).claim("org", null).build()));
        refused(signed(
                key,
                new JWTClaimsSet.Builder(fits)
                        .claim("sid", UUID.randomUUID().toString())
                        .build()));
        // Another organisation's: the account is not there.
        refused(signed(
                key,
                new JWTClaimsSet.Builder(fits)
                        .claim("org", organization().id().value())
                        .build()));
    }

    @Test
    void rubbish_is_refused() {
        for (String rubbish : List.of("x", "a.b.c", "....", "null", "e30.e30.e30", "A".repeat(6000))) {
            refused(rubbish);
        }
        assertThat(get(CLOSED, null, "Authorization", "Basic YTpi").code()).isEqualTo("invalid_token");
        assertThat(get(CLOSED + "?access_token=" + good, null).status()).isEqualTo(401);
    }

    @Test
    void an_expired_token_does_not_keep_anybody_from_signing_in() {
        Account account = account(organization, Role.CEO);
        Response response = post("/api/v2/session", """
                {"email": "%s", "password": "%s"}""".formatted(account.email(), PASSWORD), "expired.or.rubbish");
        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void the_key_can_be_read_by_its_owner_only() throws Exception {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(settings.home().resolve("keys/access-token.pem"))))
                .isEqualTo("rw-------");
    }

    private void refused(String token) {
        Response response = get(CLOSED, token);
        assertThat(response.status()).as(token).isEqualTo(401);
        assertThat(response.code()).isEqualTo("invalid_token");
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(response.text()).doesNotContain("Exception").doesNotContain("JWT");
    }

    private JWTClaimsSet.Builder claims() throws java.text.ParseException {
        return new JWTClaimsSet.Builder(SignedJWT.parse(good).getJWTClaimsSet())
                .expirationTime(Date.from(clock.instant().plusSeconds(300)));
    }

    private static String signed(RSAPrivateKey key, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private RSAKey published() throws java.text.ParseException {
        return RSAKey.parse(
                get("/.well-known/jwks.json", null).body().get("keys").get(0).toString());
    }
}
