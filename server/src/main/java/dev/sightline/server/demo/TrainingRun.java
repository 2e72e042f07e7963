package dev.sightline.server.demo;

import dev.sightline.simulator.OdooSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks for what people ask for, as often as makes the JVM's compilers look at it: what is loaded and counted meanwhile is
 * kept in the JVM's ahead-of-time cache, from which the launcher starts every later run (JEP 483, JEP 515).
 */
final class TrainingRun {
    /** So many that the compilers look at what a first sync does, and at what one does that finds them all changed. */
    static final int OPPORTUNITIES = 4_000;

    private static final int ROUNDS = 40;
    private static final List<String> SALES = List.of(
            "/dashboard",
            "/opportunities",
            "/opportunities?sort=-expected_revenue&limit=50",
            "/opportunities?q=a&limit=50",
            "/accounts",
            "/activities",
            "/users/profile",
            "/users/hierarchy");
    private static final List<String> ADMINISTRATION = List.of("/sync", "/sync/jobs", "/members", "/audit");

    private final String api;
    private final JsonMapper json;
    private final OdooSimulator odoo;

    TrainingRun(String url, JsonMapper json, OdooSimulator odoo) {
        this.api = url + "/api/v2";
        this.json = json;
        this.odoo = odoo;
    }

    /**
     * @param people who sign in; the last one administers
     * @return the exit code: 0, or 1 where something was not answered as it should be, which is said on standard error
     */
    int walk(List<DemoSignIns.SignIn> people) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<String> tokens = new ArrayList<>();
            for (DemoSignIns.SignIn person : people) {
                tokens.add(signIn(http, person));
            }
            String administrator = tokens.getLast();
            odoo.records("crm.lead").writeEvery(1, "expected_revenue", id -> 1_000 + id);
            // What has changed since the first sync is read and stored meanwhile.
            send(
                    http,
                    request("/sync", administrator)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build());
            for (int round = 0; round < ROUNDS; round++) {
                for (String token : tokens) {
                    for (String path : SALES) {
                        get(http, path, token);
                    }
                }
                for (String path : ADMINISTRATION) {
                    get(http, path, administrator);
                }
            }
            return 0;
        } catch (IOException e) {
            System.err.println("sightline: the training run went wrong: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private String signIn(HttpClient http, DemoSignIns.SignIn person) throws IOException, InterruptedException {
        String body = json.writeValueAsString(Map.of("email", person.email(), "password", person.password()));
        return send(
                        http,
                        HttpRequest.newBuilder(URI.create(api + "/session"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build())
                .path("access_token")
                .asString();
    }

    private void get(HttpClient http, String path, String token) throws IOException, InterruptedException {
        JsonNode answer = send(http, request(path, token).build());
        JsonNode first = answer.at("/items/0/id");
        if (path.equals("/opportunities") && !first.isMissingNode()) {
            send(http, request(path + "/" + first.asString(), token).build());
        }
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(api + path)).header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request.uri().getPath() + " answered " + answer.statusCode());
        }
        return json.readTree(answer.body());
    }
}
