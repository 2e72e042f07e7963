package dev.sightline.server.platform.web;

import dev.sightline.server.platform.FieldProblem;
import dev.sightline.server.platform.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerMapping;

/** Turns every exception that leaves a controller into a problem. What nobody foresaw is logged whole and shown as 500. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private final ProblemWriter problems;

    ProblemAdvice(ProblemWriter problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> handle(Exception exception, HttpServletRequest request) {
        if (exception instanceof AsyncRequestNotUsableException) {
            // The caller has gone; there is nobody to answer.
            return null;
        }
        Problem problem = problem(exception, request);
        if (problem.status().is5xxServerError() && !(exception instanceof Refused)) {
            // As it is declared: what stands in its place may be a secret.
            log.error(
                    "{} {} failed",
                    request.getMethod(),
                    request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                    exception);
        }
        return problems.entity(request, problem);
    }

    private static Problem problem(Exception exception, HttpServletRequest request) {
        return switch (exception) {
            case Refused refused -> Problem.of(refused);
            case HttpMessageNotReadableException unreadable -> UnreadableBody.problem(unreadable);
            case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
            case MissingServletRequestParameterException missing ->
                field(missing.getParameterName(), "missing", missing.getParameterName() + " is required.");
            case MethodArgumentNotValidException invalid -> invalid(invalid);
            case HandlerMethodValidationException invalid -> invalid(invalid);
            case MissingRequestValueException missing ->
                Problem.of(HttpStatus.BAD_REQUEST, "invalid_request", "The request lacks something that is required.");
            case HttpRequestMethodNotSupportedException method -> methodNotAllowed(method);
            case HttpMediaTypeNotSupportedException media ->
                Problem.of(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "unsupported_media_type",
                        "Send the body as application/json.");
            case HttpMediaTypeNotAcceptableException media ->
                Problem.of(HttpStatus.NOT_ACCEPTABLE, "not_acceptable", "The answer is application/json.");
            case InvalidParameterException malformed ->
                Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "malformed_query",
                        "The query cannot be read: a name is missing, or a % is not followed by the code of a character.");
            case AuthenticationException unauthenticated -> Unauthenticated.problem(request);
            case AccessDeniedException denied ->
                Problem.of(HttpStatus.FORBIDDEN, "forbidden", "Your account may not do this.");
            case ErrorResponse response -> ofStatus(response.getStatusCode());
            default -> Objects.requireNonNullElseGet(UnreadableBody.limit(exception), Problem::internal);
        };
    }

    static Problem ofStatus(HttpStatusCode code) {
        HttpStatus status = HttpStatus.resolve(code.value());
        if (status == null || status.is5xxServerError()) {
            return Problem.internal();
        }
        return switch (status) {
            case NOT_FOUND -> Problem.of(status, "not_found", "There is nothing at this address.");
            case METHOD_NOT_ALLOWED ->
                Problem.of(status, "method_not_allowed", "This address does not know the method of the request.");
            case CONTENT_TOO_LARGE -> Problem.bodyTooLarge();
            default -> Problem.of(status, "invalid_request", "The request is not well formed.");
        };
    }

    private static Problem mismatch(MethodArgumentTypeMismatchException mismatch) {
        Class<?> type = mismatch.getRequiredType();
        String expected;
        if (type != null && type.isEnum()) {
            expected = "one of " + String.join(", ", UnreadableBody.names(type));
        } else if (type == null) {
            expected = "something else";
        } else {
            expected = UnreadableBody.kind(type);
        }
        return field(mismatch.getName(), "invalid_value", mismatch.getName() + " must be " + expected + ".");
    }

    private static Problem invalid(MethodArgumentNotValidException invalid) {
        return fields(invalid.getBindingResult().getFieldErrors().stream()
                .map(error -> {
                    String name = UnreadableBody.snake(error.getField());
                    return new FieldProblem(name, code(error.getCode()), name + " " + error.getDefaultMessage() + ".");
                })
                .toList());
    }

    private static Problem invalid(HandlerMethodValidationException invalid) {
        return fields(invalid.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream().map(error -> {
                    String given = result.getMethodParameter().getParameterName();
                    String name = UnreadableBody.snake(given == null ? "parameter" : given);
                    return new FieldProblem(name, "invalid_value", name + " " + error.getDefaultMessage() + ".");
                }))
                .toList());
    }

    private static String code(@Nullable String constraint) {
        return switch (constraint == null ? "" : constraint) {
            case "NotNull", "NotBlank", "NotEmpty" -> "missing";
            case "Size" -> "invalid_length";
            default -> "invalid_value";
        };
    }

    private static Problem methodNotAllowed(HttpRequestMethodNotSupportedException exception) {
        Set<HttpMethod> allowed = exception.getSupportedHttpMethods();
        return new Problem(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This address does not know " + exception.getMethod() + ".",
                List.of(),
                allowed == null
                        ? Map.of()
                        : Map.of(
                                "Allow",
                                String.join(
                                        ", ",
                                        allowed.stream()
                                                .map(HttpMethod::name)
                                                .sorted()
                                                .toList())));
    }

    private static Problem field(String field, String code, String message) {
        return Problem.of(Refused.field(field, code, message));
    }

    private static Problem fields(List<FieldProblem> errors) {
        return errors.isEmpty() ? ofStatus(HttpStatus.BAD_REQUEST) : Problem.of(Refused.fields(errors));
    }
}
