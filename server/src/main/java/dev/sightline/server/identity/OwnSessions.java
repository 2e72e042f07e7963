package dev.sightline.server.identity;

import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The sessions of one person, in all their organisations, and their password. Thread-safe. */
@Component
class OwnSessions {
    private final Identities identities;
    private final Sessions sessions;
    private final Accounts accounts;
    private final Passwords passwords;
    private final OrganizationTransactions transactions;
    private final AuditLog audit;
    private final SightlineSettings.Token settings;
    private final Clock clock;

    OwnSessions(
            Identities identities,
            Sessions sessions,
            Accounts accounts,
            Passwords passwords,
            OrganizationTransactions transactions,
            AuditLog audit,
            SightlineSettings settings,
            Clock clock) {
        this.identities = identities;
        this.sessions = sessions;
        this.accounts = accounts;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
        this.settings = settings.token();
        this.clock = clock;
    }

    /** @param lastUsedAt when it was last carried on, which a page in use does every quarter of an hour */
    record Session(
            Account account,
            UUID id,
            Instant startedAt,
            Instant lastUsedAt,
            @Nullable String address,
            @Nullable String userAgent) {}

    /** Those that go on, last used first. */
    List<Session> all(SignedIn signedIn) {
        Instant now = clock.instant();
        Instant expired = now.minus(settings.refreshLifetime());
        List<Session> all = new ArrayList<>();
        for (Account account : mine(signedIn)) {
            all.addAll(transactions.read(
                    account.organization(),
                    jdbc -> jdbc.sql("""
                            SELECT session_id, started_at, coalesce(last_used_at, started_at) AS used, address, user_agent
                            FROM sessions
                            WHERE organization_id = :organization AND account_id = :account AND ended_at IS NULL
                                AND coalesce(last_used_at, started_at) > :expired
                                AND coalesce(signed_in_at, started_at) > :earliest
                            """)
                            .param("earliest", sessions.earliest(now))
                            .param("organization", account.organization().value())
                            .param("account", account.id())
                            .param("expired", expired.atOffset(ZoneOffset.UTC))
                            .query((row, number) -> new Session(
                                    account,
                                    row.getObject("session_id", UUID.class),
                                    row.getObject("started_at", OffsetDateTime.class)
                                            .toInstant(),
                                    row.getObject("used", OffsetDateTime.class).toInstant(),
                                    row.getString("address"),
                                    row.getString("user_agent")))
                            .list()));
        }
        all.sort(Comparator.comparing(Session::lastUsedAt).reversed());
        return all;
    }

    /** Ends one of them; false where it is not among them. */
    boolean end(SignedIn signedIn, UUID session, Caller by) {
        for (Account account : mine(signedIn)) {
            boolean ended = transactions.write(account.organization(), jdbc -> {
                int rows = jdbc.sql("""
                                UPDATE sessions SET ended_at = :now, end_reason = 'signed_out'
                                WHERE organization_id = :organization AND account_id = :account AND session_id = :session
                                    AND ended_at IS NULL
                                """)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("organization", account.organization().value())
                        .param("account", account.id())
                        .param("session", session)
                        .update();
                if (rows > 0) {
                    audit.record(
                            account.organization(),
                            AuditEntry.of("session.signed_out", by).on("session", session.toString(), null));
                }
                return rows > 0;
            });
            if (ended) {
                return true;
            }
        }
        return false;
    }

    /** Of somebody whom one organisation's provider vouches for, the account there; else all that the e-mail has. */
    private List<Account> mine(SignedIn signedIn) {
        return sessions.staysAtHome(signedIn)
                ? accounts.find(signedIn.organization(), signedIn.accountId()).stream()
                        .toList()
                : identities.accountsAndVisits(signedIn.email());
    }

    /** Ends all of them, this one too. */
    void endAll(SignedIn signedIn, Caller by) {
        if (sessions.staysAtHome(signedIn)) {
            mine(signedIn)
                    .forEach(account -> transactions.write(account.organization(), jdbc -> {
                        accounts.endSessions(jdbc, account, "signed_out_everywhere");
                        audit.record(
                                account.organization(), Accounts.entry("session.signed_out_everywhere", account, by));
                        return true;
                    }));
            return;
        }
        identities.endSessions(signedIn.email(), "signed_out_everywhere", null);
        accounts.recordEverywhere("session.signed_out_everywhere", signedIn.email(), by);
    }

    /**
     * Another password; ends all sessions but this one.
     *
     * @return false where {@code current} is not the password
     * @throws dev.sightline.server.platform.Refused 403 for who has come by a provider
     * @throws AccountRefused for a new one that may not be
     */
    boolean changePassword(SignedIn signedIn, Secret current, Secret fresh, Caller by) {
        sessions.requirePassword(signedIn);
        boolean right = identities
                .passwordHash(signedIn.email())
                .map(hash -> passwords.matches(current, hash))
                .orElse(false);
        if (right) {
            identities.changePassword(signedIn.email(), passwords.hash(fresh), signedIn.requireSession());
            accounts.recordEverywhere("account.password_changed", signedIn.email(), by);
        }
        return right;
    }
}
