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
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stands between the connector and an Odoo and changes records on their way, or lets Odoo fail at reading one. */
public final class MeddlingProxy implements AutoCloseable {
    private static final byte[] FAILED = """
            {"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Odoo Server Error", "data": {
              "name": "builtins.ValueError", "message": "cannot compute", "arguments": [], "debug": "", "context": {}}}}
            """.getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    public MeddlingProxy(URI odoo, Consumer<ObjectNode> meddle) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(odoo + exchange.getRequestURI().toString()))
                        .header("Content-Type", "application/json")
                        .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
                HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                byte[] answer = response.statusCode() == 200 ? meddled(response.body(), meddle) : response.body();
                exchange.sendResponseHeaders(response.statusCode(), answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    /** Thrown for a record that Odoo itself cannot read: the whole answer is an error then. */
    public static final class CannotBeRead extends RuntimeException {}

    private byte[] meddled(byte[] body, Consumer<ObjectNode> meddle) {
        JsonNode answer = json.readTree(body);
        for (JsonNode each : answer.path("result").values()) {
            if (each instanceof ObjectNode record) {
                try {
                    meddle.accept(record);
                } catch (CannotBeRead e) {
                    return FAILED;
                }
            }
        }
        return json.writeValueAsBytes(answer);
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
