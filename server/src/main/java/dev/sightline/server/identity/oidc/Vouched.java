package dev.sightline.server.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.sightline.server.platform.EmailAddress;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a provider says that somebody is. Immutable.
 *
 * @param email one that the provider vouches for; null where it vouches for none
 */
record Vouched(String issuer, String subject, @Nullable String email) {

    /**
     * @param claims of the ID token
     * @param more what the provider's user info adds; of the same subject
     */
    static Vouched of(Provider provider, JWTClaimsSet claims, Map<String, Object> more) {
        String email = switch (provider.kind()) {
            case ENTRA -> entra(claims.getClaims(), claims.getIssuer());
            case OIDC -> claims.getClaim("email") == null ? verified(more) : verified(claims.getClaims());
        };
        return new Vouched(
                claims.getIssuer(),
                claims.getSubject(),
                email != null && EmailAddress.isOne(email) ? email.strip() : null);
    }

    /** Behind the last @, in lower case; empty where there is no e-mail. */
    String domain() {
        return email == null ? "" : domain(email);
    }

    /** The same of any e-mail. */
    static String domain(String email) {
        return email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    private static @Nullable String verified(Map<String, Object> claims) {
        return isTrue(claims.get("email_verified")) ? text(claims.get("email")) : null;
    }

    /**
     * In Entra ID anybody who runs a tenant may write any address into {@code email}. It counts only where Microsoft says that the
     * owner of its domain is verified. Else it is the sign-in name that counts, whose domain the tenant has proven to own; and that of
     * the tenant's own people only, since a guest brings the name from elsewhere.
     */
    private static @Nullable String entra(Map<String, Object> claims, String issuer) {
        if (isTrue(claims.get("xms_edov"))) {
            return text(claims.get("email"));
        }
        Object from = claims.get("idp");
        boolean guest = (from != null && !from.equals(issuer)) || isTrue(claims.get("acct"));
        if (guest) {
            return null;
        }
        String name = text(claims.get("upn"));
        return name == null ? text(claims.get("preferred_username")) : name;
    }

    /** Providers write it as a boolean, as a text, or as a number. */
    private static boolean isTrue(@Nullable Object claim) {
        return Boolean.TRUE.equals(claim)
                || "true".equals(claim)
                || "1".equals(claim)
                || (claim instanceof Number number && number.intValue() == 1);
    }

    private static @Nullable String text(@Nullable Object claim) {
        return claim instanceof String text && !text.isBlank() ? text : null;
    }
}
