package dev.sightline.server.identity;

import dev.sightline.server.mail.Letter;
import dev.sightline.server.mail.Outbox;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Links to set a password anew: bound to an account, good once and for a short while, kept as hashes. The password is that of whoever
 * the account belongs to, for all their organisations, and all their sessions end with it. Thread-safe.
 */
@Component
class PasswordResets implements DisposableBean {
    static final String PAGE = "/reset-password";
    /** For whoever asks themselves: the mail is there in a minute. */
    static final Duration ASKED_LIFE = Duration.ofHours(1);
    /** For a link that an administrator hands on. */
    static final Duration HANDED_LIFE = Duration.ofDays(1);
    /** Mails to one person within an hour, from wherever they are asked for. */
    static final int MOST_AN_HOUR = 3;

    private static final Logger log = LoggerFactory.getLogger(PasswordResets.class);
    private static final int WAITING = 1000;

    private final OrganizationTransactions transactions;
    private final Credentials credentials;
    private final Identities identities;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Clock clock;

    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("password-resets").factory(),
            (task, executor) -> log.warn("a link to set a password anew was not sent: too many are asked for at once"));

    PasswordResets(
            OrganizationTransactions transactions,
            Credentials credentials,
            Identities identities,
            Accounts accounts,
            Passwords passwords,
            Outbox outbox,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.credentials = credentials;
        this.identities = identities;
        this.accounts = accounts;
        this.passwords = passwords;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    record Offered(LinkToken link, Instant expiresAt) {}

    /** Sends a link where the e-mail is known. Behind the answer: how long it takes would tell which are. */
    void ask(String email, Caller caller) {
        writer.execute(() -> {
            try {
                send(email, caller);
            } catch (RuntimeException e) {
                log.error("a link to set a password anew could not be sent", e);
            }
        });
    }

    private void send(String email, Caller caller) {
        // Whoever signs in elsewhere has no password to forget.
        if (!outbox.sends() || identities.passwordHash(email).isEmpty()) {
            return;
        }
        // The letter proves the address, so it may go out for an account that the password does not open yet.
        credentials
                .accountOnceProven(email)
                .ifPresent(account -> transactions.write(account.organization(), jdbc -> {
                    if (madeOfLate(jdbc, account) < MOST_AN_HOUR) {
                        mail(jdbc, account, ASKED_LIFE, caller);
                    }
                    return true;
                }));
    }

    /**
     * Sends a link on behalf of an administrator, or makes one to hand on where no mail is sent.
     *
     * @param platform whether it is one of the platform's, who answers for who the person is; else a password that is set by a link which
     *     was handed on opens the account's organisation alone
     */
    Offered offer(Account account, boolean platform, Caller by) {
        return transactions.write(account.organization(), jdbc -> {
            if (outbox.sends()) {
                return mail(jdbc, account, HANDED_LIFE, by);
            }
            Offered made = make(jdbc, account, HANDED_LIFE, !platform);
            audit.record(
                    account.organization(),
                    Accounts.entry("account.password_link_made", account, by).detail("to hand on"));
            return made;
        });
    }

    private Offered mail(JdbcClient jdbc, Account account, Duration life, Caller by) {
        Offered made = make(jdbc, account, life, false);
        outbox.put(
                account.organization(),
                new Letter(
                        account.email(),
                        "Set a new password for Sightline",
                        """
                        Hello,

                        somebody asked to set a new password for %s at Sightline. If it was you, open this
                        link; it is good once, until %s:

                        %s

                        If it was not you, there is nothing to do: your password stays as it is.
                        """.formatted(
                                account.email(), Moments.words(made.expiresAt), outbox.page(made.link.behind(PAGE))),
                        made.expiresAt));
        audit.record(
                account.organization(),
                Accounts.entry("account.password_link_made", account, by).detail("sent by mail"));
        return made;
    }

    private Offered make(JdbcClient jdbc, Account account, Duration life, boolean handedOn) {
        LinkToken token = LinkToken.random(account.organization());
        Instant now = clock.instant();
        Instant expires = now.plus(life);
        jdbc.sql("DELETE FROM password_resets WHERE organization_id = :organization AND expires_at < :old")
                .param("organization", account.organization().value())
                .param("old", at(now.minus(HANDED_LIFE)))
                .update();
        jdbc.sql("""
                        INSERT INTO password_resets (organization_id, token_hash, account_id, created_at, expires_at, handed_on)
                        VALUES (:organization, :hash, :account, :now, :expires, :handed)
                        """)
                .param("handed", handedOn)
                .param("organization", account.organization().value())
                .param("hash", token.hash())
                .param("account", account.id())
                .param("now", at(now))
                .param("expires", at(expires))
                .update();
        return new Offered(token, expires);
    }

    private long madeOfLate(JdbcClient jdbc, Account account) {
        return jdbc.sql("""
                        SELECT count(*) FROM password_resets
                        WHERE organization_id = :organization AND account_id = :account AND created_at > :since
                        """)
                .param("organization", account.organization().value())
                .param("account", account.id())
                .param("since", at(clock.instant().minus(Duration.ofHours(1))))
                .query(Long.class)
                .single();
    }

    /** Whose password the link sets; empty where it is over. */
    Optional<Account> find(LinkToken link) {
        return transactions
                .read(
                        link.organization(),
                        jdbc -> jdbc.sql("""
                                SELECT account_id FROM password_resets
                                WHERE organization_id = :organization AND token_hash = :hash AND used_at IS NULL
                                    AND expires_at > :now
                                """)
                                .param("organization", link.organization().value())
                                .param("hash", link.hash())
                                .param("now", at(clock.instant()))
                                .query(UUID.class)
                                .optional())
                .flatMap(id -> accounts.find(link.organization(), id))
                .filter(Account::open);
    }

    /**
     * Sets the password, and ends all sessions and all other links of the person.
     *
     * @return false where the link is over; one that was handed on is, too, once the person has come to belong elsewhere as well
     * @throws AccountRefused for a password that may not be; the link stays good
     */
    boolean redeem(LinkToken link, Secret password, Caller caller) {
        Optional<Account> found = find(link);
        if (found.isEmpty()) {
            return false;
        }
        Account account = found.get();
        Caller by = caller.as(account.id().toString(), account.email());
        String hash = passwords.hash(password);
        boolean done = transactions.write(account.organization(), jdbc -> {
            identities.lock(account.email());
            Optional<Boolean> handedOn = spend(jdbc, link);
            if (handedOn.isEmpty() || handedOn.get() && identities.opensElsewhere(account)) {
                return false;
            }
            accounts.claim(jdbc, account, by);
            identities.setPassword(account.email(), hash, handedOn.get() ? account.organization() : null);
            audit.record(account.organization(), Accounts.entry("account.password_reset", account, by));
            return true;
        });
        if (done) {
            identities.accounts(account.email()).stream()
                    .filter(each -> !each.organization().equals(account.organization()))
                    .forEach(each ->
                            audit.record(each.organization(), Accounts.entry("account.password_reset", each, by)));
        }
        return done;
    }

    /** Whether an administrator handed it on; empty where it is over. */
    private Optional<Boolean> spend(JdbcClient jdbc, LinkToken link) {
        return jdbc.sql("""
                        UPDATE password_resets SET used_at = :now
                        WHERE organization_id = :organization AND token_hash = :hash AND used_at IS NULL AND expires_at > :now
                        RETURNING handed_on
                        """)
                .param("now", at(clock.instant()))
                .param("organization", link.organization().value())
                .param("hash", link.hash())
                .query(Boolean.class)
                .optional();
    }

    @Override
    public void destroy() throws InterruptedException {
        writer.shutdown();
        if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
            log.warn("links to set a password anew were left unsent");
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
