package dev.sightline.server.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import dev.sightline.server.identity.oidc.Discovery.Description;
import dev.sightline.server.identity.oidc.SignInFailed.Why;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Speaks OpenID Connect with a provider: authorization code with PKCE. Thread-safe. Throws {@link SignInFailed}. */
@Component
class ProviderClient {
    private static final Scope SCOPE = new Scope("openid", "email", "profile");

    private final Discovery discovery;
    private final ProviderHttp http;
    private final IdTokens tokens;

    ProviderClient(Discovery discovery, ProviderHttp http, IdTokens tokens) {
        this.discovery = discovery;
        this.http = http;
        this.tokens = tokens;
    }

    /** Where the browser goes to sign in; {@code hint} is the e-mail that the person has typed, if any. */
    URI authorization(Provider provider, Attempts.Begun attempt, @Nullable String hint) {
        Description description = discovery.of(provider);
        AuthenticationRequest.Builder request = new AuthenticationRequest.Builder(
                        ResponseType.CODE, SCOPE, new ClientID(provider.clientId()), URI.create(attempt.redirectUri()))
                .endpointURI(description.authorization())
                .state(new State(attempt.state()))
                .nonce(new Nonce(attempt.browser().nonce()))
                .codeChallenge(new CodeVerifier(attempt.browser().verifier()), CodeChallengeMethod.S256);
        if (hint != null) {
            request.loginHint(hint);
        }
        return request.build().toURI();
    }

    /**
     * Trades the code in, and reads whom the provider vouches for.
     *
     * @param from who the answer through the browser says that it is from; null where it does not say
     */
    Vouched redeem(Provider provider, String secret, String code, @Nullable String from, Attempts.Open attempt) {
        Description description = discovery.of(provider);
        // RFC 9207: an answer of another provider is not taken to this one.
        if (from == null ? description.namesItself() : !provider.is(from) && !from.equals(description.issuer())) {
            throw new SignInFailed(Why.NOT_TRUSTED, "The answer is from another provider.");
        }
        OIDCTokenResponse granted = tokens(provider, description, secret, code, attempt);
        String token = granted.getOIDCTokens().getIDTokenString();
        if (token == null) {
            throw new SignInFailed(Why.NOT_TRUSTED, "The provider gave no ID token.");
        }
        JWTClaimsSet claims =
                tokens.read(provider, description, token, attempt.browser().nonce());
        boolean more = provider.kind() == Provider.Kind.OIDC && claims.getClaim("email") == null;
        return Vouched.of(
                provider,
                claims,
                more ? userInfo(description, granted.getOIDCTokens().getAccessToken(), claims.getSubject()) : Map.of());
    }

    private OIDCTokenResponse tokens(
            Provider provider, Description description, String secret, String code, Attempts.Open attempt) {
        ClientID client = new ClientID(provider.clientId());
        ClientAuthentication authentication = description.secretInBody()
                ? new ClientSecretPost(client, new Secret(secret))
                : new ClientSecretBasic(client, new Secret(secret));
        TokenRequest request = new TokenRequest.Builder(
                        description.token(),
                        authentication,
                        new AuthorizationCodeGrant(
                                new AuthorizationCode(code),
                                URI.create(attempt.redirectUri()),
                                new CodeVerifier(attempt.browser().verifier())))
                .build();
        try {
            TokenResponse response =
                    OIDCTokenResponseParser.parse(request.toHTTPRequest().send(http));
            if (response instanceof OIDCTokenResponse granted) {
                return granted;
            }
            TokenErrorResponse error = response.toErrorResponse();
            throw new SignInFailed(
                    Why.NOT_TRUSTED,
                    "The provider does not take the code: "
                            + error.getErrorObject().getCode() + ".");
        } catch (ParseException | IOException e) {
            throw new SignInFailed(Why.UNREACHABLE, description.token() + " does not answer as a provider does.");
        }
    }

    /** Some providers tell the e-mail there and not in the token. Nothing where that does not work: it vouches for no e-mail then. */
    private Map<String, Object> userInfo(Description description, @Nullable AccessToken token, String subject) {
        URI place = description.userInfo();
        if (place == null || !(token instanceof BearerAccessToken bearer)) {
            return Map.of();
        }
        try {
            UserInfoResponse response = UserInfoResponse.parse(
                    new UserInfoRequest(place, bearer).toHTTPRequest().send(http));
            UserInfo info =
                    response.indicatesSuccess() ? response.toSuccessResponse().getUserInfo() : null;
            // OpenID Connect Core 5.3.2: else somebody else's could be put in its place.
            return info != null && subject.equals(info.getSubject().getValue()) ? info.toJSONObject() : Map.of();
        } catch (ParseException | IOException e) {
            return Map.of();
        }
    }
}
