package dev.sightline.server.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenID provider that takes nothing that the standard lets it refuse: exact redirect addresses, the client's secret, PKCE with S256, a
 * nonce, and each code once. It signs real tokens; a test may bend what it signs. Whoever comes is the person that was set last.
 */
final class StrictProvider implements AutoCloseable {
    static final String CLIENT = "sightline-test";
    static final String SECRET = "the provider's own secret";

    /** Puts another token in the place of the good one. */
    @FunctionalInterface
    interface Forger {
        String forge(JWTClaimsSet good, RSAKey key) throws JOSEException;
    }

    final AtomicInteger keysRead = new AtomicInteger();
    /** Whom the e-mail is told through user info instead of the token. */
    volatile boolean emailInUserInfo;
    /** A provider that forgets to look whether a code was used. */
    volatile boolean takesCodesTwice;
    /** Its path below the host, and what it calls itself where that differs. */
    volatile String path = "";

    volatile @Nullable String saysIssuer;

    volatile @Nullable String redirect;
    volatile @Nullable UnaryOperator<String> description;

    private final HttpServer server;
    private final Clock clock;
    private final JsonMapper json = new JsonMapper();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Object>> bearers = new ConcurrentHashMap<>();
    private volatile RSAKey key = newKey();
    private volatile Map<String, Object> person = Map.of();
    private volatile Forger forger = StrictProvider::sign;
    private volatile UnaryOperator<JWTClaimsSet.Builder> bend = UnaryOperator.identity();

    StrictProvider(Clock clock) throws IOException {
        this.clock = clock;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String issuer() {
        return saysIssuer == null ? base() + path : saysIssuer;
    }

    void person(String subject, @Nullable String email, @Nullable Object verified) {
        Map<String, Object> claims = new LinkedHashMap<>(Map.of("sub", subject));
        if (email != null) {
            claims.put("email", email);
        }
        if (verified != null) {
            claims.put("email_verified", verified);
        }
        person = claims;
    }

    void person(Map<String, Object> claims) {
        person = Map.copyOf(claims);
    }

    /** Claims that are wrong, signed well. */
    void bend(UnaryOperator<JWTClaimsSet.Builder> how) {
        bend = how;
    }

    void forge(Forger how) {
        forger = how;
    }

    RSAKey key() {
        return key;
    }

    void rotateKey() {
        key = newKey();
    }

    /** What a browser does there: goes to the address, agrees, and is sent back; answers where to. */
    URI agree(URI authorization) {
        Map<String, String> asked = form(authorization.getRawQuery());
        require(asked, "response_type", "code");
        require(asked, "client_id", CLIENT);
        require(asked, "code_challenge_method", "S256");
        require(asked, "redirect_uri", String.valueOf(redirect));
        if (!asked.getOrDefault("scope", "").contains("openid")
                || asked.getOrDefault("state", "").length() < 22
                || asked.getOrDefault("nonce", "").length() < 22
                || asked.getOrDefault("code_challenge", "").length() != 43) {
            throw new AssertionError("the provider refuses " + asked);
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        return URI.create(asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state")
                + "&session_state=of-no-concern");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String place = exchange.getRequestURI().getPath();
        if (place.equals(path + Provider.DISCOVERY)) {
            UnaryOperator<String> other = description;
            String own = describe();
            send(exchange, 200, other == null ? own : other.apply(own));
        } else if (place.equals("/keys")) {
            keysRead.incrementAndGet();
            send(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
        } else if (place.equals("/token")) {
            token(exchange);
        } else if (place.equals("/me")) {
            String bearer =
                    exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
            Map<String, Object> claims = bearers.get(bearer);
            send(exchange, claims == null ? 401 : 200, claims == null ? "{}" : json.writeValueAsString(claims));
        } else if (place.equals("/redirect" + Provider.DISCOVERY)) {
            exchange.getResponseHeaders().set("Location", base() + path + Provider.DISCOVERY);
            send(exchange, 302, "{}");
        } else if (place.equals("/huge" + Provider.DISCOVERY)) {
            send(exchange, 200, "{\"issuer\": \"" + "x".repeat(ProviderHttp.LARGEST) + "\"}");
        } else {
            send(exchange, 404, "{}");
        }
    }

    private String describe() {
        return json.writeValueAsString(Map.of(
                "issuer", issuer(),
                "authorization_endpoint", base() + "/authorize",
                "token_endpoint", base() + "/token",
                "jwks_uri", base() + "/keys",
                "userinfo_endpoint", base() + "/me",
                "id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"),
                "code_challenge_methods_supported", List.of("S256")));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> given =
                form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
        String code = given.getOrDefault("code", "");
        Map<String, String> asked = takesCodesTwice ? codes.get(code) : codes.remove(code);
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (!basic(CLIENT, SECRET).equals(header)) {
            send(exchange, 401, "{\"error\": \"invalid_client\"}");
        } else if (asked == null
                || !"authorization_code".equals(given.get("grant_type"))
                || !Objects.equals(asked.get("redirect_uri"), given.get("redirect_uri"))
                || !Objects.equals(asked.get("code_challenge"), s256(given.getOrDefault("code_verifier", "")))) {
            send(exchange, 400, "{\"error\": \"invalid_grant\"}");
        } else {
            String bearer = UUID.randomUUID().toString();
            bearers.put(bearer, person);
            try {
                send(
                        exchange,
                        200,
                        json.writeValueAsString(Map.of(
                                "access_token",
                                bearer,
                                "token_type",
                                "Bearer",
                                "expires_in",
                                60,
                                "id_token",
                                idToken(asked))));
            } catch (JOSEException e) {
                throw new IOException(e);
            }
        }
    }

    private String idToken(Map<String, String> asked) throws JOSEException {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plusSeconds(300)))
                .claim("nonce", asked.get("nonce"));
        person.forEach((name, value) -> {
            if (!emailInUserInfo || !name.startsWith("email")) {
                claims.claim(name, value);
            }
        });
        return forger.forge(bend.apply(claims).build(), key);
    }

    static String sign(JWTClaimsSet claims, RSAKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void require(Map<String, String> asked, String name, String value) {
        if (!value.equals(asked.get(name))) {
            throw new AssertionError("the provider refuses " + name + " " + asked.get(name) + ", as it wants " + value);
        }
    }

    private static String basic(String user, String password) {
        Function<String, String> form = text -> java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (form.apply(user) + ":" + form.apply(password)).getBytes(StandardCharsets.UTF_8));
    }

    private static String s256(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts.length < 2 ? "" : parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
