package dev.sightline.eventstore.testkit.chaos;

/** A promise of the event store was not kept. The message says which, where, and by what. */
public final class BrokenPromise extends RuntimeException {
    BrokenPromise(String message) {
        super(message);
    }
}
