package dev.sightline.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.MappedEndpoint;
import dev.sightline.server.ServerTest;
import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.RequiresSignIn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Every endpoint says who may call it, is held to that, and says so in the description of the API. */
class EndpointDeclarationsIT extends ServerTest {
    /** Not ours: the library's own endpoints, which the security chain opens by their address. */
    private static final Set<String> OTHERS = Set.of("org.springdoc.webmvc.api.OpenApiWebMvcResource");

    /** Those that anybody may call. One more is a decision: it is made here too. */
    private static final List<String> OPEN = List.of(
            "GET /.well-known/jwks.json",
            "POST /api/v2/invitations/acceptance",
            "POST /api/v2/invitations/look",
            "GET /api/v2/password-resets",
            "POST /api/v2/password-resets",
            "POST /api/v2/password-resets/look",
            "POST /api/v2/password-resets/redemption",
            "DELETE /api/v2/session",
            "POST /api/v2/session",
            "GET /api/v2/session/provider",
            "POST /api/v2/session/provider",
            "GET /api/v2/session/provider/{organization}",
            "POST /api/v2/session/refresh",
            "POST /api/v2/session/second-step",
            "GET /error",
            "POST /error",
            "POST /webhooks/odoo/{integration}/{secret}");

    @Autowired
    private List<RequestMappingHandlerMapping> mappings;

    @Test
    void every_endpoint_says_who_may_call_it() {
        List<String> wrong = new ArrayList<>();
        int declared = 0;
        for (RequestMappingHandlerMapping mapping : mappings) {
            for (var entry : mapping.getHandlerMethods().entrySet()) {
                HandlerMethod method = entry.getValue();
                long said = Stream.of(Requires.class, RequiresSignIn.class, Open.class)
                        .filter(method::hasMethodAnnotation)
                        .count();
                boolean ours = method.getBeanType().getName().startsWith("dev.sightline.");
                if (ours ? said != 1 : !OTHERS.contains(method.getBeanType().getName())) {
                    wrong.add(entry.getKey() + " -> " + method);
                }
                declared += (int) said;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(declared).isGreaterThan(15);
    }

    @Test
    void what_is_open_to_everybody_is_known() {
        assertThat(MappedEndpoint.all(mappings).stream()
                        .filter(endpoint -> endpoint.permission().equals("open"))
                        .map(MappedEndpoint::toString))
                .containsExactlyInAnyOrderElementsOf(OPEN);
    }

    @Test
    void the_description_of_the_api_says_it_too() {
        JsonNode api = get("/api/v2/openapi.json", null).body();
        Set<String> words = new TreeSet<>(Set.of("open", "signed_in"));
        words.addAll(Arrays.stream(Permission.values()).map(Permission::word).collect(Collectors.toSet()));
        int operations = 0;
        for (JsonNode path : api.get("paths")) {
            for (JsonNode operation : path) {
                String said = operation.path("x-permission").asString();
                assertThat(said).as(operation.toString()).isIn(words);
                assertThat(operation.path("security").isEmpty())
                        .as(operation.toString())
                        .isEqualTo(said.equals("open"));
                operations++;
            }
        }
        assertThat(operations).isGreaterThan(12);
        JsonNode paths = api.get("paths");
        assertThat(permission(paths, "/api/v2/session", "post")).isEqualTo("open");
        assertThat(permission(paths, "/api/v2/session", "get")).isEqualTo("signed_in");
        assertThat(permission(paths, "/api/v2/dashboard", "get")).isEqualTo("view_records");
        assertThat(permission(paths, "/api/v2/sync", "post")).isEqualTo("start_sync");
        for (String list : List.of("opportunities", "accounts", "activities")) {
            assertThat(permission(paths, "/api/v2/" + list + "/export", "get")).isEqualTo("export_records");
        }
    }

    @Test
    void a_session_tells_what_its_account_may_do() {
        var organization = organization();
        Account ceo = account(organization, Role.CEO);
        JsonNode session = get("/api/v2/session", signIn(ceo)).body();
        assertThat(session.get("email").asString()).isEqualTo(ceo.email());
        assertThat(session.get("role").asString()).isEqualTo("CEO");
        assertThat(session.get("permissions").valueStream().map(JsonNode::asString))
                .containsExactly("export_records", "view_records", "view_sync");
        assertThat(get("/api/v2/session", null).code()).isEqualTo("not_signed_in");
    }

    @Test
    void what_a_role_lacks_is_refused_before_anything_else_is_said_about_the_request() {
        var organization = organization();
        Response refused = post("/api/v2/sync", "not even JSON", signIn(account(organization, Role.CEO)));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("forbidden");
        Response issues = get("/api/v2/sync/issues?unknown=1", signIn(account(organization, Role.MANAGER)));
        assertThat(issues.code()).isEqualTo("forbidden");
        assertThat(post("/api/v2/sync", "{\"full\": true}", signIn(account(organization, Role.MANAGER)))
                        .code())
                .isEqualTo("forbidden");
    }

    private static String permission(JsonNode paths, String path, String method) {
        return paths.path(path).path(method).path("x-permission").asString();
    }
}
