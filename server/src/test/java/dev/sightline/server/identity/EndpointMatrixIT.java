package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sightline.server.MappedEndpoint;
import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organization;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** R4: every endpoint that is mapped beside everybody who must not get in. A new endpoint is among them by itself. */
class EndpointMatrixIT extends ServerTest {
    /** Those that accounts may have. */
    private static final Set<Role> PEOPLE =
            Set.of(Role.SUPER_ADMIN, Role.ADMIN, Role.CEO, Role.MANAGER, Role.SALES_REP, Role.PENDING);

    private static final Set<String> REFUSALS =
            Set.of("forbidden", "approval_pending", "organization_suspended", "not_signed_in", "invalid_token");

    /** What a service may ask as well as a person. */
    private static final Set<String> OF_ANYBODY = Set.of("GET /api/v2/session");

    @Autowired
    private Sessions sessions;

    @Autowired
    private AccessTokens tokens;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    @Autowired
    private SightlineSettings settings;

    private Organization organization;
    private Account admin;

    @BeforeEach
    void someone() {
        organization = organization();
        admin = account(organization, Role.ADMIN);
    }

    @Test
    void nobody_gets_in_without_a_good_token() throws Exception {
        RSAKey ours = SigningKey.load(settings);
        String good = token(admin);
        JWTClaimsSet claims = SignedJWT.parse(good).getJWTClaimsSet();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        RSAKey theirs = new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .privateKey((RSAPrivateKey) pair.getPrivate())
                .keyID(ours.getKeyID())
                .build();
        Account gone = account(organization, Role.ADMIN);
        String deactivated = token(gone);
        accounts.setActive(organization.id(), gone.id(), false, TEST);
        Account out = account(organization, Role.ADMIN);
        Sessions.Granted over = sessions.begin(out, TEST).orElseThrow();
        sessions.end(over.refresh(), TEST);
        SignedJWT hmac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        hmac.sign(new MACSigner(ours.toRSAPublicKey().getEncoded()));

        Map<String, String> bad = new LinkedHashMap<>();
        bad.put(
                "expired",
                signed(
                        ours,
                        new JWTClaimsSet.Builder(claims)
                                .expirationTime(Date.from(clock.instant().minusSeconds(1)))
                                .build()));
        bad.put("forged", signed(theirs, claims));
        bad.put("unsigned", new PlainJWT(claims).serialize());
        bad.put("HMAC", hmac.serialize());
        bad.put(
                "another issuer",
                signed(ours, new JWTClaimsSet.Builder(claims).issuer("x").build()));
        bad.put(
                "another organisation's",
                signed(
                        ours,
                        new JWTClaimsSet.Builder(claims)
                                .claim("org", organization().id().value())
                                .build()));
        bad.put("deactivated", deactivated);
        bad.put("signed out", tokens.issue(organization.id(), out.id(), over.session()));
        bad.put("a key that is none", "slk_" + organization.id() + "_" + "A".repeat(43));

        List<String> wrong = new ArrayList<>();
        for (MappedEndpoint endpoint : endpoints()) {
            if (open(endpoint)) {
                continue;
            }
            expect(wrong, endpoint, "nobody", call(endpoint, null), 401, "not_signed_in");
            bad.forEach((who, token) -> expect(wrong, endpoint, who, call(endpoint, token), 401, "invalid_token"));
        }
        assertThat(wrong).isEmpty();
        assertThat(get("/api/v2/session", good).status()).isEqualTo(200);
    }

    @Test
    void each_role_gets_what_it_may_and_nothing_else() {
        List<String> wrong = new ArrayList<>();
        for (Role role : PEOPLE) {
            Account person = account(role == Role.SUPER_ADMIN ? organizations.own() : organization, role);
            for (MappedEndpoint endpoint : endpoints()) {
                // One of the endpoints ends all sessions of whoever asks.
                Response response = call(endpoint, token(person));
                if (named(endpoint) && !role.permissions().contains(endpoint.needed())) {
                    expect(
                            wrong,
                            endpoint,
                            role.name(),
                            response,
                            403,
                            role == Role.PENDING ? "approval_pending" : "forbidden");
                } else if (!open(endpoint)) {
                    letIn(wrong, endpoint, role.name(), response);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_service_gets_what_its_scope_says() {
        List<String> wrong = new ArrayList<>();
        for (ApiKey.Scope scope : ApiKey.Scope.values()) {
            String key = key(scope);
            for (MappedEndpoint endpoint : endpoints()) {
                if (!named(endpoint)) {
                    continue;
                }
                Response response = call(endpoint, key);
                if (scope.permissions().contains(endpoint.needed())) {
                    letIn(wrong, endpoint, scope.name(), response);
                } else {
                    expect(wrong, endpoint, scope.name(), response, 403, "forbidden");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void in_a_suspended_organisation_nobody_does_anything() {
        String key = key(ApiKey.Scope.READ_ONLY);
        String token = token(admin);
        organizations.setStatus(organization.id(), Organization.Status.ACTIVE, Organization.Status.SUSPENDED, null);
        List<String> wrong = new ArrayList<>();
        for (MappedEndpoint endpoint : endpoints()) {
            if (named(endpoint)) {
                expect(wrong, endpoint, "ADMIN", call(endpoint, token), 403, "organization_suspended");
                expect(wrong, endpoint, "key", call(endpoint, key), 403, "organization_suspended");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_service_is_nobody_who_has_signed_in() {
        List<String> wrong = new ArrayList<>();
        for (ApiKey.Scope scope : ApiKey.Scope.values()) {
            String key = key(scope);
            for (MappedEndpoint endpoint : endpoints()) {
                if (endpoint.permission().equals("signed_in") && !OF_ANYBODY.contains(endpoint.toString())) {
                    expect(wrong, endpoint, scope.name(), call(endpoint, key), 403, "forbidden");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_description_of_the_api_says_the_same_of_all_that_is_below_it() {
        Set<String> described = new TreeSet<>();
        get("/api/v2/openapi.json", null)
                .body()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> described.add(operation.getKey().toUpperCase(Locale.ROOT) + " "
                                + path.getKey() + ": "
                                + operation.getValue().path("x-permission").asString())));
        assertThat(endpoints().stream()
                        .filter(endpoint -> endpoint.path().startsWith("/api/"))
                        .map(endpoint -> endpoint + ": " + endpoint.permission()))
                .containsExactlyInAnyOrderElementsOf(described);
    }

    private List<MappedEndpoint> endpoints() {
        List<MappedEndpoint> endpoints = MappedEndpoint.all(mappings);
        assertThat(endpoints)
                .hasSizeGreaterThan(60)
                .noneMatch(endpoint -> endpoint.permission().isEmpty());
        return endpoints;
    }

    private static boolean open(MappedEndpoint endpoint) {
        return endpoint.permission().equals("open");
    }

    /** Whether it asks for a permission, and not only for a sign-in. */
    private static boolean named(MappedEndpoint endpoint) {
        return !open(endpoint) && !endpoint.permission().equals("signed_in");
    }

    private Response call(MappedEndpoint endpoint, @org.jspecify.annotations.Nullable String token) {
        return send(
                endpoint.method(),
                endpoint.path().replaceAll("\\{[^}]*}", "00000000-0000-4000-8000-000000000000"),
                endpoint.method().startsWith("P") ? "{}" : null,
                token);
    }

    private String key(ApiKey.Scope scope) {
        return keys.make(organization.id(), scope.name(), scope, clock.instant().plus(Duration.ofDays(1)), TEST)
                .key();
    }

    private String token(Account account) {
        Sessions.Granted granted = sessions.begin(account, TEST).orElseThrow();
        return tokens.issue(granted.organization(), granted.account(), granted.session());
    }

    private static void expect(
            List<String> wrong, MappedEndpoint endpoint, String who, Response response, int status, String code) {
        if (response.status() != status || !code.equals(response.code())) {
            wrong.add("%s %s as %s: %s %s"
                    .formatted(endpoint.method(), endpoint.path(), who, response.status(), response.text()));
        }
    }

    /** Whatever else the request lacks. */
    private static void letIn(List<String> wrong, MappedEndpoint endpoint, String who, Response response) {
        String type = String.valueOf(response.header("Content-Type"));
        boolean refused = response.status() == 401
                || response.status() >= 500
                || response.status() == 403 && type.contains("json") && REFUSALS.contains(response.code());
        // Going on elsewhere takes the cookie of the session as well.
        if (refused && !"session_over".equals(type.contains("json") ? response.code() : "")) {
            wrong.add("%s %s as %s: %s %s"
                    .formatted(endpoint.method(), endpoint.path(), who, response.status(), response.text()));
        }
    }

    private static String signed(RSAKey key, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key.toRSAPrivateKey()));
        return token.serialize();
    }
}
