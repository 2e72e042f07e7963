package dev.sightline.server.attacks;

import dev.sightline.server.MappedEndpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.JsonNode;

/** Where a text can be put beside the body: what endpoints say that they read, and what is read of every request. */
final class AttackedParameters {
    /** What is read of every request, whatever it is to. */
    private static final List<String> HEADERS = List.of(
            "User-Agent",
            "X-Request-Id",
            "X-Correlation-Id",
            "If-None-Match",
            "Idempotency-Key",
            "Accept-Language",
            "Referer",
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Proto");

    private static final List<String> COOKIES =
            List.of("sightline_refresh", "sightline_device", "sightline_sign_in", "__Host-sightline_refresh");

    private AttackedParameters() {}

    /** The text in each header and each cookie that may be read of any request. */
    static String[] everywhere(String text) {
        List<String> headers = new ArrayList<>();
        for (String header : HEADERS) {
            headers.addAll(List.of(header, text));
        }
        String cookie = text.replace(";", "");
        headers.addAll(List.of(
                "Cookie",
                String.join(
                        "; ", COOKIES.stream().map(name -> name + "=" + cookie).toList())));
        return headers.toArray(String[]::new);
    }

    /** Name to where it is: in the path, the query, a header or a cookie; of the description and of the code. */
    static List<Map.Entry<String, String>> of(MappedEndpoint endpoint, JsonNode operation) {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            found.add(Map.entry(
                    parameter.get("name").asString(), parameter.get("in").asString()));
        }
        Arrays.stream(endpoint.handler().getMethodParameters()).forEach(parameter -> {
            RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
            CookieValue cookie = parameter.getParameterAnnotation(CookieValue.class);
            RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
            String own = String.valueOf(parameter.getParameter().getName());
            if (header != null) {
                found.add(Map.entry(header.name().isEmpty() ? own : header.name(), "header"));
            } else if (cookie != null) {
                found.add(Map.entry(cookie.name().isEmpty() ? own : cookie.name(), "cookie"));
            } else if (query != null) {
                found.add(Map.entry(query.name().isEmpty() ? own : query.name(), "query"));
            } else if (parameter.hasParameterAnnotation(PathVariable.class)) {
                found.add(Map.entry(own, "path"));
            }
        });
        return found.stream().distinct().toList();
    }
}
