package dev.sightline.server.identity.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import dev.sightline.server.identity.oidc.SignInFailed.Why;
import dev.sightline.server.platform.OutboundAddresses;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What providers say of themselves, and their keys; remembered for a while. A key that is not known has the keys read again, at most
 * twice within {@link #KEYS_EVERY}, so that made-up names of keys cost the provider nothing. Thread-safe.
 */
@Component
class Discovery {
    static final Duration KEYS_EVERY = Duration.ofSeconds(30);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final int REMEMBERED = 500;
    private static final int LONGEST_ISSUER = 500;
    /** Asymmetric ones: with {@code none} or an HMAC whoever knows the public key could sign. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final ProviderHttp http;
    private final JsonMapper json;
    private final Clock clock;
    private final Map<URI, Remembered> described = remembering();
    private final Map<URI, JWKSource<SecurityContext>> keys = remembering();

    Discovery(ProviderHttp http, JsonMapper json, Clock clock) {
        this.http = http;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What matters of a provider's description.
     *
     * @param issuer as it says, with a placeholder where Entra ID answers for several tenants
     * @param userInfo null where it has none
     * @param algorithms that its ID tokens may be signed with; never empty
     * @param secretInBody whether the client's secret goes into the body rather than the header
     * @param namesItself whether its answers through the browser say which provider they come from
     * @param proofKeys whether it says that it takes PKCE with S256
     */
    record Description(
            String issuer,
            URI authorization,
            URI token,
            URI keys,
            @Nullable URI userInfo,
            Set<JWSAlgorithm> algorithms,
            boolean secretInBody,
            boolean namesItself,
            boolean proofKeys) {}

    private record Remembered(Description description, Instant at) {}

    /** @throws SignInFailed where it cannot be had, or is not of the provider that is meant */
    Description of(Provider provider) {
        URI place = provider.discovery();
        Remembered known = described.get(place);
        if (known == null || known.at.plus(FRESH).isBefore(clock.instant())) {
            known = new Remembered(read(place), clock.instant());
            described.put(place, known);
        }
        Description description = known.description;
        if (!provider.is(description.issuer)) {
            throw new SignInFailed(
                    Why.UNREACHABLE,
                    "What answers at " + place + " calls itself " + description.issuer
                            + ", which is not what is set here.");
        }
        return description;
    }

    /** As {@link #of}, asked anew. */
    Description afresh(Provider provider) {
        described.remove(provider.discovery());
        return of(provider);
    }

    JWKSource<SecurityContext> keys(Description description) {
        return keys.computeIfAbsent(description.keys, place -> {
            try {
                return JWKSourceBuilder.create(place.toURL(), http)
                        .rateLimited(KEYS_EVERY.toMillis())
                        .refreshAheadCache(false)
                        .build();
            } catch (MalformedURLException e) {
                throw new SignInFailed(Why.UNREACHABLE, "The address of its keys is none: " + place);
            }
        });
    }

    private Description read(URI place) {
        JsonNode said;
        try {
            said = json.readTree(http.get(place));
        } catch (JacksonException e) {
            throw new SignInFailed(Why.UNREACHABLE, place + " does not answer with a description of a provider.");
        }
        String issuer = said.path("issuer").asString("");
        // It is shown and logged.
        if (issuer.isEmpty()
                || issuer.length() > LONGEST_ISSUER
                || issuer.chars().anyMatch(Character::isISOControl)) {
            throw new SignInFailed(Why.UNREACHABLE, place + " does not answer with a description of a provider.");
        }
        Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
        said.path("id_token_signing_alg_values_supported")
                .forEach(each -> algorithms.add(JWSAlgorithm.parse(each.asString(""))));
        if (algorithms.isEmpty()) {
            algorithms.add(JWSAlgorithm.RS256);
        }
        algorithms.retainAll(ALGORITHMS);
        if (algorithms.isEmpty()) {
            throw new SignInFailed(
                    Why.UNREACHABLE, "It signs in no way that can be relied on: RS256 or ES256, say, would be one.");
        }
        JsonNode ways = said.path("token_endpoint_auth_methods_supported");
        boolean header = ways.isMissingNode() || holds(ways, "client_secret_basic");
        return new Description(
                issuer,
                address(said, "authorization_endpoint"),
                address(said, "token_endpoint"),
                address(said, "jwks_uri"),
                said.hasNonNull("userinfo_endpoint") ? address(said, "userinfo_endpoint") : null,
                Set.copyOf(algorithms),
                !header && holds(ways, "client_secret_post"),
                said.path("authorization_response_iss_parameter_supported").asBoolean(false),
                holds(said.path("code_challenge_methods_supported"), "S256"));
    }

    private static boolean holds(JsonNode list, String word) {
        for (JsonNode each : list) {
            if (word.equals(each.asString(""))) {
                return true;
            }
        }
        return false;
    }

    private static URI address(JsonNode said, String name) {
        try {
            URI address = URI.create(said.path(name).asString(""));
            if (OutboundAddresses.isOne(address)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new SignInFailed(Why.UNREACHABLE, "It names no " + name + " that begins with https.");
    }

    private static <K, V> Map<K, V> remembering() {
        return java.util.Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        });
    }
}
