package dev.sightline.eventstore.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition with a deadline, instead of sleeping and hoping. Stateless. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Await() {}

    /** A condition on something looked at. */
    @FunctionalInterface
    public interface Condition<T> {
        boolean holds(T value) throws Exception;
    }

    /** Returns the first value of which the condition holds; looks every 5 ms, fails after 30 s. */
    public static <T> T until(Callable<T> look, Condition<? super T> condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        try {
            while (true) {
                T value = look.call();
                if (condition.holds(value)) {
                    return value;
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not so within " + DEADLINE.toSeconds() + " s; last seen: " + value);
                }
                LockSupport.parkNanos(5_000_000);
            }
        } catch (Exception e) {
            throw new AssertionError("looking failed: " + e, e);
        }
    }

    /** Waits until something is true. */
    public static void until(Callable<Boolean> condition) {
        until(condition, value -> value);
    }
}
