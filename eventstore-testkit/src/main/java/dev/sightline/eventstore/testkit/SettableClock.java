package dev.sightline.eventstore.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is set. Thread-safe. */
public final class SettableClock extends Clock {
    private final Hand hand;
    private final ZoneId zone;

    private SettableClock(Hand hand, ZoneId zone) {
        this.hand = hand;
        this.zone = zone;
    }

    /** What clocks of several zones share. */
    private static final class Hand {
        private Instant now;

        Hand(Instant start) {
            this.now = start;
        }

        synchronized Instant now() {
            return now;
        }

        synchronized void set(Instant instant) {
            now = instant;
        }

        synchronized void advance(Duration by) {
            now = now.plus(by);
        }
    }

    public static SettableClock at(Instant start) {
        return new SettableClock(new Hand(start), ZoneOffset.UTC);
    }

    /** @param start such as {@code 2026-11-21T09:00:00Z} */
    public static SettableClock at(String start) {
        return at(Instant.parse(start));
    }

    public void set(Instant instant) {
        hand.set(instant);
    }

    /** Forwards, or backwards with a negative duration. */
    public void advance(Duration by) {
        hand.advance(by);
    }

    @Override
    public Instant instant() {
        return hand.now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** Shows the same instant, and follows when either is set. */
    @Override
    public Clock withZone(ZoneId wanted) {
        return new SettableClock(hand, wanted);
    }
}
