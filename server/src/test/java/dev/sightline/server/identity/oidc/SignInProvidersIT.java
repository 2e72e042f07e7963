package dev.sightline.server.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.identity.ProviderSessions;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.tenancy.Organization;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What administrators do with providers: add, check, change, remove; and what they cannot. */
class SignInProvidersIT extends ProviderTest {
    private static final String PLACE = "/api/v2/sign-in-providers";
    private static final String TENANT = "11111111-2222-4333-8444-555555555555";
    private static final String OTHER_TENANT = "22222222-2222-4333-8444-555555555555";

    @Autowired
    private SecretBox box;

    @Autowired
    private Domains domains;

    @Autowired
    private ProviderSessions sessions;

    @Autowired
    private Attempts attempts;

    @Autowired
    private AuditLog audit;

    @Test
    void the_secret_is_kept_enclosed_never_told_and_changed_alone() {
        JsonNode before = get(PLACE, token).body();
        assertThat(before.toString()).doesNotContain(StrictProvider.SECRET);
        assertThat(before.get("redirect_uri").asString()).isEqualTo(redirectUri(organization));
        byte[] envelope = envelope();
        assertThat(new String(envelope, StandardCharsets.ISO_8859_1)).doesNotContain(StrictProvider.SECRET);
        assertThat(new String(box.open(organization.id(), "sign-in-provider/" + id, envelope), StandardCharsets.UTF_8))
                .isEqualTo(StrictProvider.SECRET);

        Map<String, Object> kept = new HashMap<>();
        kept.put("client_secret", null);
        kept.put("name", "Firm renamed");
        assertThat(send("PUT", PLACE + "/" + id, wish(kept), token).status()).isEqualTo(200);
        assertThat(envelope()).isEqualTo(envelope);
        provider.person("s-1", "seller@" + domain, true);
        refreshed(signInThere());
        assertThat(send("PUT", PLACE + "/" + id, wish(Map.of("client_secret", "another one")), token)
                        .status())
                .isEqualTo(200);
        refused(signInThere(), "not_trusted");
        assertThat(audited())
                .contains("sign_in_provider.created", "sign_in_provider.changed", "sign_in_provider.secret_changed");
        assertThat(get("/api/v2/audit?limit=100", token).text()).doesNotContain("another one", StrictProvider.SECRET);
    }

    @Test
    void the_kept_secret_is_sent_nowhere_else() {
        byte[] envelope = envelope();
        String issuer = provider.base() + provider.path;
        needsItsSecret(Map.of("issuer", provider.base() + "/elsewhere"));
        needsItsSecret(Map.of("client_id", "another"));
        assertThat(envelope()).isEqualTo(envelope);
        assertThat(get(PLACE, token).body().at("/items/0/issuer").asString()).isEqualTo(issuer);
        assertThat(get(PLACE, token).body().at("/items/0/client_id").asString()).isEqualTo(StrictProvider.CLIENT);

        change(Map.of("issuer", provider.base() + "/elsewhere"));
        assertThat(envelope()).isNotEqualTo(envelope);

        entra(List.of(TENANT));
        needsItsSecret(Map.of("kind", "ENTRA", "tenants", List.of(TENANT), "issuer", ""));
        // Another directory is of the same host.
        change(withoutSecret(Map.of("kind", "ENTRA", "tenants", List.of(OTHER_TENANT), "issuer", provider.base())));
    }

    private void needsItsSecret(Map<String, Object> changes) {
        Response refused = send("PUT", PLACE + "/" + id, wish(withoutSecret(changes)), token);
        assertThat(refused.status()).as(changes.toString()).isEqualTo(400);
        assertThat(refused.body().get("errors")).singleElement().satisfies(error -> {
            assertThat(error.get("field").asString()).isEqualTo("client_secret");
            assertThat(error.get("code").asString()).isEqualTo("missing");
        });
    }

    private static Map<String, Object> withoutSecret(Map<String, Object> changes) {
        Map<String, Object> all = new HashMap<>(changes);
        all.put("client_secret", null);
        return all;
    }

    @Test
    void after_a_change_of_the_master_key_the_secret_is_enclosed_anew() {
        SecureRandom random = new SecureRandom();
        MasterKey before = MasterKey.ofBase64(MasterKey.generate(random));
        MasterKey now = MasterKey.ofBase64(MasterKey.generate(random));
        SecretBox changed = new SecretBox(new MasterKeys(now, List.of(before)), random);
        byte[] old = new SecretBox(new MasterKeys(before, List.of()), random)
                .enclose(organization.id(), "sign-in-provider/" + id, "kept".getBytes(StandardCharsets.UTF_8));
        transactions.write(
                organization.id(),
                jdbc -> jdbc.sql("UPDATE sign_in_providers SET client_secret = ? WHERE provider_id = ?")
                        .params(old, UUID.fromString(id))
                        .update());
        Providers after =
                new Providers(transactions, domains, sessions, attempts, changed, audit, UUID::randomUUID, clock);

        assertThat(after.secret(after.find(organization.id(), UUID.fromString(id))
                                .orElseThrow())
                        .value())
                .isEqualTo("kept");
        assertThat(changed.isCurrent(organization.id(), envelope())).isTrue();
        assertThat(changed.open(organization.id(), "sign-in-provider/" + id, envelope()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("kept");
    }

    @Test
    void what_is_wrong_with_a_provider_is_said_field_by_field() {
        wrong("domains", Map.of("domains", List.of()));
        wrong("domains", Map.of("domains", List.of("not a domain")));
        wrong("domains", Map.of("domains", List.of("gmail.com")));
        wrong("name", Map.of("name", "two\nlines"));
        wrong("client_id", Map.of("client_id", ""));
        wrong("client_secret", Map.of("client_secret", ""));
        wrong("issuer", Map.of("issuer", "http://sso.acme.com"));
        wrong("issuer", Map.of("issuer", "https://user@sso.acme.com"));
        wrong("issuer", Map.of("issuer", "https://sso.acme.com?x=y"));
        wrong("issuer", Map.of("issuer", "file:///etc/passwd"));
        wrong("issuer", Map.of("issuer", "nonsense"));
        wrong("issuer", Map.of("issuer", "https://login.microsoftonline.com/common/v2.0"));
        wrong("issuer", Map.of("issuer", "https://sts.windows.net/" + TENANT + "/"));
        wrong("tenants", Map.of("tenants", List.of(TENANT)));
        Map<String, Object> entra = Map.of("kind", "ENTRA", "issuer", "");
        for (List<String> tenants : List.of(
                List.<String>of(),
                List.of("common"),
                List.of("organizations"),
                List.of(TENANT, "acme.com"),
                List.of("9188040d-6c67-4c5b-b112-36a304b66dad"))) {
            Map<String, Object> changes = new HashMap<>(entra);
            changes.put("tenants", tenants);
            wrong("tenants", changes);
        }
        wrong("issuer", Map.of("kind", "ENTRA", "tenants", List.of(TENANT), "issuer", "https://elsewhere.test"));
        assertThat(get(PLACE, token).body().get("items")).hasSize(1);
    }

    @Test
    void a_domain_is_one_organizations() {
        Organization other = organization();
        String theirs = signIn(account(other, Role.ADMIN));
        assertThat(add(other, theirs, Map.of()).code()).isEqualTo("domain_taken");
        assertThat(get(PLACE, theirs).body().get("items")).isEmpty();

        // A second provider of the same organisation may vouch for it too, and only the last that goes gives it up.
        String second = add(organization, token, Map.of("name", "Second"))
                .body()
                .get("id")
                .asString();
        send("DELETE", PLACE + "/" + id, null, token);
        assertThat(add(other, theirs, Map.of()).code()).isEqualTo("domain_taken");
        send("DELETE", PLACE + "/" + second, null, token);
        assertThat(add(other, theirs, Map.of()).status()).isEqualTo(201);
    }

    @Test
    void another_organizations_provider_is_not_there() {
        Organization other = organization();
        String theirs = signIn(account(other, Role.ADMIN));
        assertThat(send("PUT", PLACE + "/" + id, wish(Map.of()), theirs).code()).isEqualTo("not_found");
        assertThat(send("DELETE", PLACE + "/" + id, null, theirs).code()).isEqualTo("not_found");
        assertThat(post(PLACE + "/" + id + "/check", "{}", theirs).code()).isEqualTo("not_found");
        assertThat(send("DELETE", PLACE + "/links/" + admin.id(), null, theirs).code())
                .isEqualTo("not_found");
        assertThat(get(PLACE, theirs).body().get("items")).isEmpty();
    }

    @Test
    void a_check_says_in_words_what_it_found() {
        assertThat(check(id).get("works").asBoolean()).isTrue();
        assertThat(findings(id))
                .contains("It answers, and calls itself " + provider.issuer() + ".")
                .contains("RS256");
        assertThat(findings(id)).doesNotContain("HS256", "none");

        assertThat(findings(elsewhere("/redirect"))).contains("redirect");
        assertThat(findings(elsewhere("/huge"))).contains("too much");
        assertThat(findings(elsewhere("/nowhere"))).contains("status 404");
        provider.saysIssuer = "https://elsewhere.test";
        assertThat(findings(id)).contains("calls itself https://elsewhere.test");
        provider.saysIssuer = null;
        provider.description = said -> said.replace("\"RS256\",", "");
        assertThat(findings(id)).contains("signs in no way");
        provider.description = said -> said.replace("http://127.0.0.1", "http://10.0.0.1");
        assertThat(findings(id)).contains("begins with https");
        provider.description = said -> "no JSON";
        assertThat(findings(id)).contains("does not answer with a description");
        provider.description = null;
        assertThat(check(id).get("works").asBoolean()).isTrue();
    }

    @Test
    void the_server_is_not_sent_into_private_networks() {
        for (String inside : List.of(
                "https://10.0.0.1",
                "https://192.168.1.1",
                "https://169.254.169.254",
                "https://100.64.0.1",
                "https://[::1]",
                "https://[fd00::1]",
                "http://localhost:1")) {
            String there = add(organization, token, Map.of("issuer", inside))
                    .body()
                    .get("id")
                    .asString();
            assertThat(findings(there)).as(inside).contains("within a private network");
            assertThat(post(
                                    "/api/v2/session/provider",
                                    "{\"organization\": \"%s\", \"provider\": \"%s\"}"
                                            .formatted(organization.slug(), there),
                                    null)
                            .code())
                    .isEqualTo("provider_unreachable");
        }
    }

    @Test
    void entra_lets_in_people_of_the_named_tenants_by_the_claims_that_are_safe() {
        provider.path = "/" + TENANT + "/v2.0";
        entra(List.of(TENANT));
        person(TENANT, Map.of("preferred_username", "seller@" + domain));
        refreshed(signInThere());

        // Anybody's tenant may write any e-mail; a guest brings the name from elsewhere.
        person(TENANT, Map.of("sub", "2", "email", "boss@" + domain, "email_verified", true));
        refused(signInThere(), "email_not_verified");
        person(TENANT, Map.of("sub", "3", "preferred_username", "boss@" + domain, "idp", "live.com"));
        refused(signInThere(), "email_not_verified");
        person(TENANT, Map.of("sub", "4", "email", "guest@" + domain, "idp", "live.com", "xms_edov", true));
        refreshed(signInThere());
        person(OTHER_TENANT, Map.of("sub", "5", "preferred_username", "boss@" + domain));
        refused(signInThere(), "not_trusted");
        person(TENANT, Map.of("sub", "6", "preferred_username", "boss@elsewhere.test"));
        refused(signInThere(), "other_domain");
        assertThat(accounts.findByEmail(organization.id(), "boss@" + domain)).isEmpty();
    }

    @Test
    void entra_for_several_tenants_is_for_those_alone() {
        provider.path = "/organizations/v2.0";
        provider.saysIssuer = provider.base() + "/{tenantid}/v2.0";
        entra(List.of(TENANT, OTHER_TENANT));
        Map<String, String> sessions = new HashMap<>();
        for (String tenant : List.of(TENANT, OTHER_TENANT)) {
            person(tenant, Map.of("preferred_username", "seller-" + tenant + "@" + domain));
            provider.bend(claims -> claims.issuer(provider.base() + "/" + tenant + "/v2.0"));
            sessions.put(tenant, accessToken(refreshed(signInThere())));
        }
        String third = UUID.randomUUID().toString();
        person(third, Map.of("preferred_username", "boss@" + domain));
        provider.bend(claims -> claims.issuer(provider.base() + "/" + third + "/v2.0"));
        refused(signInThere(), "not_trusted");
        // The issuer of one tenant and the word of another.
        person(TENANT, Map.of("preferred_username", "boss@" + domain));
        provider.bend(claims -> claims.issuer(provider.base() + "/" + OTHER_TENANT + "/v2.0"));
        refused(signInThere(), "not_trusted");

        assertThat(get("/api/v2/session", sessions.get(TENANT)).status()).isEqualTo(200);
        change(Map.of("kind", "ENTRA", "issuer", provider.base(), "tenants", List.of(OTHER_TENANT)));
        assertThat(get("/api/v2/session", sessions.get(TENANT)).status()).isEqualTo(401);
    }

    private void entra(List<String> tenants) {
        send("DELETE", PLACE + "/" + id, null, token);
        Response made =
                add(organization, token, Map.of("kind", "ENTRA", "issuer", provider.base(), "tenants", tenants));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        id = made.body().get("id").asString();
    }

    private void person(String tenant, Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(Map.of("sub", "1-" + tenant, "tid", tenant));
        all.putAll(claims);
        provider.person(all);
    }

    private String elsewhere(String path) {
        return add(organization, token, Map.of("issuer", provider.base() + path))
                .body()
                .get("id")
                .asString();
    }

    private JsonNode check(String provider) {
        return post(PLACE + "/" + provider + "/check", "{}", token).body();
    }

    private String findings(String provider) {
        List<String> all = new ArrayList<>();
        check(provider).get("findings").forEach(each -> all.add(each.asString()));
        return String.join(" ", all);
    }

    private void wrong(String field, Map<String, Object> changes) {
        Response refused = add(organization, token, changes);
        assertThat(refused.status()).as(changes.toString()).isEqualTo(400);
        assertThat(refused.body()
                        .get("errors")
                        .valueStream()
                        .map(each -> each.get("field").asString()))
                .as(changes.toString())
                .containsExactly(field);
    }

    private byte[] envelope() {
        return transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("SELECT client_secret FROM sign_in_providers WHERE provider_id = ?")
                        .param(UUID.fromString(id))
                        .query(byte[].class)
                        .single());
    }

    private List<String> audited() {
        awaitViews(organization);
        return get("/api/v2/audit?limit=100", token)
                .body()
                .get("items")
                .valueStream()
                .map(item -> item.get("action").asString())
                .toList();
    }
}
