package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Ids;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who signs in: one identity per e-mail, with accounts in any number of organisations. Row-level security shows a transaction the one
 * identity that it works for, and the accounts of that one. Thread-safe.
 */
@Component
class Identities {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Ids ids;
    private final Clock clock;

    Identities(JdbcClient jdbc, PlatformTransactionManager transactions, Ids ids, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.ids = ids;
        this.clock = clock;
    }

    /** Whether somebody signs in with this e-mail, by password or elsewhere. */
    boolean knows(String email) {
        return as(
                email,
                key -> jdbc.sql("SELECT EXISTS (SELECT FROM identities WHERE email_key = ?)")
                        .param(key)
                        .query(Boolean.class)
                        .single());
    }

    /** The hash of the password; empty for an e-mail that is not known, or has none. */
    Optional<String> passwordHash(String email) {
        return as(
                email,
                key -> jdbc.sql(
                                "SELECT password_hash FROM identities WHERE email_key = ? AND password_hash IS NOT NULL")
                        .param(key)
                        .query(String.class)
                        .optional());
    }

    /** The accounts that the e-mail's sign-in opens: active ones first, then by the age of the organisation. */
    List<Account> accounts(String email) {
        return accounts(
                email,
                "NOT visiting AND NOT vouched AND (i.password_home IS NULL OR i.password_home = organization_id)");
    }

    /** Those that it would open once the address is proven, in the same order. */
    List<Account> accountsOnceProven(String email) {
        return accounts(email, "NOT visiting AND NOT vouched");
    }

    /** As {@link #accounts(String)}, with those by which a platform administrator has entered organisations. */
    List<Account> accountsAndVisits(String email) {
        return accounts(
                email, "NOT vouched AND (visiting OR i.password_home IS NULL OR i.password_home = organization_id)");
    }

    private List<Account> accounts(String email, String which) {
        return as(
                email,
                key -> jdbc.sql("""
                        SELECT %s FROM accounts a
                        WHERE lower(email) = ? AND EXISTS (
                            SELECT FROM identities i WHERE i.identity_id = a.identity_id AND %s)
                        ORDER BY status <> 'ACTIVE', organization_id
                        """.formatted(Accounts.COLUMNS, which))
                        .param(key)
                        .query(Accounts::map)
                        .list());
    }

    /** Whether the password opens one organisation alone, as nobody has shown that the address is theirs. */
    boolean staysAtHome(String email) {
        return as(email, key -> jdbc.sql("""
                        SELECT EXISTS (SELECT FROM identities WHERE email_key = ? AND password_home IS NOT NULL)
                        """).param(key).query(Boolean.class).single());
    }

    /**
     * The identity of the e-mail, made where there is none; in the transaction that is under way.
     *
     * @param passwordHash counts only for one that is made
     * @param home counts likewise: the one organisation that the password opens; null: all
     */
    UUID ensure(String email, @Nullable String passwordHash, @Nullable OrganizationId home) {
        return as(
                email,
                key -> jdbc.sql("""
                        INSERT INTO identities (identity_id, email, password_hash, password_home, created_at, changed_at)
                        VALUES (:id, :email, :hash, :home, :now, :now) ON CONFLICT (email_key) DO NOTHING
                        RETURNING identity_id
                        """)
                        .param("id", ids.next())
                        .param("email", email.strip())
                        .param("hash", passwordHash)
                        .param("home", home == null ? null : home.value(), java.sql.Types.INTEGER)
                        .param("now", now())
                        .query(UUID.class)
                        .optional()
                        .orElseGet(() -> jdbc.sql("SELECT identity_id FROM identities WHERE email_key = ?")
                                .param(key)
                                .query(UUID.class)
                                .single()));
    }

    /** Removes the identity of the e-mail, unless it has an account left in some organisation; in the transaction that is under way. */
    void removeUnused(String email) {
        as(email, key -> {
            // Alone, and so behind those who are making an account of it; the next statement sees theirs.
            jdbc.sql("SELECT identity_id FROM identities WHERE email_key = ? FOR UPDATE")
                    .param(key)
                    .query(UUID.class)
                    .optional();
            return jdbc.sql("""
                            DELETE FROM identities i
                            WHERE i.email_key = ? AND NOT EXISTS (SELECT FROM accounts a WHERE a.identity_id = i.identity_id)
                            """).param(key).update();
        });
    }

    /** Waits for whoever is at the sign-in's password or at an account of it, and keeps others waiting; in the transaction that is under way. */
    void lock(String email) {
        as(
                email,
                key -> jdbc.sql("SELECT identity_id FROM identities WHERE email_key = ? FOR UPDATE")
                        .param(key)
                        .query(UUID.class)
                        .optional());
    }

    /** Whether the account's sign-in opens another organisation as well. */
    boolean opensElsewhere(Account account) {
        return accounts(account.email()).stream()
                .anyMatch(each -> each.open() && !each.organization().equals(account.organization()));
    }

    /** The password of somebody who is known and has none yet, for all that the sign-in opens; nothing happens where there is one. */
    void setFirstPassword(String email, String hash) {
        as(
                email,
                key -> jdbc.sql("""
                        UPDATE identities SET password_hash = :hash, password_home = NULL, changed_at = :now
                        WHERE email_key = :key AND password_hash IS NULL
                        """)
                        .param("hash", hash)
                        .param("now", now())
                        .param("key", key)
                        .update());
    }

    /** Another password, for what the one before opened; all sessions are over but {@code except}, in every organisation of those. */
    void changePassword(String email, String hash, UUID except) {
        as(email, key -> {
            jdbc.sql("UPDATE identities SET password_hash = :hash, changed_at = :now WHERE email_key = :key")
                    .param("hash", hash)
                    .param("now", now())
                    .param("key", key)
                    .update();
            endLinks();
            return endSessions("password_changed", except);
        });
    }

    /**
     * Another password; all sessions are over, in every organisation that it opens.
     *
     * @param home the one organisation that it opens, where nobody has shown that the address is theirs; null: all
     */
    void setPassword(String email, String hash, @Nullable OrganizationId home) {
        as(email, key -> {
            jdbc.sql("""
                            UPDATE identities SET password_hash = :hash, password_home = :home, changed_at = :now
                            WHERE email_key = :key
                            """)
                    .param("hash", hash)
                    .param("home", home == null ? null : home.value(), java.sql.Types.INTEGER)
                    .param("now", now())
                    .param("key", key)
                    .update();
            endLinks();
            return endSessions("password_changed", null);
        });
    }

    /** Ends all sessions but {@code except}, in every organisation that the sign-in opens. */
    void endSessions(String email, String reason, @Nullable UUID except) {
        as(email, key -> endSessions(reason, except));
    }

    /** Ends what a platform administrator is doing in organisations that they have entered; in the transaction that is under way. */
    void endVisits(String email) {
        as(
                email,
                key -> jdbc.sql("SELECT end_visits_of_sign_in(:now)")
                        .param("now", now())
                        .query((row, number) -> true)
                        .single());
    }

    private void endLinks() {
        jdbc.sql("SELECT end_links_of_sign_in(:now)")
                .param("now", now())
                .query((row, number) -> true)
                .single();
    }

    private boolean endSessions(String reason, @Nullable UUID except) {
        jdbc.sql("SELECT end_sessions_of_sign_in(:now, :reason, :except)")
                .param("now", now())
                .param("reason", reason)
                .param("except", except, java.sql.Types.OTHER)
                .query((row, number) -> true)
                .single();
        return true;
    }

    /** Works for one e-mail, in the transaction that is under way or else in one of its own. */
    <T> T as(String email, Function<String, T> work) {
        String key = email.strip().toLowerCase(Locale.ROOT);
        return transaction.execute(status -> {
            enter(key);
            T done = work.apply(key);
            enter("");
            return done;
        });
    }

    private void enter(String key) {
        jdbc.sql("SELECT set_config('sightline.sign_in', ?, true)")
                .param(key)
                .query(String.class)
                .single();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
