package dev.sightline.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a server as its users do. Thread-safe. */
final class SignIn {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private SignIn() {}

    /** An access token, good for a quarter of an hour. */
    static String token(int port, String email, String password) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(java.util.Map.of("email", email, "password", password));
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/session"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .path("access_token")
                .asString();
    }

    /** Of each viewer. */
    static List<String> tokens(int port, List<Viewer> viewers) throws IOException, InterruptedException {
        List<String> tokens = new ArrayList<>();
        for (Viewer viewer : viewers) {
            tokens.add(token(port, SalesHistory.email(viewer.person()), SalesDatabase.PASSWORD));
        }
        return tokens;
    }

    static JsonNode get(int port, String path, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token));
    }

    static JsonNode post(int port, String path, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    static JsonNode put(int port, String path, Object body, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private static JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
