package dev.sightline.bench;

import dev.sightline.server.odoo.sync.SyncModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The rival of the sync: a bare HTTP client that reads the same records and fields, page by page in the same sizes, and drops
 * them. Of an answer it looks at the ids alone, to know where the next page begins.
 */
final class OdooStream {
    private static final int FIRST_PAGE = 200;
    private static final int LARGEST_PAGE = 500;
    private static final Set<String> LEFT_OUT = Set.of("binary", "one2many", "serialized");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String database;
    private final String key;
    private final int user;
    private final Map<String, Object> context;

    /** Signs in; asks which companies there are, as the connector does. */
    OdooStream(int port, String database, String login, String key) throws IOException, InterruptedException {
        this.address = URI.create("http://127.0.0.1:" + port + "/jsonrpc");
        this.database = database;
        this.key = key;
        this.user = SignIn.JSON
                .readTree(call("common", "authenticate", List.of(database, login, key, Map.of())))
                .path("result")
                .asInt();
        JsonNode mine = SignIn.JSON.readTree(execute(
                "res.users",
                "search_read",
                List.of(List.of(List.of("id", "=", user))),
                Map.of("fields", List.of("company_ids"))));
        List<Integer> companies = new ArrayList<>();
        mine.path("result").path(0).path("company_ids").values().forEach(id -> companies.add(id.asInt()));
        this.context = companies.isEmpty()
                ? Map.of("active_test", false)
                : Map.of("active_test", false, "allowed_company_ids", companies);
    }

    /** @param bytes of the answers */
    record Streamed(long records, long bytes, double seconds) {
        double perSecond() {
            return records / seconds;
        }
    }

    /**
     * Reads every model that the connector reads.
     *
     * @param writtenSince as Odoo writes times; null for all records
     */
    Streamed all(@Nullable String writtenSince) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long[] total = new long[2];
        for (SyncModel model : SyncModel.ALL) {
            List<String> fields = fields(model);
            List<List<?>> window = new ArrayList<>();
            if (writtenSince != null) {
                window.add(List.of("write_date", ">=", writtenSince));
            }
            pages(model.model(), fields, window, total);
        }
        return new Streamed(total[0], total[1], (System.nanoTime() - start) / 1e9);
    }

    private void pages(String model, List<String> fields, List<List<?>> window, long[] total)
            throws IOException, InterruptedException {
        int size = FIRST_PAGE;
        long last = 0;
        while (true) {
            List<List<?>> rest = new ArrayList<>(window);
            rest.add(List.of("id", ">", last));
            byte[] answer = execute(
                    model,
                    "search_read",
                    List.of(rest),
                    Map.of("fields", fields, "order", "id asc", "limit", size, "context", context));
            Ids ids = Ids.in(answer);
            total[0] += ids.count;
            total[1] += answer.length;
            if (ids.count == 0) {
                return;
            }
            last = ids.last;
            size = Math.min(LARGEST_PAGE, size * 2);
        }
    }

    /** What the connector asks for: what is stored, and the few computed ones that it needs. */
    private List<String> fields(SyncModel model) throws IOException, InterruptedException {
        JsonNode known = SignIn.JSON
                .readTree(execute(
                        model.model(),
                        "fields_get",
                        List.of(),
                        Map.of("attributes", List.of("type", "store", "relation"))))
                .path("result");
        return known.properties().stream()
                .filter(field -> model.also().contains(field.getKey())
                        || field.getValue().path("store").asBoolean(false)
                                && !LEFT_OUT.contains(
                                        field.getValue().path("type").asString()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private byte[] execute(String model, String method, List<?> arguments, Map<String, ?> named)
            throws IOException, InterruptedException {
        return call("object", "execute_kw", List.of(database, user, key, model, method, arguments, named));
    }

    private byte[] call(String service, String method, List<?> arguments) throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>();
        body.put("jsonrpc", "2.0");
        body.put("method", "call");
        body.put("id", 1);
        body.put("params", Map.of("service", service, "method", method, "args", arguments));
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(SignIn.JSON.writeValueAsBytes(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(address + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    /** How many records an answer has, and the id of the last. */
    private record Ids(int count, long last) {
        private static final int IN_RECORD = 3;

        static Ids in(byte[] answer) throws IOException {
            int count = 0;
            long last = 0;
            int depth = 0;
            try (JsonParser parser = SignIn.JSON.createParser(answer)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token.isStructStart()) {
                        depth++;
                    } else if (token.isStructEnd()) {
                        depth--;
                    } else if (token == JsonToken.PROPERTY_NAME
                            && depth == 1
                            && parser.currentName().equals("error")) {
                        throw new IOException("Odoo refused a page");
                    } else if (token == JsonToken.PROPERTY_NAME
                            && depth == IN_RECORD
                            && parser.currentName().equals("id")) {
                        parser.nextToken();
                        last = parser.getLongValue();
                        count++;
                    }
                }
            }
            return new Ids(count, last);
        }
    }
}
