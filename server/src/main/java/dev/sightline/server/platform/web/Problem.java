package dev.sightline.server.platform.web;

import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** An RFC 9457 problem before it is written. {@code headers} go with it. */
record Problem(HttpStatus status, String code, String detail, List<FieldProblem> errors, Map<String, String> headers) {

    private static final Pattern NOT_OF_A_PATH = Pattern.compile("[^\\x21-\\x7e]");

    static Problem of(HttpStatus status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Map.of());
    }

    static Problem of(Refused refused) {
        var retryAfter = refused.retryAfter();
        Map<String, String> headers = retryAfter == null
                ? Map.of()
                // Whole seconds, rounded up.
                : Map.of(
                        "Retry-After",
                        Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
        return new Problem(refused.status(), refused.code(), refused.detail(), refused.errors(), headers);
    }

    static Problem bodyTooLarge() {
        return of(
                HttpStatus.CONTENT_TOO_LARGE,
                "body_too_large",
                "The body is longer than " + RequestLimits.MAX_BODY + " bytes.");
    }

    /** The rest of the body is not waited for. */
    static Problem bodyTooSlow() {
        return of(HttpStatus.REQUEST_TIMEOUT, "body_too_slow", "The body took too long to arrive.");
    }

    static Problem internal() {
        return of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "Something went wrong here. Try again; if it stays, give the request id to your administrator.");
    }

    /**
     * The JSON of the body.
     *
     * @param instance the path that was asked for, as it came; what no path should hold is not repeated
     */
    Map<String, Object> body(String instance, String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:sightline:problem:" + code);
        body.put("title", title());
        body.put("status", status.value());
        body.put("detail", detail);
        body.put("code", code);
        body.put("instance", NOT_OF_A_PATH.matcher(instance).replaceAll("?"));
        body.put("errors", errors);
        body.put("request_id", requestId);
        return body;
    }

    private String title() {
        String words = code.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
