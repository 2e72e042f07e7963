package dev.sightline.server.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The browsers in which an e-mail's owner has signed in: a random word in a cookie, its hash here. It proves nothing but that; attempts from
 * such a browser are counted apart, so that nobody else's wrong guesses keep its owner out. Thread-safe.
 */
@Component
class KnownDevices {
    /** Not used for so long, it is forgotten. */
    static final Duration REMEMBERED = Duration.ofDays(180);
    /** Of one e-mail; beyond, those that were used longest ago are forgotten. */
    static final int MOST = 20;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    KnownDevices(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** @param word of the cookie; null or anything at all from outside */
    Optional<KnownDevice> find(@Nullable String word) {
        return known(word, null);
    }

    /** The same, where it is the browser of that e-mail. */
    Optional<KnownDevice> find(@Nullable String word, String email) {
        return known(word, SignInGuard.hash(email));
    }

    private Optional<KnownDevice> known(@Nullable String word, byte @Nullable [] email) {
        if (word == null || !word.matches(RandomWord.FORM)) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        SELECT 1 FROM known_devices
                        WHERE device_hash = :device AND last_used > :old AND email_hash = coalesce(:email, email_hash)
                        """)
                .param("device", RandomWord.hash(word))
                .param("old", now().minus(REMEMBERED))
                .param("email", email, java.sql.Types.BINARY)
                .query(Integer.class)
                .optional()
                .map(found -> new KnownDevice(word));
    }

    /** After a sign-in: the browser is the e-mail's from now on. */
    KnownDevice remember(String email, @Nullable KnownDevice known) {
        KnownDevice device = known == null ? new KnownDevice(RandomWord.next()) : known;
        byte[] owner = SignInGuard.hash(email);
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                            INSERT INTO known_devices (device_hash, email_hash, last_used) VALUES (:device, :email, :now)
                            ON CONFLICT (device_hash) DO UPDATE SET last_used = :now
                            """)
                    .param("device", RandomWord.hash(device.word()))
                    .param("email", owner)
                    .param("now", now())
                    .update();
            jdbc.sql("""
                            DELETE FROM known_devices WHERE device_hash IN (
                                SELECT device_hash FROM known_devices WHERE email_hash = :email
                                ORDER BY last_used DESC OFFSET :most)
                                OR last_used < :old
                            """)
                    .param("email", owner)
                    .param("most", MOST)
                    .param("old", now().minus(REMEMBERED))
                    .update();
        });
        return device;
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Those of somebody who is forgotten; in the transaction that is under way. */
    void forget(String email) {
        jdbc.sql("DELETE FROM known_devices WHERE email_hash = :email")
                .param("email", SignInGuard.hash(email))
                .update();
    }
}
