package dev.sightline.server.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.sightline.server.identity.oidc.Discovery.Description;
import dev.sightline.server.identity.oidc.SignInFailed.Why;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads ID tokens, and believes those that OpenID Connect Core 3.1.3.7 says may be believed. Thread-safe. */
@Component
class IdTokens {
    /** By how much a provider's clock may differ from ours. */
    static final Duration SKEW = Duration.ofSeconds(60);
    /** A token is made for the sign-in that is under way. */
    static final Duration OLDEST = Attempts.LIFETIME;

    private static final int LONGEST_SUBJECT = 255;

    private final Discovery discovery;
    private final Clock clock;

    IdTokens(Discovery discovery, Clock clock) {
        this.discovery = discovery;
        this.clock = clock;
    }

    /** @throws SignInFailed for one that is not to be believed */
    JWTClaimsSet read(Provider provider, Description description, String token, String nonce) {
        JWTClaimsSet claims = verified(description, token);
        try {
            check(provider, description, claims, nonce);
        } catch (ParseException e) {
            throw distrust("a claim is not of the right form");
        }
        return claims;
    }

    private JWTClaimsSet verified(Description description, String token) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // By the provider's own keys alone, whatever the token's header names; "none" has no selector at all.
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(description.algorithms(), discovery.keys(description)));
        // The claims are looked at below, by our clock.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        try {
            return processor.process(token, null);
        } catch (KeySourceException e) {
            throw new SignInFailed(Why.UNREACHABLE, "The provider's keys cannot be read, or not again so soon.");
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw distrust("its signature is not good");
        }
    }

    private void check(Provider provider, Description description, JWTClaimsSet claims, String nonce)
            throws ParseException {
        String tenant = claims.getStringClaim("tid");
        String issuer = provider.tokenIssuer(description.issuer(), tenant == null ? "" : tenant)
                .orElseThrow(() -> distrust("it is of a tenant that is not named here"));
        hold(issuer.equals(claims.getIssuer()), "it is from another issuer");
        String subject = claims.getSubject();
        hold(
                subject != null
                        && !subject.isEmpty()
                        && subject.length() <= LONGEST_SUBJECT
                        && subject.indexOf('\0') < 0,
                "it does not say whom it is about");
        List<String> audience = claims.getAudience();
        String client = provider.clientId();
        hold(audience.contains(client), "it is for another application");
        String party = claims.getStringClaim("azp");
        hold(party == null ? audience.size() == 1 : party.equals(client), "it was given to another application");
        hold(nonce.equals(claims.getStringClaim("nonce")), "it belongs to another sign-in");
        Instant now = clock.instant();
        Instant expires = at(claims.getExpirationTime());
        Instant issued = at(claims.getIssueTime());
        Instant from = at(claims.getNotBeforeTime());
        hold(expires != null && now.isBefore(expires.plus(SKEW)), "it has expired");
        hold(
                issued != null
                        && !issued.isAfter(now.plus(SKEW))
                        && !issued.isBefore(now.minus(OLDEST).minus(SKEW)),
                "it is of another time");
        hold(from == null || !from.isAfter(now.plus(SKEW)), "it is not good yet");
    }

    private static @Nullable Instant at(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static void hold(boolean holds, String otherwise) {
        if (!holds) {
            throw distrust(otherwise);
        }
    }

    private static SignInFailed distrust(String what) {
        return new SignInFailed(Why.NOT_TRUSTED, "The ID token is not to be believed: " + what + ".");
    }
}
