package dev.sightline.server.platform.web;

import dev.sightline.server.platform.Refused;
import java.math.BigDecimal;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body that could not be read, without repeating what was in it. */
final class UnreadableBody {
    private UnreadableBody() {}

    static Problem problem(HttpMessageNotReadableException exception) {
        Problem limit = limit(exception);
        if (limit != null) {
            return limit;
        }
        return switch (exception.getCause()) {
            case UnrecognizedPropertyException unknown ->
                Problem.of(Refused.field(
                        path(unknown), "unknown_field", "There is no field " + path(unknown) + " in this request."));
            case MismatchedInputException mismatch
            when !path(mismatch).isEmpty() -> {
                Class<?> type = mismatch.getTargetType();
                String expected = type == null
                        ? "of another type"
                        : type.isEnum() ? "one of " + String.join(", ", names(type)) : kind(type);
                yield Problem.of(
                        Refused.field(path(mismatch), "invalid_type", path(mismatch) + " must be " + expected + "."));
            }
            case DatabindException mismatch ->
                Problem.of(
                        HttpStatus.BAD_REQUEST, "invalid_body", "The body must be a JSON object of the right shape.");
            case StreamReadException malformed ->
                Problem.of(
                        HttpStatus.BAD_REQUEST, "malformed_json", "The body is not well-formed JSON" + at(malformed));
            case null, default -> Problem.of(HttpStatus.BAD_REQUEST, "missing_body", "A JSON body is required.");
        };
    }

    /** Where a body was longer, or took longer, than it may; else null. */
    static @Nullable Problem limit(@Nullable Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RequestLimits.BodyTooLarge) {
                return Problem.bodyTooLarge();
            }
            if (cause instanceof RequestLimits.BodyTooSlow || cause instanceof SocketTimeoutException) {
                return Problem.bodyTooSlow();
            }
        }
        return null;
    }

    /** What a type looks like in JSON and in parameters, with its article. */
    static String kind(Class<?> type) {
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(type) || type == double.class || type == BigDecimal.class) {
            return "a number";
        }
        if (type == LocalDate.class) {
            return "a day, such as 2026-11-30";
        }
        if (type == Instant.class) {
            return "an instant, such as 2026-11-30T12:00:00Z";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (type == String.class) {
            return "a text";
        }
        return List.class.isAssignableFrom(type) || type.isArray() ? "a list" : "an object";
    }

    static List<String> names(Class<?> enumeration) {
        return Arrays.stream(enumeration.getEnumConstants())
                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                .toList();
    }

    static String snake(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String path(JacksonException exception) {
        return exception.getPath().stream()
                .map(reference -> reference.getPropertyName() != null
                        ? snake(reference.getPropertyName())
                        : "[" + reference.getIndex() + "]")
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static String at(StreamReadException malformed) {
        var location = malformed.getLocation();
        return location == null || location.getLineNr() < 1
                ? "."
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ").";
    }
}
