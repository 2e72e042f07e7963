package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.FilledTest;
import dev.sightline.server.MappedEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/**
 * R4: whoever knows the ids of another organisation is answered in every parameter as if there were no such thing, and no list of one
 * shows anything of the other. A new endpoint is among them by itself.
 */
class OtherOrganizationIT extends FilledTest {
    /** Parameters that name something of an organisation. */
    private static final Set<String> NAMING = Set.of("person", "owner", "team", "account", "stage", "q");
    /** Names of what is nobody's, or everybody's. */
    private static final Set<String> NOBODYS = Set.of("name", "edition");

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    private Filled ours;
    private Filled theirs;

    @BeforeEach
    void two() {
        ours = filled("ALPHA");
        theirs = filled("OMEGA");
    }

    @Test
    void an_id_of_another_organisation_in_a_parameter_finds_what_one_of_nothing_finds() {
        List<String> known = List.of(
                theirs.user(),
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
                for (String id : known) {
                    for (String token : List.of(ours.adminToken(), ours.sellerToken())) {
                        asked++;
                        String none = nothingLike(id);
                        Response answer = get(path.getKey() + "?" + name + "=" + id, token);
                        Response nothing = get(path.getKey() + "?" + name + "=" + none, token);
                        if (answer.status() != nothing.status()
                                || !comparable(answer, id).equals(comparable(nothing, none))
                                || tells(comparable(answer, id))) {
                            wrong.add("%s?%s=%s: %d %s, but of nothing %d %s"
                                    .formatted(
                                            path.getKey(),
                                            name,
                                            id,
                                            answer.status(),
                                            answer.text(),
                                            nothing.status(),
                                            nothing.text()));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(100);
    }

    /** An answer but for the id that was asked for and what differs from request to request: views may catch up between two. */
    private static String comparable(Response response, String id) {
        return response.text()
                .replace(id, "ID")
                .replaceAll("\"request_id\":\"[^\"]*\"", "")
                .replaceAll("\"freshness\":\\{[^}]*}", "");
    }

    @Test
    void no_token_of_one_organisation_brings_anything_of_another() {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (MappedEndpoint endpoint : MappedEndpoint.all(mappings)) {
            if (!endpoint.method().equals("GET")
                    || endpoint.permission().equals("open")
                    || endpoint.permission().equals("manage_organizations")
                    || !variables(endpoint).stream().allMatch(NOBODYS::contains)) {
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

    private static List<String> variables(MappedEndpoint endpoint) {
        return java.util.regex.Pattern.compile("\\{([^}]*)}")
                .matcher(endpoint.path())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Of the same form, and of nothing at all. */
    private static String nothingLike(String id) {
        if (id.length() == 36) {
            return UUID.randomUUID().toString();
        }
        return "nobody";
    }
}
