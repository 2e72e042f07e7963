package dev.sightline.server.odoo.client;

import dev.sightline.server.platform.OutboundAddresses;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests to one Odoo: one at a time, within time and size limits, tried again with growing pauses, and left alone for a
 * while when they keep failing. What comes back is JSON or an {@link OdooException}. Thread-safe.
 */
final class Transport implements AutoCloseable {
    /** Amounts stay decimal, and what follows the JSON is an error rather than ignored. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Endpoint endpoint;
    private final Limits limits;
    private final OdooClient.Way way;
    private final OdooClient.Pause pause;
    private final HttpClient http;
    private final CircuitBreaker breaker;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private volatile Duration clockAhead = Duration.ZERO;

    Transport(Endpoint endpoint, Limits limits, OdooClient.Way way, OdooClient.Pause pause) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.way = way;
        this.pause = pause;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.breaker = CircuitBreaker.of(
                "odoo",
                CircuitBreakerConfig.custom()
                        .slidingWindow(10, 5, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(60)
                        .waitDurationInOpenState(limits.rest())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Duration clockAhead() {
        return clockAhead;
    }

    /** Sleeps for a random part of the longest wait ("full jitter"), or exactly as long as asked. */
    static OdooClient.Pause waitFor(Supplier<? extends RandomGenerator> random) {
        return (attempt, longest, exact) ->
                Thread.sleep(exact ? longest.toMillis() : random.get().nextLong(longest.toMillis() + 1));
    }

    /** An answer that has a status and JSON; {@code body} is null where it was no JSON. */
    record Answer(int status, @Nullable JsonNode body) {}

    /**
     * Sends a read until it is answered, at most as often as the limits say.
     *
     * @param judge turns an answer into the result, or throws {@link OdooException}
     */
    <T> T read(Supplier<HttpRequest> request, Function<Answer, T> judge) {
        OdooException reason = null;
        for (int attempt = 1; ; attempt++) {
            try {
                return once(request.get(), judge);
            } catch (OdooException e) {
                if (e instanceof OdooException.Resting && reason != null) {
                    // Why calls rest says more than that they do.
                    throw reason;
                }
                reason = e;
                // After a silence the caller asks for less rather than the same again.
                if (!e.passing() || e instanceof OdooException.TimedOut || attempt >= limits.attempts()) {
                    throw e;
                }
                waitAfter(e, attempt);
            }
        }
    }

    /** The same for a page that a healthy Odoo need not have: whatever is not JSON counts as an answer without a body. */
    <T> T probe(Supplier<HttpRequest> request, Function<Answer, T> judge) {
        try {
            return read(request, judge);
        } catch (OdooException.BadAnswer | OdooException.Unsupported | OdooException.ServerFailed e) {
            return judge.apply(new Answer(404, null));
        }
    }

    private <T> T once(HttpRequest request, Function<Answer, T> judge) {
        oneAtATime.lock();
        try {
            if (!breaker.tryAcquirePermission()) {
                throw new OdooException.Resting("Odoo at " + endpoint.host()
                        + " failed repeatedly; it is left alone for a moment before the next try.");
            }
            long start = System.nanoTime();
            try {
                T result = judge.apply(send(request));
                breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                return result;
            } catch (OdooException e) {
                if (e.passing() && e.sourceDown()) {
                    breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
                } else {
                    breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                }
                throw e;
            } catch (RuntimeException e) {
                breaker.releasePermission();
                throw e;
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private Answer send(HttpRequest request) {
        requireOpen(request);
        // The client's own time-out ends with the headers; this one covers the body as well.
        CompletableFuture<HttpResponse<byte[]>> coming =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxAnswerBytes()));
        try {
            HttpResponse<byte[]> response = coming.get(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
            noteClock(response);
            return answer(response);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw silence();
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new OdooException.Interrupted();
        } catch (ExecutionException e) {
            throw broken(e.getCause());
        }
    }

    private void requireOpen(HttpRequest request) {
        try {
            way.requireOpen(request.uri());
        } catch (OutboundAddresses.Closed e) {
            throw new OdooException.Closed(String.valueOf(e.getMessage()));
        } catch (UnknownHostException e) {
            throw unreachable(e);
        }
    }

    private OdooException unreachable(Throwable cause) {
        return new OdooException.Unreachable(
                "No connection to Odoo at " + endpoint.host() + ". Is it running, and is the address right?", cause);
    }

    private Answer answer(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 429 || status == 503) {
            throw new OdooException.Busy(
                    "Odoo at " + endpoint.host() + " is busy and asks to come back later.", retryAfter(response));
        }
        if (status >= 300 && status < 400) {
            throw new OdooException.Unsupported("The address " + endpoint.host()
                    + " sends visitors elsewhere; enter the address that Odoo itself answers at.");
        }
        byte[] body = response.body();
        try {
            JsonNode json = JSON.readTree(body);
            return new Answer(status, json == null || json.isMissingNode() ? null : json);
        } catch (JacksonException e) {
            if (status == 200) {
                throw new OdooException.BadAnswer(whatCame(body), null);
            }
            return new Answer(status, null);
        }
    }

    private String whatCame(byte[] body) {
        int i = 0;
        while (i < body.length && Character.isWhitespace(body[i])) {
            i++;
        }
        if (i == body.length) {
            return "Odoo at " + endpoint.host() + " answered with nothing.";
        }
        return switch (body[i]) {
            case '<' ->
                "The address " + endpoint.host() + " answered with a web page instead of data. Is it really an Odoo,"
                        + " and is there a proxy or a maintenance page in front of it?";
            case '{', '[' -> "The answer of Odoo at " + endpoint.host() + " broke off in the middle.";
            default -> "The answer of " + endpoint.host() + " is not one that Odoo gives.";
        };
    }

    private OdooException broken(@Nullable Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return silence();
        }
        if (cause instanceof ConnectException || cause instanceof java.nio.channels.UnresolvedAddressException) {
            return unreachable(cause);
        }
        if (cause instanceof javax.net.ssl.SSLException) {
            return new OdooException.Unreachable(
                    "No secure connection to Odoo at " + endpoint.host() + ": its certificate is not accepted.", cause);
        }
        if (cause instanceof IOException) {
            return new OdooException.Unreachable(
                    "The connection to Odoo at " + endpoint.host() + " broke off while it was answering.", cause);
        }
        throw new IllegalStateException("a request to Odoo failed", cause);
    }

    private OdooException silence() {
        return new OdooException.TimedOut("Odoo at " + endpoint.host() + " did not answer within "
                + limits.answer().toSeconds() + " seconds.");
    }

    private void waitAfter(OdooException failure, int attempt) {
        Duration asked = failure instanceof OdooException.Busy busy ? busy.retryAfter() : null;
        Duration longest = asked != null ? asked : limits.firstBackoff().multipliedBy(1L << Math.min(attempt - 1, 20));
        if (longest.compareTo(limits.maxBackoff()) > 0) {
            longest = limits.maxBackoff();
        }
        try {
            pause.before(attempt, longest, asked != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OdooException.Interrupted();
        }
    }

    /** Seconds or an HTTP date. */
    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        String value = response.headers().firstValue("Retry-After").orElse("").trim();
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        Instant date = httpDate(value);
        if (date == null) {
            return null;
        }
        Duration wait = Duration.between(now(), date);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void noteClock(HttpResponse<?> response) {
        Instant theirs = httpDate(response.headers().firstValue("Date").orElse(""));
        if (theirs != null) {
            Duration ahead = Duration.between(now(), theirs);
            // The header knows whole seconds; a difference below two of them is none.
            clockAhead = ahead.abs().compareTo(Duration.ofSeconds(2)) > 0 ? ahead : Duration.ZERO;
        }
    }

    /** Two real clocks are compared here, so this is the machine's own and not the injected one. */
    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private static @Nullable Instant httpDate(String value) {
        try {
            return value.isEmpty()
                    ? null
                    : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
