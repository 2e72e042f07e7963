package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.mail.Letter;
import dev.sightline.server.mail.Outbox;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.PersonalCopies;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The people whom administrators of an organisation have asked in. Thread-safe. */
@Component
class Invitations implements PersonalCopies {
    static final String PAGE = "/invitation";
    static final Duration LIFE = Duration.ofDays(7);
    /** Open ones that an organisation may have: nobody sends mail to the world by way of Sightline. */
    static final int MOST = 500;

    private static final String COLUMNS =
            "invitation_id, email, role, created_at, created_by, expires_at, mail_id, accepted_at, revoked_at";

    private final OrganizationTransactions transactions;
    private final Accounts accounts;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Invitations(
            OrganizationTransactions transactions,
            Accounts accounts,
            Outbox outbox,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.outbox = outbox;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param link null where it is on its way by mail */
    record Made(Invitation invitation, @Nullable LinkToken link) {}

    /**
     * Takes the place of an earlier one to the same e-mail, whose link is over with it. Who has an account that only a provider vouches for
     * may be invited to make it theirs, in the role that it has.
     *
     * @throws Refused 400 for a role that organisations do not give; 409 for who has an account already, and where too many are open
     */
    Made make(Organization organization, String email, Role role, Caller by) {
        if (!MemberRules.GIVEN.contains(role)) {
            throw Refused.field("role", "invalid_role", "role must be one of ADMIN, CEO, MANAGER, SALES_REP.");
        }
        LinkToken link = LinkToken.random(organization.id());
        Instant now = clock.instant();
        Instant expires = now.plus(LIFE);
        return transactions.write(organization.id(), jdbc -> {
            // One at a time, as changes of accounts: two that invite one person at once would be in each other's way.
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('accounts'), ?)")
                    .param(organization.id().value())
                    .query()
                    .singleRow();
            Optional<Account> vouched = accounts.vouched(organization.id(), email);
            if (vouched.isEmpty()) {
                accounts.findByEmail(organization.id(), email).ifPresent(Invitations::refuseKnown);
            }
            Role given = vouched.map(Account::role).orElse(role);
            if (open(jdbc, organization.id(), now) >= MOST) {
                throw Refused.of(
                        HttpStatus.CONFLICT,
                        "too_many_invitations",
                        "There are " + MOST + " open invitations. Revoke some first.");
            }
            jdbc.sql("""
                            UPDATE invitations SET revoked_at = :now
                            WHERE organization_id = :organization AND lower(email) = lower(:email)
                                AND accepted_at IS NULL AND revoked_at IS NULL
                            """)
                    .param("now", at(now))
                    .param("organization", organization.id().value())
                    .param("email", email)
                    .update();
            UUID mail =
                    outbox.sends() ? outbox.put(organization.id(), letter(organization, email, link, expires)) : null;
            Invitation made = jdbc.sql("""
                            INSERT INTO invitations (organization_id, invitation_id, token_hash, email, role, created_at,
                                created_by, expires_at, mail_id)
                            VALUES (:organization, :id, :hash, :email, :role, :now, :by, :expires, :mail)
                            RETURNING %s
                            """.formatted(COLUMNS))
                    .param("organization", organization.id().value())
                    .param("id", ids.next())
                    .param("hash", link.hash())
                    .param("email", email)
                    .param("role", given.name())
                    .param("now", at(now))
                    .param("by", by.email() == null ? "" : by.email())
                    .param("expires", at(expires))
                    .param("mail", mail, java.sql.Types.OTHER)
                    .query(Invitations::map)
                    .single();
            audit.record(
                    organization.id(), entry("invitation.created", made, by).detail("as " + given));
            return new Made(made, mail == null ? link : null);
        });
    }

    private Letter letter(Organization organization, String email, LinkToken link, Instant expires) {
        String name = organization.name();
        return new Letter(
                email,
                "You are invited to " + name + " at Sightline",
                """
                Hello,

                an administrator of %s asks you to join at Sightline. Open this link to accept; it is
                good once, until %s:

                %s

                If you do not know what this is about, there is nothing to do.
                """.formatted(name, Moments.words(expires), outbox.page(link.behind(PAGE))),
                expires);
    }

    private static void refuseKnown(Account account) {
        throw switch (account.status()) {
            case PENDING ->
                Refused.of(
                        HttpStatus.CONFLICT,
                        "approval_pending",
                        "This person waits for approval already. Approve them.");
            case ACTIVE ->
                Refused.of(HttpStatus.CONFLICT, "account_exists", "There is an account with this e-mail already.");
            case DEACTIVATED ->
                Refused.of(
                        HttpStatus.CONFLICT,
                        "account_exists",
                        "There is a deactivated account with this e-mail. Reactivate it instead.");
        };
    }

    /** Newest first, those that are open before the others; at most 1000. */
    List<Invitation> all(OrganizationId organization) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM invitations WHERE organization_id = :organization
                        ORDER BY accepted_at IS NOT NULL OR revoked_at IS NOT NULL OR expires_at <= :now, created_at DESC,
                            invitation_id
                        LIMIT 1000
                        """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .param("now", at(clock.instant()))
                        .query(Invitations::map)
                        .list());
    }

    /** Its link is over; false where there is no such invitation. One that was accepted stays so. */
    boolean revoke(OrganizationId organization, UUID id, Caller by) {
        return transactions.write(organization, jdbc -> {
            Optional<Invitation> found = jdbc.sql("""
                            SELECT %s FROM invitations WHERE organization_id = :organization AND invitation_id = :id FOR UPDATE
                            """.formatted(COLUMNS))
                    .param("organization", organization.value())
                    .param("id", id)
                    .query(Invitations::map)
                    .optional();
            found.filter(each -> each.acceptedAt() == null && each.revokedAt() == null)
                    .ifPresent(each -> {
                        jdbc.sql("""
                                        UPDATE invitations SET revoked_at = :now
                                        WHERE organization_id = :organization AND invitation_id = :id
                                        """)
                                .param("now", at(clock.instant()))
                                .param("organization", organization.value())
                                .param("id", id)
                                .update();
                        audit.record(organization, entry("invitation.revoked", each, by));
                    });
            return found.isPresent();
        });
    }

    /** The invitation behind a link; empty where it is over. */
    Optional<Invitation> find(LinkToken link) {
        return transactions.read(
                link.organization(),
                jdbc -> jdbc.sql("""
                        SELECT %s FROM invitations
                        WHERE organization_id = :organization AND token_hash = :hash AND accepted_at IS NULL
                            AND revoked_at IS NULL AND expires_at > :now
                        """.formatted(COLUMNS))
                        .param("organization", link.organization().value())
                        .param("hash", link.hash())
                        .param("now", at(clock.instant()))
                        .query(Invitations::map)
                        .optional());
    }

    /** Marks it as accepted, in the transaction that is under way; empty where it is over. */
    Optional<Invitation> spend(JdbcClient jdbc, LinkToken link) {
        return jdbc.sql("""
                        UPDATE invitations SET accepted_at = :now
                        WHERE organization_id = :organization AND token_hash = :hash AND accepted_at IS NULL
                            AND revoked_at IS NULL AND expires_at > :now
                        RETURNING %s
                        """.formatted(COLUMNS))
                .param("now", at(clock.instant()))
                .param("organization", link.organization().value())
                .param("hash", link.hash())
                .query(Invitations::map)
                .optional();
    }

    static AuditEntry entry(String action, Invitation invitation, Caller by) {
        return AuditEntry.of(action, by).on("invitation", invitation.id().toString(), invitation.email());
    }

    @Override
    public void erase(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {
        jdbc.sql("""
                        DELETE FROM invitations WHERE organization_id = :organization AND lower(email) = ANY (:addresses)
                        """)
                .param("organization", organization.value())
                .param("addresses", addresses.toArray(String[]::new))
                .update();
        jdbc.sql("""
                        UPDATE invitations SET created_by = 'erased'
                        WHERE organization_id = :organization AND lower(created_by) = ANY (:addresses)
                        """)
                .param("organization", organization.value())
                .param("addresses", addresses.toArray(String[]::new))
                .update();
    }

    private static long open(JdbcClient jdbc, OrganizationId organization, Instant now) {
        return jdbc.sql("""
                        SELECT count(*) FROM invitations
                        WHERE organization_id = :organization AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > :now
                        """)
                .param("organization", organization.value())
                .param("now", at(now))
                .query(Long.class)
                .single();
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Invitation map(ResultSet row, int number) throws SQLException {
        return new Invitation(
                row.getObject("invitation_id", UUID.class),
                row.getString("email"),
                Role.valueOf(row.getString("role")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("created_by"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getObject("mail_id", UUID.class),
                instant(row, "accepted_at"),
                instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
