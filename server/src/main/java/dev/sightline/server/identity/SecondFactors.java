package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.secret.SecretBox;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Second steps at signing in with a password. One belongs to a person, whatever organisations they are in. Guessing is slowed down per
 * person, wherever it comes from: who guesses codes has the password already, so the owner loses nothing by it that is not lost.
 * Thread-safe.
 */
@Component
class SecondFactors {
    static final int RECOVERY_CODES = 10;
    /** Wrong codes in a row that cost nothing. */
    static final int FREE = 10;

    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identities identities;
    private final JdbcClient jdbc;
    private final SecretBox box;
    private final Clock clock;

    SecondFactors(Identities identities, JdbcClient jdbc, SecretBox box, Clock clock) {
        this.identities = identities;
        this.jdbc = jdbc;
        this.box = box;
        this.clock = clock;
    }

    /** @param recoveryCodes those that are not used yet */
    record State(Instant since, int recoveryCodes) {}

    /** What a code is worth. */
    sealed interface Verdict {
        record Right(boolean byRecoveryCode) implements Verdict {}

        record Wrong() implements Verdict {}

        record TooMany(Duration until) implements Verdict {}
    }

    private record Row(
            UUID identity,
            OrganizationId enclosedFor,
            byte[] secret,
            @Nullable Instant confirmedAt,
            long lastStep,
            int failures,
            @Nullable Instant blockedUntil) {}

    /** Empty where signing in takes one step. */
    Optional<State> state(String email) {
        return identities.as(
                email,
                key -> jdbc.sql("""
                        SELECT f.confirmed_at,
                            (SELECT count(*) FROM recovery_codes r
                             WHERE r.identity_id = f.identity_id AND r.used_at IS NULL) AS codes
                        FROM second_factors f JOIN identities i USING (identity_id)
                        WHERE i.email_key = ? AND f.confirmed_at IS NOT NULL
                        """)
                        .param(key)
                        .query((row, number) -> new State(
                                row.getObject("confirmed_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getInt("codes")))
                        .optional());
    }

    /** A new secret that is asked for once it is confirmed; empty where there is one that is. Takes the place of one that was not. */
    Optional<byte[]> begin(String email, OrganizationId organization) {
        byte[] secret = new byte[Totp.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        int made = identities.as(email, key -> {
            UUID identity = jdbc.sql("SELECT identity_id FROM identities WHERE email_key = ?")
                    .param(key)
                    .query(UUID.class)
                    .single();
            return jdbc.sql("""
                            INSERT INTO second_factors AS f (identity_id, enclosed_for, secret, created_at)
                            VALUES (:identity, :organization, :secret, :now)
                            ON CONFLICT (identity_id) DO UPDATE
                                SET enclosed_for = excluded.enclosed_for, secret = excluded.secret,
                                    created_at = excluded.created_at, last_step = 0, failures = 0, blocked_until = NULL
                                WHERE f.confirmed_at IS NULL
                            """)
                    .param("identity", identity)
                    .param("organization", organization.value())
                    .param("secret", box.enclose(organization, purpose(identity), secret))
                    .param("now", now())
                    .update();
        });
        return made > 0 ? Optional.of(secret) : Optional.empty();
    }

    /** From now on it is asked for; answers the recovery codes, or nothing where the code is wrong or none was begun. */
    Optional<List<String>> confirm(String email, String code) {
        return identities.as(email, key -> {
            Row row = find(key);
            if (row == null || row.confirmedAt != null || !(judge(row, code) instanceof Verdict.Right)) {
                return Optional.empty();
            }
            jdbc.sql("UPDATE second_factors SET confirmed_at = :now WHERE identity_id = :identity")
                    .param("now", now())
                    .param("identity", row.identity)
                    .update();
            return Optional.of(freshCodes(row.identity));
        });
    }

    /** Other recovery codes in place of those before; empty where there is no second step. */
    Optional<List<String>> renewCodes(String email) {
        return identities.as(email, key -> {
            Row row = find(key);
            return row == null || row.confirmedAt == null ? Optional.empty() : Optional.of(freshCodes(row.identity));
        });
    }

    /** What a code of the app, or a recovery code, is worth at this moment; a right one is spent. */
    Verdict check(String email, String code) {
        return identities.as(email, key -> {
            Row row = find(key);
            return row == null || row.confirmedAt == null ? new Verdict.Wrong() : judge(row, code);
        });
    }

    /** Whether there was one. */
    boolean remove(String email) {
        return identities.as(email, key -> {
            Row row = find(key);
            return row != null
                    && jdbc.sql("DELETE FROM second_factors WHERE identity_id = ?")
                                    .param(row.identity)
                                    .update()
                            > 0
                    && row.confirmedAt != null;
        });
    }

    /** As {@link #remove}, for somebody who has lost it: what the lost phone has left open is over too, in every organisation. */
    boolean takeOff(String email) {
        return identities.as(email, key -> {
            boolean was = remove(email);
            if (was) {
                identities.endSessions(email, "second_factor_taken_off", null);
            }
            return was;
        });
    }

    private Verdict judge(Row row, String code) {
        Instant now = clock.instant();
        if (row.blockedUntil != null && row.blockedUntil.isAfter(now)) {
            return new Verdict.TooMany(Duration.between(now, row.blockedUntil));
        }
        String digits = code.replace(" ", "");
        if (digits.matches("[0-9]{6}")) {
            byte[] secret = box.open(row.enclosedFor, purpose(row.identity), row.secret);
            OptionalLong step = Totp.match(secret, digits, now, row.lastStep);
            if (step.isPresent()) {
                byte[] kept = box.isCurrent(row.enclosedFor, row.secret)
                        ? row.secret
                        : box.enclose(row.enclosedFor, purpose(row.identity), secret);
                jdbc.sql("""
                                UPDATE second_factors SET last_step = :step, secret = :secret, failures = 0, blocked_until = NULL
                                WHERE identity_id = :identity
                                """)
                        .param("step", step.getAsLong())
                        .param("secret", kept)
                        .param("identity", row.identity)
                        .update();
                return new Verdict.Right(false);
            }
        } else if (row.confirmedAt != null && spendRecovery(row.identity, code)) {
            jdbc.sql("UPDATE second_factors SET failures = 0, blocked_until = NULL WHERE identity_id = ?")
                    .param(row.identity)
                    .update();
            return new Verdict.Right(true);
        }
        int failures = row.failures + 1;
        jdbc.sql("UPDATE second_factors SET failures = :failures, blocked_until = :until WHERE identity_id = :identity")
                .param("failures", failures)
                .param(
                        "until",
                        failures < FREE ? null : at(now.plus(waitAfter(failures))),
                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("identity", row.identity)
                .update();
        return new Verdict.Wrong();
    }

    private static Duration waitAfter(int failures) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - FREE, 10));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private boolean spendRecovery(UUID identity, String code) {
        return jdbc.sql("""
                        UPDATE recovery_codes SET used_at = :now
                        WHERE identity_id = :identity AND code_hash = :hash AND used_at IS NULL
                        """)
                        .param("now", now())
                        .param("identity", identity)
                        .param("hash", RecoveryCode.hash(code))
                        .update()
                > 0;
    }

    private List<String> freshCodes(UUID identity) {
        jdbc.sql("DELETE FROM recovery_codes WHERE identity_id = ?")
                .param(identity)
                .update();
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            String code = RecoveryCode.next();
            codes.add(code);
            jdbc.sql("INSERT INTO recovery_codes (identity_id, code_hash) VALUES (:identity, :hash)")
                    .param("identity", identity)
                    .param("hash", RecoveryCode.hash(code))
                    .update();
        }
        return List.copyOf(codes);
    }

    /** Locked, so that one code is not good for two who come at once. */
    private @Nullable Row find(String key) {
        return jdbc.sql("""
                        SELECT f.identity_id, f.enclosed_for, f.secret, f.confirmed_at, f.last_step, f.failures, f.blocked_until
                        FROM second_factors f JOIN identities i USING (identity_id)
                        WHERE i.email_key = ? FOR UPDATE OF f
                        """).param(key).query(SecondFactors::map).optional().orElse(null);
    }

    private static Row map(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("identity_id", UUID.class),
                new OrganizationId(row.getInt("enclosed_for")),
                row.getBytes("secret"),
                instant(row, "confirmed_at"),
                row.getLong("last_step"),
                row.getInt("failures"),
                instant(row, "blocked_until"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private OffsetDateTime now() {
        return at(clock.instant());
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static String purpose(UUID identity) {
        return "totp/" + identity;
    }
}
