package dev.sightline.server.platform;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A request that cannot be met, for a reason that its sender may know. Becomes an RFC 9457 problem; everything in it is
 * shown, so it holds nothing that the sender may not see (R4, R9).
 */
public class Refused extends RuntimeException {
    private final HttpStatus status;
    private final String code;
    private final List<FieldProblem> errors;
    private final @Nullable Duration retryAfter;

    private Refused(
            HttpStatus status, String code, String detail, List<FieldProblem> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /**
     * @param code stable, in snake_case
     * @param detail one or two sentences for people: what happened and what to do
     */
    public static Refused of(HttpStatus status, String code, String detail) {
        return new Refused(status, code, detail, List.of(), null);
    }

    /** 404, for what is not there and alike for what the viewer may not see. */
    public static Refused notFound(String what) {
        return of(HttpStatus.NOT_FOUND, "not_found", "There is no such " + what + ".");
    }

    /** 403: seen, but not to be done by this account. */
    public static Refused forbidden(String detail) {
        return of(HttpStatus.FORBIDDEN, "forbidden", detail);
    }

    /** 400 for one parameter or field. */
    public static Refused field(String field, String code, String message) {
        return fields(List.of(new FieldProblem(field, code, message)));
    }

    /** 400 for several parameters or fields. */
    public static Refused fields(List<FieldProblem> errors) {
        return new Refused(
                HttpStatus.BAD_REQUEST,
                errors.size() == 1 ? errors.getFirst().code() : "invalid_request",
                errors.getFirst().message(),
                errors,
                null);
    }

    /** 429 or 503: may be tried again after a while. */
    public static Refused later(HttpStatus status, String code, String detail, Duration retryAfter) {
        return new Refused(status, code, detail, List.of(), retryAfter);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldProblem> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
