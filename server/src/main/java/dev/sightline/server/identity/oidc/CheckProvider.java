package dev.sightline.server.identity.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import dev.sightline.server.identity.oidc.Discovery.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Looks, before anybody signs in, at what can be seen of a provider without signing in. Thread-safe. */
@Component
class CheckProvider {
    private final Discovery discovery;

    CheckProvider(Discovery discovery) {
        this.discovery = discovery;
    }

    /**
     * @param works whether people can be sent there
     * @param findings in words, for administrators
     */
    record Checked(boolean works, List<String> findings) {}

    Checked check(Provider provider) {
        List<String> findings = new ArrayList<>();
        try {
            Description description = discovery.afresh(provider);
            findings.add("It answers, and calls itself " + description.issuer() + ".");
            List<JWK> keys = discovery
                    .keys(description)
                    .get(
                            new JWKSelector(new JWKMatcher.Builder()
                                    .keyTypes(KeyType.RSA, KeyType.EC)
                                    .build()),
                            null);
            if (keys.isEmpty()) {
                findings.add("It publishes no key that its word could be checked with.");
                return new Checked(false, findings);
            }
            findings.add("Its keys can be read (" + keys.size() + "); it signs with "
                    + description.algorithms().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".");
            if (!description.proofKeys() && provider.kind() == Provider.Kind.OIDC) {
                findings.add("It does not say that it takes proof keys (PKCE with S256). They are sent all the same.");
            }
            findings.add("Whether the client id and the secret are right shows when somebody signs in.");
            return new Checked(true, findings);
        } catch (SignInFailed e) {
            findings.add(String.valueOf(e.getMessage()));
        } catch (KeySourceException e) {
            findings.add("Its keys cannot be read, or not again so soon: wait half a minute.");
        }
        return new Checked(false, findings);
    }
}
