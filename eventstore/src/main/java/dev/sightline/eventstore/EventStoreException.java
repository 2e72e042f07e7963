package dev.sightline.eventstore;

/** A fault of the store (not a refusal): names organisation, stream and position where known in its message. */
public class EventStoreException extends RuntimeException {
    public EventStoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public EventStoreException(String message) {
        super(message);
    }
}
