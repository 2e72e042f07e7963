package dev.sightline.server.identity;

import com.nulabinc.zxcvbn.Zxcvbn;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords with argon2id (19 MiB, 2 passes: OWASP's first choice). Thread-safe. No more hashes run at once than
 * there are processors, so that a crowd at the door cannot use up the memory.
 */
@Component
class Passwords {
    static final int MIN_LENGTH = 10;
    static final int MAX_LENGTH = 200;
    /** What is looked at for being easy to guess: what is longer takes long, and is as good as its beginning. */
    private static final int LOOKED_AT = 64;
    /** Of 0 to 4: this many or fewer are guessed within a million tries. */
    private static final int EASY = 1;

    private static final List<String> OUR_WORDS = List.of("sightline", "odoo");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Argon2PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
    private final Zxcvbn strengths = new Zxcvbn();
    private final Semaphore room = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    /** Nobody's: what an unknown e-mail is compared with, so that it takes as long as a known one. */
    private final String nobodys = Objects.requireNonNull(argon2.encode("nobody's password"));

    /** False for half a pair of a character, which JSON can hold and no hash takes. */
    static boolean isText(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    String hash(Secret password) {
        if (!isText(password.value())) {
            throw new AccountRefused("a password consists of whole characters");
        }
        int length = password.value().length();
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new AccountRefused(
                    "a password has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters, this one " + length);
        }
        if (easilyGuessed(password.value())) {
            throw new AccountRefused(
                    "this one is common, or too easy to guess: take several words that do not belong together");
        }
        return withRoom(() -> Objects.requireNonNull(argon2.encode(password.value())));
    }

    private boolean easilyGuessed(String password) {
        String looked = password.substring(0, Math.min(LOOKED_AT, password.length()));
        return strengths.measure(looked, OUR_WORDS).getScore() <= EASY;
    }

    boolean matches(Secret password, String hash) {
        return withRoom(() -> argon2.matches(password.value(), hash));
    }

    /** Takes as long as {@link #matches}, and is never true. */
    boolean matchesNobody(Secret password) {
        matches(password, nobodys);
        return false;
    }

    private <T> T withRoom(Supplier<T> work) {
        try {
            if (!room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Refused.later(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "busy",
                        "Too many people are signing in at once. Try again in a moment.",
                        PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to hash a password", e);
        }
        try {
            return work.get();
        } finally {
            room.release();
        }
    }
}
