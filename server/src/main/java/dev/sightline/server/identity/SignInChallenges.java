package dev.sightline.server.identity;

import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What stands between a right password and a session: a word that is good for a code's question, and for nothing else. Thread-safe. */
@Component
class SignInChallenges {
    static final Duration LIFE = Duration.ofMinutes(5);
    /** Then the password is asked for again. */
    static final int MOST_ATTEMPTS = 5;

    /** Those that are not over. */
    private static final String OPEN = """
            WHERE organization_id = :organization AND challenge_hash = :hash AND used_at IS NULL
                AND expires_at > :now AND attempts < :most
            """;

    private final OrganizationTransactions transactions;
    private final Accounts accounts;
    private final Clock clock;

    SignInChallenges(OrganizationTransactions transactions, Accounts accounts, Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.clock = clock;
    }

    LinkToken begin(Account account) {
        LinkToken challenge = LinkToken.random(account.organization());
        Instant now = clock.instant();
        return transactions.write(account.organization(), jdbc -> {
            jdbc.sql("DELETE FROM sign_in_challenges WHERE organization_id = :organization AND expires_at < :now")
                    .param("organization", account.organization().value())
                    .param("now", at(now))
                    .update();
            jdbc.sql("""
                            INSERT INTO sign_in_challenges (organization_id, challenge_hash, account_id, created_at, expires_at)
                            VALUES (:organization, :hash, :account, :now, :expires)
                            """)
                    .param("organization", account.organization().value())
                    .param("hash", challenge.hash())
                    .param("account", account.id())
                    .param("now", at(now))
                    .param("expires", at(now.plus(LIFE)))
                    .update();
            return challenge;
        });
    }

    /** Whose it is, without counting anything; empty where it is over. */
    Optional<Account> find(LinkToken challenge) {
        return account(
                challenge,
                transactions.read(
                        challenge.organization(),
                        jdbc -> ofOpen(jdbc, challenge, "SELECT account_id FROM sign_in_challenges " + OPEN)));
    }

    /** Counts an attempt; whose it is, or empty where it is over. */
    Optional<Account> attempt(LinkToken challenge) {
        return account(
                challenge,
                transactions.write(
                        challenge.organization(),
                        jdbc -> ofOpen(
                                jdbc,
                                challenge,
                                "UPDATE sign_in_challenges SET attempts = attempts + 1 " + OPEN
                                        + " RETURNING account_id")));
    }

    private Optional<UUID> ofOpen(JdbcClient jdbc, LinkToken challenge, String sql) {
        return jdbc.sql(sql)
                .param("organization", challenge.organization().value())
                .param("hash", challenge.hash())
                .param("now", at(clock.instant()))
                .param("most", MOST_ATTEMPTS)
                .query(UUID.class)
                .optional();
    }

    private Optional<Account> account(LinkToken challenge, Optional<UUID> id) {
        return id.flatMap(each -> accounts.find(challenge.organization(), each)).filter(Account::open);
    }

    /** It is over with this; false where it was already. */
    boolean use(LinkToken challenge) {
        return transactions.write(
                        challenge.organization(),
                        jdbc -> jdbc.sql("""
                                UPDATE sign_in_challenges SET used_at = :now
                                WHERE organization_id = :organization AND challenge_hash = :hash AND used_at IS NULL
                                """)
                                .param("now", at(clock.instant()))
                                .param("organization", challenge.organization().value())
                                .param("hash", challenge.hash())
                                .update())
                > 0;
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
