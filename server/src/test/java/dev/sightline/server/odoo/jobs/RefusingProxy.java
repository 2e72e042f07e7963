package dev.sightline.server.odoo.jobs;

import com.sun.net.httpserver.HttpServer;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.simulator.OdooSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An Odoo whose {@code fields_get} names fields that groups then forbid to read: any read of them is an AccessError. */
public final class RefusingProxy implements AutoCloseable {
    private static final byte[] REFUSAL = """
            {"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Odoo Server Error", "data": {
              "name": "odoo.exceptions.AccessError", "message": "You do not have enough rights", "arguments": [],
              "debug": "", "context": {}}}}
            """.getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    public RefusingProxy(URI odoo, String model, Set<String> forbidden) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                if (asksFor(body, model, forbidden)) {
                    exchange.sendResponseHeaders(200, REFUSAL.length);
                    exchange.getResponseBody().write(REFUSAL);
                    return;
                }
                HttpResponse<byte[]> response = client.send(
                        HttpRequest.newBuilder(URI.create(
                                        odoo + exchange.getRequestURI().toString()))
                                .header("Content-Type", "application/json")
                                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                exchange.sendResponseHeaders(response.statusCode(), response.body().length);
                exchange.getResponseBody().write(response.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    private boolean asksFor(byte[] body, String model, Set<String> forbidden) {
        JsonNode arguments = body.length == 0
                ? json.missingNode()
                : json.readTree(body).path("params").path("args");
        if (!arguments.path(3).asString("").equals(model)) {
            return false;
        }
        for (JsonNode field : arguments.path(6).path("fields").values()) {
            if (forbidden.contains(field.asString())) {
                return true;
            }
        }
        return false;
    }

    public Endpoint endpoint(OdooSimulator odoo) {
        return new Endpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                odoo.databaseName(),
                odoo.login(),
                odoo.apiKey());
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
