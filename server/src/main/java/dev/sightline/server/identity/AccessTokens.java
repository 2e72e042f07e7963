package dev.sightline.server.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.SightlineSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.stereotype.Component;

/** Signs access tokens (RS256) and reads back those that this server, or one with the same key, has signed. Thread-safe. */
@Component
class AccessTokens {
    static final String AUDIENCE = "sightline-api";
    static final String ORGANIZATION = "org";
    static final String SESSION = "sid";

    private final SigningKeys keys;
    private final JwtDecoder decoder;
    private final SightlineSettings.Token settings;
    private final Ids ids;
    private final Clock clock;

    AccessTokens(SigningKeys keys, SightlineSettings settings, Ids ids, Clock clock) {
        this.keys = keys;
        this.settings = settings.token();
        this.ids = ids;
        this.clock = clock;
        // Only RS256 and our own keys: neither "none" nor an HMAC with the public key as its secret gets any further,
        // and
        // of what a token's header says only the name of the key is looked at.
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        // The claims are looked at below.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder rs256 = new NimbusJwtDecoder(processor);
        JwtTimestampValidator times = new JwtTimestampValidator(java.time.Duration.ZERO);
        times.setClock(clock);
        rs256.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtIssuerValidator(this.settings.issuer()),
                new JwtClaimValidator<Instant>(JwtClaimNames.EXP, expiry -> expiry != null),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, audience -> audience != null && audience.contains(AUDIENCE)),
                times));
        this.decoder = new RememberedTokens(rs256, clock, keys::verifies);
    }

    /** A new token for the account's session. */
    String issue(OrganizationId organization, UUID account, UUID session) {
        Instant now = clock.instant();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(settings.issuer())
                .audience(List.of(AUDIENCE))
                .subject(account.toString())
                .claim(ORGANIZATION, organization.value())
                .claim(SESSION, session.toString())
                .id(ids.next().toString())
                .issuedAt(now)
                .expiresAt(now.plus(settings.accessLifetime()))
                .build();
        RSAKey key = keys.current();
        JwsHeader header = JwsHeader.with(SignatureAlgorithm.RS256)
                .type("JWT")
                .keyId(key.getKeyID())
                .build();
        return new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)))
                .encode(JwtEncoderParameters.from(header, claims))
                .getTokenValue();
    }

    JwtDecoder decoder() {
        return decoder;
    }

    long lifetimeSeconds() {
        return settings.accessLifetime().toSeconds();
    }

    /** The public halves of the key that signs and of those that did so lately, for others that want to check a token. */
    Map<String, Object> jwks() {
        return new JWKSet(List.copyOf(keys.verifying())).toJSONObject(true);
    }
}
