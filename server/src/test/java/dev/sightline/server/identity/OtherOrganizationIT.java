package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.FilledTest;
import dev.sightline.server.MappedEndpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * R4: whoever knows the ids of another organisation is answered as if there were no such thing, at every endpoint that takes one and in
 * every parameter. A new endpoint is among them by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OtherOrganizationIT extends FilledTest {
    /** Parameters that name something of an organisation. */
    private static final Set<String> NAMING = Set.of("person", "owner", "team", "account", "stage", "q");
    /** Names of what is nobody's, or everybody's. */
    private static final Set<String> NOBODYS = Set.of("name", "edition");

    private static final String SESSIONS = "/api/v2/sessions";

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    /** Nothing is done to them but by the last test. */
    private record Two(Filled ours, Filled theirs) {}

    private @Nullable Two made;
    private Filled ours;
    private Filled theirs;

    @BeforeEach
    void two() {
        Two two = made;
        if (two == null) {
            two = new Two(filled("ALPHA"), filled("OMEGA"));
            made = two;
        }
        ours = two.ours();
        theirs = two.theirs();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void an_id_of_another_organisation_is_one_of_nothing() {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (MappedEndpoint endpoint : endpoints()) {
            if (endpoint.variables().stream().allMatch(NOBODYS::contains)) {
                continue;
            }
            String body = endpoint.method().startsWith("P") ? body(endpoint.path()) : null;
            for (Role role : List.of(Role.ADMIN, Role.SALES_REP)) {
                String token = role == Role.ADMIN ? ours.adminToken() : ours.sellerToken();
                asked++;
                Response answer = send(endpoint.method(), place(endpoint, theirs.named(endpoint.path())), body, token);
                Response none = send(endpoint.method(), place(endpoint, nothing(endpoint.path())), body, token);
                boolean may = endpoint.permission().equals("signed_in")
                        || role.permissions().contains(endpoint.needed());
                if (answer.status() != (may ? 404 : 403)
                        || none.status() != answer.status()
                        || !none.code().equals(answer.code())
                        || !none.body().path("detail").equals(answer.body().path("detail"))
                        || tells(comparable(answer, theirs.named(endpoint.path())))) {
                    wrong.add("%s as %s: %d %s, but of nothing %d %s"
                            .formatted(endpoint, role, answer.status(), answer.text(), none.status(), none.text()));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(40);
        theyAreThereForTheirOwn();
    }

    /** Else the test above would look at ids of nothing; and nothing of what was asked has been done to them. */
    private void theyAreThereForTheirOwn() {
        List<MappedEndpoint> last = new ArrayList<>();
        for (MappedEndpoint endpoint : endpoints()) {
            if (endpoint.variables().stream().allMatch(NOBODYS::contains)
                    || endpoint.permission().equals("manage_organizations")) {
                continue;
            }
            if (endpoint.method().equals("GET")) {
                there(endpoint);
            } else {
                last.add(endpoint);
            }
        }
        // What takes something away comes last, but for the seller's session: it ends with much of what is done to the
        // seller.
        last.sort(Comparator.comparing(endpoint -> endpoint.method().equals("DELETE")));
        last.sort(Comparator.comparing(endpoint -> !endpoint.path().startsWith(SESSIONS)));
        last.forEach(this::there);
    }

    private void there(MappedEndpoint endpoint) {
        String token = endpoint.path().startsWith(SESSIONS) ? theirs.sellerToken() : theirs.adminToken();
        // Nothing is said: whoever finds it is told that something is missing, and keeps it as it is.
        Response answer = send(
                endpoint.method(),
                place(endpoint, theirs.named(endpoint.path())),
                endpoint.method().startsWith("P") ? "{}" : null,
                token);
        assertThat(answer.status()).as(endpoint + ": " + answer.text()).isNotIn(401, 403, 404);
    }

    @Test
    void an_id_of_another_organisation_in_a_parameter_finds_what_one_of_nothing_finds() {
        List<String> known = List.of(
                theirs.user(),
                "user-" + theirs.user(),
                theirs.seller().id().toString(),
                theirs.ids().account(),
                theirs.ids().team(),
                theirs.ids().stage(),
                theirs.ids().opportunity());
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (var path : get("/api/v2/openapi.json", null).body().get("paths").properties()) {
            JsonNode operation = path.getValue().path("get");
            for (JsonNode parameter : operation.path("parameters")) {
                String name = parameter.path("name").asString();
                if (!NAMING.contains(name)) {
                    continue;
                }
                List<String> tokens = path.getKey().endsWith("/export")
                        ? somebodyElse()
                        : List.of(ours.adminToken(), ours.sellerToken());
                for (String token : tokens) {
                    asked += known.size();
                    find(path.getKey() + "?" + name + "=", known, token, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(100);
    }

    private void find(String question, List<String> known, String token, List<String> wrong) {
        Map<String, Response> ofNothing = new HashMap<>();
        for (String id : known) {
            String none = nothingLike(id);
            Response answer = get(question + id, token);
            Response nothing = ofNothing.computeIfAbsent(none, any -> get(question + any, token));
            if (answer.status() != nothing.status()
                    || !comparable(answer, id).equals(comparable(nothing, none))
                    || tells(comparable(answer, id))) {
                wrong.add("%s%s: %d %s, but of nothing %d %s"
                        .formatted(question, id, answer.status(), answer.text(), nothing.status(), nothing.text()));
            }
        }
    }

    @Test
    void an_id_of_another_organisation_in_a_body_does_what_one_of_nothing_does() {
        Account seller = account(ours.organization(), Role.SALES_REP);
        Response session = session(seller);
        String token = session.body().get("access_token").asString();
        String person = "/api/v2/members/" + seller.id() + "/person";
        alike("PUT", person, "{\"person_id\": \"%s\"}", "user-" + theirs.user(), ours.adminToken());
        assertThat(get("/api/v2/opportunities", token).text()).doesNotContain("OMEGA");
        String goOn = "/api/v2/session/organization";
        String organization = "{\"organization\": \"%s\"}";
        String slug = theirs.organization().slug();
        alike("POST", goOn, organization, slug, token, "Cookie", sessionCookie(session));
        alike(
                "POST",
                "/api/v2/session/provider",
                "{\"organization\": \"" + ours.organization().slug() + "\", \"provider\": \"%s\"}",
                theirs.ids().provider(),
                null);
    }

    private void alike(String method, String place, String body, String id, @Nullable String token, String... headers) {
        String none = nothingLike(id);
        Response nothing = send(method, place, body.formatted(none), token, headers);
        Response answer = send(method, place, body.formatted(id), token, headers);
        assertThat(answer.status()).as(place + ": " + answer.text()).isEqualTo(nothing.status());
        assertThat(comparable(answer, id)).isEqualTo(comparable(nothing, none));
        assertThat(tells(comparable(answer, id))).as(answer.text()).isFalse();
    }

    /** One person may ask for few exports a minute. */
    private List<String> somebodyElse() {
        return List.of(
                signIn(account(ours.organization(), Role.ADMIN)), signIn(account(ours.organization(), Role.SALES_REP)));
    }

    /** An answer but for the id that was asked for and what differs from request to request: views may catch up between two. */
    private static String comparable(Response response, String id) {
        return response.text()
                .replace(id, "ID")
                .replaceAll("\"request_id\":\"[^\"]*\"", "")
                .replaceAll("\"freshness\":\\{[^}]*}", "");
    }

    /** First: later on our own audit log says which ids we asked for. */
    @Test
    @Order(1)
    void no_token_of_one_organisation_brings_anything_of_another() {
        // Whoever sees nothing at all could be shown nothing of others either.
        assertThat(get("/api/v2/opportunities", ours.sellerToken()).text())
                .contains("ALPHA")
                .doesNotContain("COLLEAGUE");
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (MappedEndpoint endpoint : MappedEndpoint.all(mappings)) {
            if (!endpoint.method().equals("GET")
                    || endpoint.permission().equals("open")
                    || endpoint.permission().equals("manage_organizations")
                    || !endpoint.variables().stream().allMatch(NOBODYS::contains)) {
                continue;
            }
            String place = endpoint.path().replace("{name}", "sales").replace("{edition}", "next");
            Response own = get(place, theirs.adminToken());
            seen += tells(own.text()) ? 1 : 0;
            for (String token : List.of(ours.adminToken(), ours.sellerToken())) {
                Response answer = get(place, token);
                if (answer.status() >= 500 || tells(answer.text())) {
                    wrong.add(endpoint + ": " + answer.status() + " " + answer.text());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).as("lists that show their own organisation something").isGreaterThan(12);
    }

    /** Texts, keys and ids of theirs, whatever their case. */
    private boolean tells(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return small.contains("omega")
                || small.contains("\"" + theirs.organization().slug() + "\"")
                || small.contains(theirs.seller().id().toString())
                || small.contains(theirs.admin().id().toString());
    }

    /** Those that name something, and not to everybody. */
    private List<MappedEndpoint> endpoints() {
        return MappedEndpoint.all(mappings).stream()
                .filter(endpoint -> endpoint.path().contains("{"))
                .filter(endpoint -> !endpoint.permission().equals("open"))
                .toList();
    }

    private String place(MappedEndpoint endpoint, String id) {
        return endpoint.path()
                .replace("{name}", "sales")
                .replace("{edition}", "next")
                .replaceAll("\\{[^}]*}", id);
    }

    /** What gets past the checks of a body, so that it is the id that is looked at. */
    private static String body(String path) {
        if (path.endsWith("/person")) {
            return "{\"person_id\": null}";
        }
        return path.contains("/members/") ? "{\"role\": \"CEO\"}" : "{}";
    }

    /** Of the same form as theirs, and of nothing at all. */
    private String nothing(String path) {
        return nothingLike(theirs.named(path));
    }

    private static String nothingLike(String id) {
        if (id.length() == 36) {
            return UUID.randomUUID().toString();
        }
        return id.matches("[0-9]+") ? "987654321" : id.startsWith("user-") ? "user-nobody" : "nobody";
    }
}
