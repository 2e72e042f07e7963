package dev.sightline.server.odoo.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call to Odoo that did not answer as it should. The message is one sentence for people: it names the host, the model
 * and what to do, and never holds a traceback, a key or a record's content.
 */
public abstract sealed class OdooException extends RuntimeException {
    private OdooException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the same read may succeed a little later. */
    public boolean passing() {
        return switch (this) {
            case Unreachable _, TimedOut _, Busy _, ServerFailed _, BadAnswer _, ReadFailed _ -> true;
            case Resting _,
                    SignInRefused _,
                    NoAccess _,
                    NotThere _,
                    UnknownDatabase _,
                    Unsupported _,
                    Closed _,
                    Interrupted _ -> false;
        };
    }

    /** Whether it tells that Odoo cannot be reached at all, rather than that it refuses this one call. */
    public boolean sourceDown() {
        return switch (this) {
            case Unreachable _, TimedOut _, Busy _, ServerFailed _, BadAnswer _, Resting _ -> true;
            case ReadFailed _,
                    SignInRefused _,
                    NoAccess _,
                    NotThere _,
                    UnknownDatabase _,
                    Unsupported _,
                    Closed _,
                    Interrupted _ -> false;
        };
    }

    /** No connection: refused, reset, unknown host. */
    public static final class Unreachable extends OdooException {
        Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Silence for longer than the limit, while connecting or answering. */
    public static final class TimedOut extends OdooException {
        TimedOut(String message) {
            super(message, null);
        }
    }

    /** Asked to come back later (429, 503). */
    public static final class Busy extends OdooException {
        private final @Nullable Duration retryAfter;

        Busy(String message, @Nullable Duration retryAfter) {
            super(message, null);
            this.retryAfter = retryAfter;
        }

        /** What the {@code Retry-After} header says; null where it says nothing. */
        public @Nullable Duration retryAfter() {
            return retryAfter;
        }
    }

    /** Odoo is well but failed at this one read, perhaps because of one record. */
    public static final class ReadFailed extends OdooException {
        ReadFailed(String message) {
            super(message, null);
        }
    }

    /** A fault of the server as a whole (5xx). */
    public static final class ServerFailed extends OdooException {
        ServerFailed(String message) {
            super(message, null);
        }
    }

    /** Something other than the JSON of an Odoo: HTML, garbage, half an answer, a wrong shape. */
    public static final class BadAnswer extends OdooException {
        BadAnswer(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Not even asked: after repeated failures calls rest for a while (circuit breaker). */
    public static final class Resting extends OdooException {
        Resting(String message) {
            super(message, null);
        }
    }

    /** Wrong login or API key, or an account that may not sign in. */
    public static final class SignInRefused extends OdooException {
        SignInRefused(String message) {
            super(message, null);
        }
    }

    /** Signed in, but not allowed to read this model, field or record. */
    public static final class NoAccess extends OdooException {
        NoAccess(String message) {
            super(message, null);
        }
    }

    /** No such model, method or field. */
    public static final class NotThere extends OdooException {
        NotThere(String message) {
            super(message, null);
        }
    }

    /** The server has no such database. */
    public static final class UnknownDatabase extends OdooException {
        UnknownDatabase(String message) {
            super(message, null);
        }
    }

    /** Not an Odoo that this connector speaks to. */
    public static final class Unsupported extends OdooException {
        Unsupported(String message) {
            super(message, null);
        }
    }

    /** Not gone to: the address is within a network that is not for everybody. */
    public static final class Closed extends OdooException {
        Closed(String message) {
            super(message, null);
        }
    }

    /** The waiting thread was told to stop. */
    public static final class Interrupted extends OdooException {
        Interrupted() {
            super("The sync was asked to stop.", null);
        }
    }
}
