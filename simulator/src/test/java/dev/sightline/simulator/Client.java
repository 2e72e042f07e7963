package dev.sightline.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A bare client, as little as one can ask Odoo with. */
final class Client implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final OdooSimulator simulator;

    Client(OdooSimulator simulator) {
        this.simulator = simulator;
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpResponse<String> get(String path) {
        return send(
                HttpRequest.newBuilder(URI.create(simulator.baseUrl() + path)).build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Calls a method with the whole of {@code params.args} after the password, as JSON. */
    JsonNode execute(String model, String method, String args, String keywords) {
        return execute(2, simulator.apiKey(), model, method, args, keywords);
    }

    JsonNode execute(int user, String password, String model, String method, String args, String keywords) {
        ObjectNode request =
                Json.object().put("jsonrpc", "2.0").put("method", "call").put("id", 1);
        ObjectNode params = request.putObject("params");
        params.put("service", "object").put("method", "execute_kw");
        params.putArray("args")
                .add(simulator.databaseName())
                .add(user)
                .add(password)
                .add(model)
                .add(method)
                .add(Json.MAPPER.readTree(args))
                .add(Json.MAPPER.readTree(keywords));
        return Json.MAPPER.readTree(post("/jsonrpc", request.toString()).body());
    }

    JsonNode result(String model, String method, String args, String keywords) {
        return execute(model, method, args, keywords).path("result");
    }

    @Override
    public void close() {
        http.close();
    }
}
