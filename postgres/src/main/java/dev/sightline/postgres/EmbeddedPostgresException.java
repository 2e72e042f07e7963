package dev.sightline.postgres;

/** The embedded PostgreSQL cannot do what was asked; the message is written for the person at the terminal. */
public final class EmbeddedPostgresException extends RuntimeException {
    EmbeddedPostgresException(String message) {
        super(message);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
