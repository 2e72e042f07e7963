package dev.sightline.server.odoo.client;

import java.time.Duration;

/**
 * How long to wait and how much to take. Immutable.
 *
 * @param connect for a connection
 * @param answer for a whole answer; longer silence is a time-out
 * @param attempts tries of a read, the first included
 * @param firstBackoff wait before the second try; doubled each time, with full jitter
 * @param maxBackoff no wait is longer, not even one that Odoo asks for
 * @param maxAnswerBytes larger answers are refused
 * @param rest how long calls rest once the circuit breaker has opened
 */
public record Limits(
        Duration connect,
        Duration answer,
        int attempts,
        Duration firstBackoff,
        Duration maxBackoff,
        long maxAnswerBytes,
        Duration rest) {
    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            4,
            Duration.ofMillis(500),
            Duration.ofMinutes(1),
            128L * 1024 * 1024,
            Duration.ofSeconds(30));
}
