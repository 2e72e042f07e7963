package dev.sightline.server.platform;

import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/**
 * How often somebody may ask within a minute. Who asks more is told how long to wait. Implementations are thread-safe and hold a
 * bounded number of askers, whoever asks.
 */
public interface RateLimits {
    /** Kinds of requests, each counted apart, by what they cost the server. */
    enum Kind {
        /** Whatever comes from one address. */
        ADDRESS,
        /** What tries a password or another secret; counted per address, or per browser that has signed in before. */
        SIGN_IN,
        /** Per person (or key of a service), as are those below. */
        READ,
        WRITE,
        /** What walks over all that there is. */
        EXPORT
    }

    /**
     * Counts a request.
     *
     * @param who account, address: whatever the kind is counted by
     * @return empty where the request may go on; else how long it is until one may
     */
    Optional<Duration> take(Kind kind, String who);

    /** 429, for whom {@link #take} tells to wait. */
    static Refused tooMany(Duration wait) {
        return Refused.later(
                HttpStatus.TOO_MANY_REQUESTS,
                "too_many_requests",
                "There were too many requests within a minute. Wait a little and go on.",
                wait);
    }
}
