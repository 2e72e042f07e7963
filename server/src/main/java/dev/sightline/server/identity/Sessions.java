package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.AskedWithSession.Answer;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.AskedAtOnce;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Sessions: begun with a password, carried on by refresh tokens of which each is good once. A spent one that comes back
 * means that two have it, so the session ends; except within a few seconds, when it is the same person's second tab. Then both tabs get one
 * of their own, and as they share a cookie, one of the two is never used. Where both are, that was no second tab, and the session ends too.
 * However much it is used, it ends some time after the sign-in, and whoever goes on in another organisation does not begin that time anew.
 * Thread-safe.
 */
@Component
class Sessions {
    static final Duration GRACE = Duration.ofSeconds(10);
    /** A platform administrator enters an organisation for something to do there, not to stay. */
    static final Duration LONGEST_VISIT = Duration.ofHours(8);

    private static final Answer NOTHING = () -> false;
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final OrganizationTransactions transactions;
    private final SightlineSettings.Token settings;
    private final Ids ids;
    private final Clock clock;
    private final AuditLog audit;
    private final SingletonSupplier<AskedWithSession> asked;
    private final Identities identities;

    Sessions(
            OrganizationTransactions transactions,
            SightlineSettings settings,
            Ids ids,
            Clock clock,
            AuditLog audit,
            ObjectProvider<AskedWithSession> asked,
            Identities identities) {
        this.identities = identities;
        this.audit = audit;
        this.transactions = transactions;
        this.asked = SingletonSupplier.ofNullable(asked::getIfAvailable);
        this.settings = settings.token();
        this.ids = ids;
        this.clock = clock;
    }

    /** Both halves of a session; {@code refresh} replaces the one before. */
    record Granted(OrganizationId organization, UUID account, UUID session, RefreshToken refresh) {}

    /** The account behind a request, and what the room asked wants to know of it. */
    record Found(SignedIn signedIn, Answer details) {}

    /** The account behind a request, if its session goes on and it is active. One round trip. */
    Optional<Found> signedIn(OrganizationId organization, UUID account, UUID session) {
        Instant now = clock.instant();
        OneTrip trip = transactions.trip(organization);
        Supplier<List<SignedIn>> found = trip.ask(
                """
                SELECT a.email, a.role, a.visiting, o.status <> 'ACTIVE' AS suspended
                FROM accounts a JOIN sessions s USING (organization_id, account_id) JOIN organizations o USING (organization_id)
                WHERE a.organization_id = :organization AND a.account_id = :account AND a.status <> 'DEACTIVATED'
                    AND s.session_id = :session AND s.ended_at IS NULL
                    AND coalesce(s.signed_in_at, s.started_at) > :earliest
                    AND (NOT a.visiting OR s.started_at > :visits)
                """,
                Map.of(
                        "organization",
                        organization.value(),
                        "account",
                        account,
                        "session",
                        session,
                        "earliest",
                        earliest(now),
                        "visits",
                        at(now.minus(LONGEST_VISIT))),
                (row, number) -> {
                    Role role = Role.valueOf(row.getString("role"));
                    return new SignedIn(
                            account,
                            organization,
                            row.getString("email"),
                            role,
                            session,
                            row.getBoolean("visiting") ? Role.ADMIN.permissions() : role.permissions(),
                            row.getBoolean("suspended"));
                });
        AskedWithSession another = asked.get();
        Supplier<? extends Answer> details = another == null ? () -> NOTHING : another.ask(trip, organization, account);
        trip.go();
        return found.get().stream()
                .findFirst()
                .map(signedIn -> new Found(signedIn, details.get()))
                .filter(signedIn -> !signedIn.details().archived());
    }

    /** Empty where the person behind the account has left. */
    Optional<Granted> begin(Account signedIn, Caller caller) {
        return begin(signedIn, caller, null, null);
    }

    /** As {@link #begin(Account, Caller)}, for somebody who goes on from another session: it counts from the same sign-in. */
    Optional<Granted> goOn(Account account, SignedIn from, Caller caller) {
        UUID session = from.requireSession();
        Instant signedInAt = transactions.read(
                from.organization(),
                jdbc -> jdbc.sql("""
                        SELECT coalesce(signed_in_at, started_at) FROM sessions
                        WHERE organization_id = :organization AND session_id = :session
                        """)
                        .param("organization", from.organization().value())
                        .param("session", session)
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant());
        return begin(account, caller, null, null, signedInAt);
    }

    /**
     * As {@link #begin(Account, Caller)}.
     *
     * @param provider that the person has signed in at; null: with a password
     * @param how what the audit log says of it
     */
    Optional<Granted> begin(Account signedIn, Caller caller, @Nullable UUID provider, @Nullable String how) {
        return begin(signedIn, caller, provider, how, clock.instant());
    }

    private Optional<Granted> begin(
            Account signedIn, Caller caller, @Nullable UUID provider, @Nullable String how, Instant signedInAt) {
        OrganizationId organization = signedIn.organization();
        UUID account = signedIn.id();
        Instant now = clock.instant();
        return transactions.write(organization, jdbc -> {
            if (archived(jdbc, organization, account)) {
                return Optional.empty();
            }
            forgetOld(jdbc, organization, now);
            UUID session = ids.next();
            jdbc.sql("""
                            INSERT INTO sessions (organization_id, session_id, account_id, started_at, signed_in_at, last_used_at,
                                address, user_agent, provider_id)
                            VALUES (:organization, :session, :account, :now, :signed_in, :now, :address, :agent, :provider)
                            """)
                    .param("signed_in", at(signedInAt))
                    .param("provider", provider, java.sql.Types.OTHER)
                    .param("address", caller.address())
                    .param("agent", caller.userAgent())
                    .param("organization", organization.value())
                    .param("session", session)
                    .param("account", account)
                    .param("now", at(now))
                    .update();
            RefreshToken token = issue(jdbc, organization, session, signedInAt, now);
            AuditEntry entry = AuditEntry.of(SignInAudit.ACTION, caller.as(account.toString(), signedIn.email()))
                    .on("session", session.toString(), null);
            audit.record(organization, how == null ? entry : entry.detail(how));
            return Optional.of(new Granted(organization, account, session, token));
        });
    }

    /** Trades a refresh token in; empty where it is not good, and then perhaps its session is not either. */
    Optional<Granted> refresh(RefreshToken token, Caller caller) {
        Instant now = clock.instant();
        Optional<Granted> granted = transactions.write(token.organization(), jdbc -> {
            Row row = find(jdbc, token);
            if (row == null || !row.expiresAt.isAfter(now) || row.ended) {
                return Optional.empty();
            }
            if (!row.active) {
                end(jdbc, token.organization(), row.session, "deactivated", now);
                return Optional.empty();
            }
            if (!row.signedInAt.plus(settings.sessionLifetime()).isAfter(now)) {
                end(jdbc, token.organization(), row.session, "lifetime_over", now);
                return Optional.empty();
            }
            if (row.visiting && !row.startedAt.plus(LONGEST_VISIT).isAfter(now)) {
                end(jdbc, token.organization(), row.session, "visit_over", now);
                return Optional.empty();
            }
            if (archived(jdbc, token.organization(), row.account)) {
                end(jdbc, token.organization(), row.session, "archived", now);
                return Optional.empty();
            }
            if (row.spentAt == null
                    ? forked(jdbc, token, row)
                    : row.spentAt.plus(GRACE).isBefore(now)) {
                log.warn(
                        "a refresh token came back that another has taken the place of; session {} is over",
                        row.session);
                end(jdbc, token.organization(), row.session, "reused", now);
                record("session.token_reused", token.organization(), row, caller);
                return Optional.empty();
            }
            jdbc.sql("""
                            UPDATE refresh_tokens SET spent_at = coalesce(spent_at, :now)
                            WHERE organization_id = :organization AND token_hash = :hash
                            """)
                    .param("now", at(now))
                    .param("organization", token.organization().value())
                    .param("hash", token.hash())
                    .update();
            jdbc.sql("""
                            UPDATE sessions SET last_used_at = :now, address = :address, user_agent = :agent
                            WHERE organization_id = :organization AND session_id = :session
                            """)
                    .param("now", at(now))
                    .param("address", caller.address())
                    .param("agent", caller.userAgent())
                    .param("organization", token.organization().value())
                    .param("session", row.session)
                    .update();
            return Optional.of(new Granted(
                    token.organization(),
                    row.account,
                    row.session,
                    issue(jdbc, token.organization(), row.session, row.signedInAt, now)));
        });
        return granted == null ? Optional.empty() : granted;
    }

    /**
     * Whether the session has gone on by another token since this one was given out: the browser's tabs share one cookie, so whoever brings
     * this one has kept it elsewhere. What tabs do at one moment is over within the grace.
     */
    private static boolean forked(JdbcClient jdbc, RefreshToken token, Row row) {
        return jdbc.sql("""
                        SELECT EXISTS (
                            SELECT FROM refresh_tokens
                            WHERE organization_id = :organization AND session_id = :session AND spent_at > :settled)
                        """)
                .param("organization", token.organization().value())
                .param("session", row.session)
                .param("settled", at(row.issuedAt.plus(GRACE)))
                .query(Boolean.class)
                .single();
    }

    /** Ends the session of the token, whether it is spent or not; nothing happens where there is none. */
    void end(RefreshToken token, Caller caller) {
        transactions.write(token.organization(), jdbc -> {
            Row row = find(jdbc, token);
            if (row != null && !row.ended) {
                end(jdbc, token.organization(), row.session, "signed_out", clock.instant());
                record("session.signed_out", token.organization(), row, caller);
            }
            return true;
        });
    }

    /**
     * Whether the session goes on by this token. Whoever got hold of an access token alone has a quarter of an hour and cannot make a new
     * session of it.
     */
    boolean carriedBy(RefreshToken token, SignedIn signedIn) {
        Instant now = clock.instant();
        return token.organization().equals(signedIn.organization())
                && transactions.read(
                        token.organization(),
                        jdbc -> jdbc.sql("""
                                SELECT EXISTS (
                                    SELECT FROM refresh_tokens
                                    WHERE organization_id = :organization AND token_hash = :hash AND session_id = :session
                                        AND expires_at > :now AND (spent_at IS NULL OR spent_at > :spent))
                                """)
                                .param("organization", token.organization().value())
                                .param("hash", token.hash())
                                .param("session", signedIn.requireSession())
                                .param("now", at(now))
                                .param("spent", at(now.minus(GRACE)))
                                .query(Boolean.class)
                                .single());
    }

    /** @throws Refused 403 for a session that counts within its organisation alone */
    void requireElsewhereToo(SignedIn signedIn) {
        if (byProvider(signedIn)) {
            throw Refused.of(
                    HttpStatus.FORBIDDEN,
                    "signed_in_by_provider",
                    "You have signed in with your company's account, which counts in its organisation alone. Sign out, and sign in"
                            + " to the other one.");
        }
        if (identities.staysAtHome(signedIn.email())) {
            throw Refused.of(
                    HttpStatus.FORBIDDEN,
                    "address_not_proven",
                    "Your password was set by a link that somebody handed on, so it counts in this organisation alone. Set it anew by"
                            + " a link that comes by mail, or ask whoever runs Sightline for you.");
        }
    }

    /** @throws Refused 403 where an organisation's provider says who it is, for what belongs to the person and no organisation */
    void requirePassword(SignedIn signedIn) {
        if (byProvider(signedIn)) {
            throw Refused.of(
                    HttpStatus.FORBIDDEN,
                    "signed_in_by_provider",
                    "You have signed in with your company's account. Your password and its second step are changed where you have"
                            + " signed in with the password.");
        }
    }

    /**
     * Whether the session counts within its organisation alone, because that organisation's provider says who it is, or its administrator
     * by handing on the link that set the password.
     */
    boolean staysAtHome(SignedIn signedIn) {
        return byProvider(signedIn) || signedIn.session() != null && identities.staysAtHome(signedIn.email());
    }

    /** Whether an organisation's provider says who it is, and nobody has given a password. */
    boolean byProvider(SignedIn signedIn) {
        UUID session = signedIn.session();
        return session != null
                && transactions.read(
                        signedIn.organization(),
                        jdbc -> jdbc.sql("""
                                SELECT provider_id IS NOT NULL FROM sessions
                                WHERE organization_id = :organization AND session_id = :session
                                """)
                                .param("organization", signedIn.organization().value())
                                .param("session", session)
                                .query(Boolean.class)
                                .single());
    }

    /** Ends the session that somebody leaves for one in another organisation. */
    void leave(SignedIn signedIn, Caller caller) {
        UUID session = signedIn.requireSession();
        transactions.write(signedIn.organization(), jdbc -> {
            end(jdbc, signedIn.organization(), session, "switched", clock.instant());
            audit.record(
                    signedIn.organization(),
                    AuditEntry.of("session.switched", caller).on("session", session.toString(), null));
            return true;
        });
    }

    private boolean archived(JdbcClient jdbc, OrganizationId organization, UUID account) {
        AskedWithSession another = asked.get();
        return another != null
                && another.ask(new AskedAtOnce(jdbc), organization, account)
                        .get()
                        .archived();
    }

    private void record(String action, OrganizationId organization, Row row, Caller caller) {
        audit.record(
                organization,
                AuditEntry.of(action, caller.as(row.account.toString(), row.email))
                        .on("session", row.session.toString(), null));
    }

    private record Row(
            UUID session,
            UUID account,
            boolean visiting,
            Instant startedAt,
            Instant signedInAt,
            String email,
            boolean active,
            boolean ended,
            Instant issuedAt,
            Instant expiresAt,
            @Nullable Instant spentAt) {}

    private static @Nullable Row find(JdbcClient jdbc, RefreshToken token) {
        // Locks the session, so that two requests with one token take turns.
        return jdbc.sql("""
                        SELECT s.session_id, s.account_id, a.visiting, s.started_at, coalesce(s.signed_in_at, s.started_at) AS signed_in,
                            a.email, a.status <> 'DEACTIVATED' AS open, s.ended_at IS NOT NULL AS ended, t.issued_at, t.expires_at,
                            t.spent_at
                        FROM refresh_tokens t
                            JOIN sessions s USING (organization_id, session_id)
                            JOIN accounts a USING (organization_id, account_id)
                        WHERE t.organization_id = :organization AND t.token_hash = :hash
                        FOR UPDATE OF t, s
                        """)
                .param("organization", token.organization().value())
                .param("hash", token.hash())
                .query((row, number) -> {
                    OffsetDateTime spent = row.getObject("spent_at", OffsetDateTime.class);
                    return new Row(
                            row.getObject("session_id", UUID.class),
                            row.getObject("account_id", UUID.class),
                            row.getBoolean("visiting"),
                            row.getObject("started_at", OffsetDateTime.class).toInstant(),
                            row.getObject("signed_in", OffsetDateTime.class).toInstant(),
                            row.getString("email"),
                            row.getBoolean("open"),
                            row.getBoolean("ended"),
                            row.getObject("issued_at", OffsetDateTime.class).toInstant(),
                            row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                            spent == null ? null : spent.toInstant());
                })
                .optional()
                .orElse(null);
    }

    private RefreshToken issue(
            JdbcClient jdbc, OrganizationId organization, UUID session, Instant signedInAt, Instant now) {
        Instant unused = now.plus(settings.refreshLifetime());
        Instant last = signedInAt.plus(settings.sessionLifetime());
        RefreshToken token = RefreshToken.random(organization);
        jdbc.sql("""
                        INSERT INTO refresh_tokens (organization_id, token_hash, session_id, issued_at, expires_at)
                        VALUES (:organization, :hash, :session, :now, :expires)
                        """)
                .param("organization", organization.value())
                .param("hash", token.hash())
                .param("session", session)
                .param("now", at(now))
                .param("expires", at(unused.isBefore(last) ? unused : last))
                .update();
        return token;
    }

    private static void end(JdbcClient jdbc, OrganizationId organization, UUID session, String reason, Instant now) {
        jdbc.sql("""
                        UPDATE sessions SET ended_at = :now, end_reason = :reason
                        WHERE organization_id = :organization AND session_id = :session
                        """)
                .param("now", at(now))
                .param("reason", reason)
                .param("organization", organization.value())
                .param("session", session)
                .update();
    }

    private void forgetOld(JdbcClient jdbc, OrganizationId organization, Instant now) {
        jdbc.sql("DELETE FROM refresh_tokens WHERE organization_id = :organization AND expires_at < :now")
                .param("organization", organization.value())
                .param("now", at(now))
                .update();
        jdbc.sql("""
                        DELETE FROM sessions s
                        WHERE organization_id = :organization AND started_at < :old AND NOT EXISTS (
                            SELECT 1 FROM refresh_tokens t
                            WHERE t.organization_id = s.organization_id AND t.session_id = s.session_id)
                        """)
                .param("organization", organization.value())
                .param("old", at(now.minus(settings.refreshLifetime())))
                .update();
    }

    /** Whoever signed in by then, or before, is signed in no more. */
    OffsetDateTime earliest(Instant now) {
        return at(now.minus(settings.sessionLifetime()));
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
