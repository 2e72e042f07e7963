package dev.sightline.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The HTTP server: routes, and the faults of the transport. A virtual thread per request. */
final class HttpDoor implements AutoCloseable {
    static {
        // Without it the small answers wait for the client's delayed acknowledgement. Read once, by the server's class.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Database database;
    private final Faults faults;
    private final RequestCounters counters;
    private final JsonRpc jsonRpc;
    private final Json2 json2;

    HttpDoor(int port, Database database, Faults faults, RequestCounters counters, Methods methods) {
        this.database = database;
        this.faults = faults;
        this.counters = counters;
        this.jsonRpc = new JsonRpc(database, faults, methods, counters);
        this.json2 = new Json2(database, faults, methods, counters);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        counters.begin();
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            JsonNode request = JsonRpc.parse(body);
            boolean modern = path.startsWith(Json2.PATH);
            Fault fault = faults.take(modern ? Json2.model(path) : JsonRpc.model(request));
            switch (fault) {
                case null -> send(exchange, route(exchange, path, request), null);
                case Fault.Garbage() -> send(exchange, garbage(), null);
                case Fault.Html() -> send(exchange, Reply.html(200, "<html><body>Maintenance</body></html>"), null);
                case Fault.Status(int code, Duration retryAfter) ->
                    send(exchange, Reply.html(code, "<html><body>" + code + "</body></html>"), retryAfter);
                case Fault.Silence(Duration duration) -> pause(duration);
                case Fault.Slow(Duration delay) -> {
                    pause(delay);
                    send(exchange, route(exchange, path, request), null);
                }
                case Fault.Truncated() -> truncate(exchange, route(exchange, path, request));
                case Fault.LostAnswer() -> route(exchange, path, request);
            }
        } finally {
            counters.end();
        }
    }

    private Reply route(HttpExchange exchange, String path, JsonNode request) {
        String verb = exchange.getRequestMethod();
        if (path.equals("/jsonrpc") && verb.equals("POST")) {
            return jsonRpc.answer(request);
        }
        if (database.version().speaksJson2() && path.startsWith(Json2.PATH)) {
            return json2.answer(verb, path, exchange.getRequestHeaders(), request);
        }
        if (database.version().speaksJson2() && path.equals("/web/version")) {
            OdooVersion version = database.version();
            JsonOut out = new JsonOut(128).raw("{\"version_info\":[" + version.major() + ",0,0,\"final\",0,\"\"],");
            return Reply.json(
                    200, out.raw("\"version\":").text(version.series()).raw('}'));
        }
        return Reply.html(404, "<!doctype html><title>404 Not Found</title><h1>Not Found</h1>");
    }

    private static Reply garbage() {
        byte[] bytes = {'{', '"', 'r', (byte) 0xff, (byte) 0xfe, 0, '[', '}'};
        return new Reply(200, Reply.JSON, bytes, bytes.length);
    }

    private void send(HttpExchange exchange, Reply reply, @Nullable Duration retryAfter) throws IOException {
        if (retryAfter != null) {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(retryAfter.toSeconds()));
        }
        head(exchange, reply);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(reply.body(), 0, reply.length());
        }
        counters.sent(reply.length());
    }

    private static void head(HttpExchange exchange, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        exchange.sendResponseHeaders(reply.status(), reply.length() == 0 ? -1 : reply.length());
    }

    private static void truncate(HttpExchange exchange, Reply reply) throws IOException {
        head(exchange, reply);
        OutputStream out = exchange.getResponseBody();
        out.write(reply.body(), 0, reply.length() / 2);
        out.flush();
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
