package dev.sightline.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.tenancy.Organization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OperationsIT extends ServerTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    /** Addresses that others make, and may add to (AnyQueryParameters). */
    private static final Set<String> OTHERS_WRITE = Set.of("/api/v2/session/provider/{organization}");

    @Test
    void is_alive_and_ready_and_says_how_far_the_views_are() {
        assertThat(get("/livez", null).body().get("status").asString()).isEqualTo("UP");
        Response ready = get("/readyz", null);
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body().get("components").get("db").get("status").asString())
                .isEqualTo("UP");
        assertThat(ready.body().get("components").get("views").get("details").get("projection_lag_events"))
                .isNotNull();
        assertThat(ready.text()).doesNotContain("jdbc:").doesNotContain("password");
    }

    @Test
    void measures_for_prometheus() {
        Organization organization = organization();
        get("/livez", null);
        Response metrics = get("/metrics", null);
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.text())
                .contains("http_server_requests_seconds_bucket")
                .contains("jvm_memory_used_bytes")
                .contains("sightline_source_up{organization=\"" + organization.slug() + "\"}")
                .contains("sightline_projection_lag_events{organization=\"" + organization.slug()
                        + "\",projection=\"sales\"} 0")
                .contains("sightline_parked_events{organization=\"" + organization.slug() + "\"} 0")
                // Before the first sync there is none.
                .doesNotContain("sightline_sync_age_seconds{organization=\"" + organization.slug());
    }

    @Test
    void the_metrics_are_for_this_machine() {
        assertThat(get("/metrics", null, "X-Forwarded-For", "203.0.113.9").status())
                .isBetween(401, 403);
        assertThat(get("/metrics", "a guess at the token").status()).isBetween(401, 403);
        assertThat(get("/health", null).status()).isEqualTo(200);
        assertThat(get("/env", null).text()).doesNotContain("propertySources");
    }

    @Test
    void the_api_describes_itself() {
        Response response = get("/api/v2/openapi.json", null);
        assertThat(response.status()).isEqualTo(200);
        JsonNode api = response.body();
        assertThat(api.get("openapi").asString()).startsWith("3.1");
        List<String> missing = new ArrayList<>();
        api.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (!METHODS.contains(method.getKey())) {
                        return;
                    }
                    String name = method.getKey() + " " + path.getKey();
                    assertThat(path.getKey()).startsWith("/api/v2/");
                    boolean open =
                            method.getValue().get("x-permission").asString().equals("open");
                    JsonNode security = method.getValue().get("security");
                    if (security == null || security.isEmpty() != open) {
                        missing.add(name + ": says " + (open ? "no" : "a") + " token");
                    }
                    if (!method.getValue().get("responses").has("default")) {
                        missing.add(name + ": how errors look");
                    }
                }));
        assertThat(missing).isEmpty();
    }

    /** The screens' types are made from the file. */
    @Test
    void the_description_in_docs_is_that_of_this_server() throws IOException {
        Path file = Path.of("..", "docs", "openapi.json");
        String served = json.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(get("/api/v2/openapi.json", null).body())
                        .replace(System.lineSeparator(), "\n")
                + "\n";
        if (Boolean.getBoolean("openapi.renew")) {
            Files.writeString(file, served);
        }
        assertThat(served)
                .as("docs/openapi.json is out of date: run `./sightline openapi`")
                .isEqualTo(Files.readString(file));
    }

    @Test
    void what_the_description_says_is_closed_is_closed() {
        get("/api/v2/openapi.json", null).body().get("paths").properties().forEach(path -> {
            String address = path.getKey().replaceAll("\\{[^}]+}", "odoo-1");
            path.getValue().properties().forEach(method -> {
                if (METHODS.contains(method.getKey())
                        && !method.getValue().get("x-permission").asString().equals("open")) {
                    assertThat(send(method.getKey().toUpperCase(java.util.Locale.ROOT), address, null, null)
                                    .status())
                            .as(method.getKey() + " " + address)
                            .isEqualTo(401);
                }
            });
        });
    }

    @Test
    void refuses_unknown_parameters_everywhere() {
        String admin = signIn(account(organization(), Role.ADMIN));
        String platform = signIn(account(organizations.own(), Role.SUPER_ADMIN));
        get("/api/v2/openapi.json", null).body().get("paths").properties().forEach(path -> {
            if (path.getValue().has("get") && !OTHERS_WRITE.contains(path.getKey())) {
                String asks = path.getValue().at("/get/x-permission").asString();
                String token = asks.equals("manage_organizations") ? platform : admin;
                String address = path.getKey().replaceAll("\\{[^}]+}", "odoo-1") + "?no_such_filter=1";
                Response response = get(address, token);
                assertThat(response.status()).as(address).isEqualTo(400);
                assertThat(response.code()).as(address).isEqualTo("unknown_parameter");
            }
        });
    }

    @Test
    void a_new_organisation_is_at_the_beginning() {
        Organization organization = organization();
        Freshness fresh = freshness.of(organization.id());
        assertThat(fresh.position()).isZero();
        assertThat(fresh.asOf()).isNull();
        assertThat(fresh.syncState()).isEqualTo("never");
        // A position that nobody has written is not waited for.
        long start = System.nanoTime();
        assertThat(freshness.await(organization.id(), Long.MAX_VALUE, Duration.ofSeconds(10)))
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
