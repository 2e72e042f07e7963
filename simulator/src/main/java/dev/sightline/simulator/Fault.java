package dev.sightline.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A way in which a request can go wrong between Odoo and its caller. */
public sealed interface Fault {

    /** Bytes that are not JSON, said to be JSON, with status 200. */
    record Garbage() implements Fault {}

    /** A page of HTML with status 200: what a proxy shows during maintenance. */
    record Html() implements Fault {}

    /** The right answer, announced in full, cut off in the middle. */
    record Truncated() implements Fault {}

    /** An HTTP status with a short HTML body, and optionally {@code Retry-After} in seconds. The request is not run. */
    record Status(int code, @Nullable Duration retryAfter) implements Fault {}

    /** No answer at all: after the given time the connection is closed. The request is not run. */
    record Silence(Duration duration) implements Fault {}

    /** The right answer, late. */
    record Slow(Duration delay) implements Fault {}

    /** The request is run, and then the connection closed without an answer: a write that happened all the same. */
    record LostAnswer() implements Fault {}
}
