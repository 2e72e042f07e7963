package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.util.List;
import java.util.UUID;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;

/**
 * From a good token to the account behind it, as it is now: one that was deactivated, or whose session is over, does not
 * get in although its token has not expired, and a changed role counts at once.
 */
@Component
class SignedInTokens implements Converter<Jwt, AbstractAuthenticationToken> {
    private final Sessions sessions;

    SignedInTokens(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        Object organization = token.getClaims().get(AccessTokens.ORGANIZATION);
        String account = token.getSubject();
        String session = token.getClaimAsString(AccessTokens.SESSION);
        if (!(organization instanceof Number number) || account == null || session == null) {
            throw new InvalidBearerTokenException("the token lacks a claim");
        }
        Sessions.Found found;
        try {
            found = sessions.signedIn(
                            new OrganizationId(number.intValue()), UUID.fromString(account), UUID.fromString(session))
                    .orElseThrow(() -> new InvalidBearerTokenException("the session is over"));
        } catch (IllegalArgumentException e) {
            throw new InvalidBearerTokenException("a claim is not of the right form", e);
        }
        return new SignedInAuthentication(found);
    }

    /** The request's authentication; its principal is the {@link SignedIn}, its details what {@link AskedWithSession} asked. */
    static final class SignedInAuthentication extends AbstractAuthenticationToken {
        private final transient SignedIn signedIn;

        SignedInAuthentication(Sessions.Found found) {
            super(List.of(
                    new SimpleGrantedAuthority("ROLE_" + found.signedIn().role().name())));
            this.signedIn = found.signedIn();
            setDetails(found.details());
            setAuthenticated(true);
        }

        @Override
        public SignedIn getPrincipal() {
            return signedIn;
        }

        @Override
        public Object getCredentials() {
            return "";
        }
    }
}
