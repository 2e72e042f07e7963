package dev.sightline.server.identity;

import dev.sightline.server.platform.ClientAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Slows down whoever guesses passwords. Counts per e-mail <em>and</em> address, so that a guesser elsewhere cannot lock the owner
 * out, and per address over all e-mails, so that one machine cannot try one password on everybody. A browser in which the owner has
 * signed in before ({@link KnownDevices}) is counted by itself, so that a guesser behind the same address cannot either. An attempt counts
 * before the password is looked at, so that many at once are no way around. Thread-safe, on any number of servers.
 */
@Component
class SignInGuard {
    /** Wrong ones in a row that cost nothing. */
    static final int FREE = 5;
    /** The same for an address over all e-mails: an office may share one. */
    static final int FREE_PER_ADDRESS = 50;

    static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final byte[] ANY_EMAIL = new byte[0];

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SignInGuard(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Counts an attempt; answers how long to wait where it comes too soon. */
    Optional<Duration> attempt(String email, String address) {
        return attempt(email, address, null);
    }

    /** @param device that the owner of the e-mail is known to have signed in with; null: none */
    Optional<Duration> attempt(String email, String address, @Nullable KnownDevice device) {
        if (device != null) {
            return count(hash(email), device.origin(), FREE);
        }
        return attemptFrom(email, ClientAddress.network(address));
    }

    /** Counts a wish for a link to set the password anew; by itself, so that whoever asks for links slows down nobody's signing in. */
    Optional<Duration> attemptReset(String email, String address) {
        return attemptFrom(email, "reset " + ClientAddress.network(address));
    }

    private Optional<Duration> attemptFrom(String email, String network) {
        Optional<Duration> wait = count(ANY_EMAIL, network, FREE_PER_ADDRESS);
        return wait.isPresent() ? wait : count(hash(email), network, FREE);
    }

    /** Takes the attempt back: the password was right. */
    void succeeded(String email, String address) {
        succeeded(email, address, null);
    }

    void succeeded(String email, String from, @Nullable KnownDevice device) {
        String address = device == null ? ClientAddress.network(from) : device.origin();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("DELETE FROM sign_in_failures WHERE address = :address AND email_hash = :email")
                    .param("address", address)
                    .param("email", hash(email))
                    .update();
            jdbc.sql("""
                            UPDATE sign_in_failures SET failures = greatest(failures - 1, 0)
                            WHERE address = :address AND email_hash = :any
                            """).param("address", address).param("any", ANY_EMAIL).update();
            jdbc.sql("DELETE FROM sign_in_failures WHERE last_failure < :old AND blocked_until < :now")
                    .param("old", at(clock.instant().minus(FORGOTTEN)))
                    .param("now", at(clock.instant()))
                    .update();
        });
    }

    private Optional<Duration> count(byte[] email, String address, int free) {
        Instant now = clock.instant();
        // 5 s after the free ones, doubling up to a quarter of an hour.
        int counted = jdbc.sql("""
                        INSERT INTO sign_in_failures AS f (email_hash, address, failures, last_failure, blocked_until)
                        VALUES (:email, :address, 1, :now, '-infinity')
                        ON CONFLICT (address, email_hash) DO UPDATE SET
                            failures = CASE WHEN f.last_failure < :forgotten THEN 1 ELSE f.failures + 1 END,
                            last_failure = :now,
                            blocked_until = CASE
                                WHEN f.last_failure < :forgotten OR f.failures + 1 < :free THEN '-infinity'
                                ELSE :now + least(:longest, :first * power(2, least(f.failures + 1 - :free, 20)))
                                    * interval '1 second'
                            END
                        WHERE f.blocked_until <= :now
                        """)
                .param("email", email)
                .param("address", address)
                .param("now", at(now))
                .param("forgotten", at(now.minus(FORGOTTEN)))
                .param("free", free)
                .param("longest", (double) LONGEST.toSeconds())
                .param("first", (double) FIRST.toSeconds())
                .update();
        if (counted > 0) {
            return Optional.empty();
        }
        return jdbc.sql("SELECT blocked_until FROM sign_in_failures WHERE address = :address AND email_hash = :email")
                .param("address", address)
                .param("email", email)
                .query(OffsetDateTime.class)
                .optional()
                .map(until -> Duration.between(now, until))
                .filter(Duration::isPositive);
    }

    static byte[] hash(String email) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(email.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
