package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.EmailAddress;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts of each organisation. Thread-safe. */
@Component
public class Accounts {
    static final String COLUMNS = "organization_id, account_id, email, role, status, person_id, created_at";

    private final OrganizationTransactions transactions;
    private final Identities identities;
    private final Passwords passwords;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Accounts(
            OrganizationTransactions transactions,
            Identities identities,
            Passwords passwords,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.identities = identities;
        this.audit = audit;
        this.transactions = transactions;
        this.passwords = passwords;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param password null for one who signs in elsewhere; counts only where nobody signs in with this e-mail yet: one who does, in another organisation, keeps theirs
     * @param personId see {@link Account}
     * @throws AccountRefused for an e-mail that is taken or is none, and a password that is too short or too long
     */
    public Account create(
            OrganizationId organization,
            String email,
            @Nullable Secret password,
            Role role,
            @Nullable String personId,
            Caller by) {
        return insert(organization, email, password, false, role, personId, by);
    }

    private Account insert(
            OrganizationId organization,
            String email,
            @Nullable Secret password,
            boolean vouched,
            Role role,
            @Nullable String personId,
            Caller by) {
        String address = email.strip();
        if (!EmailAddress.isOne(address)) {
            throw new AccountRefused("'" + address + "' is not an e-mail address");
        }
        String hash = password == null ? null : passwords.hash(password);
        return insert(organization, address, hash, null, vouched, role, personId, null, by);
    }

    /**
     * Somebody who was invited; in the transaction that is under way. Who has an account already that only a provider vouches for makes it
     * theirs, in the role that it has.
     *
     * @param passwordHash counts only where nobody signs in with this e-mail yet; null for one who does
     * @param proven whether the address is known to be theirs; where not, the password opens this organisation alone
     * @param name what they call themselves; null where they did not say
     * @throws AccountRefused for an e-mail that is taken
     */
    Account join(
            OrganizationId organization,
            String email,
            @Nullable String passwordHash,
            boolean proven,
            Role role,
            @Nullable String name,
            Caller by) {
        return vouched(organization, email)
                .filter(account -> passwordHash == null)
                .map(account -> transactions.write(organization, jdbc -> {
                    claim(jdbc, account, by);
                    return account;
                }))
                .orElseGet(() -> insert(
                        organization, email, passwordHash, proven ? null : organization, false, role, null, name, by));
    }

    /** The account of the e-mail that only a provider vouches for, where an administrator has approved it. */
    Optional<Account> vouched(OrganizationId organization, String email) {
        return findByEmail(organization, email)
                .filter(account -> account.status() == Account.Status.ACTIVE)
                .filter(account -> transactions.read(
                        organization,
                        jdbc -> jdbc.sql("""
                                SELECT vouched FROM accounts WHERE organization_id = :organization AND account_id = :id
                                """)
                                .param("organization", organization.value())
                                .param("id", account.id())
                                .query(Boolean.class)
                                .single()));
    }

    /** The person has shown that the account is theirs: their sign-in opens it from now on. */
    void claim(JdbcClient jdbc, Account account, Caller by) {
        int claimed = jdbc.sql("""
                        UPDATE accounts SET vouched = false, changed_at = :now
                        WHERE organization_id = :organization AND account_id = :id AND vouched
                        """)
                .param("now", now())
                .param("organization", account.organization().value())
                .param("id", account.id())
                .update();
        if (claimed > 0) {
            audit.record(account.organization(), entry("account.claimed", account, by));
        }
    }

    private Account insert(
            OrganizationId organization,
            String address,
            @Nullable String hash,
            @Nullable OrganizationId home,
            boolean vouched,
            Role role,
            @Nullable String personId,
            @Nullable String name,
            Caller by) {
        try {
            return transactions.write(organization, jdbc -> {
                Account made = jdbc.sql("""
                            INSERT INTO accounts (organization_id, account_id, identity_id, email, role, status,
                                person_id, name, vouched, created_at, changed_at)
                            VALUES (:organization, :id, :identity, :email, :role, :status, :person, :name, :vouched, :now, :now)
                            RETURNING %s
                            """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .param("id", ids.next())
                        .param("email", address)
                        .param("identity", identities.ensure(address, hash, home))
                        .param("role", role.name())
                        .param("status", (role == Role.PENDING ? Account.Status.PENDING : Account.Status.ACTIVE).name())
                        .param("person", personId)
                        .param("name", name)
                        .param("vouched", vouched)
                        .param("now", now())
                        .query(Accounts::map)
                        .single();
                audit.record(organization, entry("account.created", made, by).detail("as " + role));
                return made;
            });
        } catch (DuplicateKeyException e) {
            throw new AccountRefused("there is an account for " + address + " already");
        }
    }

    /**
     * Someone new who waits for an administrator's approval.
     *
     * @param password null for one whom a sign-in provider vouches for: the account is nothing of whoever signs in with that e-mail, until
     *     they have joined themselves
     * @throws AccountRefused as {@link #create}
     */
    public Account register(OrganizationId organization, String email, @Nullable Secret password, Caller by) {
        return insert(organization, email, password, password == null, Role.PENDING, null, by);
    }

    public Optional<Account> find(OrganizationId organization, UUID id) {
        return transactions.read(organization, jdbc -> one(jdbc, organization, id, ""));
    }

    /** Whatever the case of the e-mail. */
    public Optional<Account> findByEmail(OrganizationId organization, String email) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM accounts WHERE organization_id = :organization AND lower(email) = :email AND NOT visiting
                        """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .param("email", email.strip().toLowerCase(Locale.ROOT))
                        .query(Accounts::map)
                        .optional());
    }

    /** All of the organisation, by e-mail. */
    public List<Account> all(OrganizationId organization) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM accounts WHERE organization_id = :organization ORDER BY lower(email)
                        """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .query(Accounts::map)
                        .list());
    }

    /** Takes effect with the account's next request. Whoever runs the server may do this to any account; see {@link Members}. */
    public void setRole(OrganizationId organization, UUID id, Role role, Caller by) {
        require(change(organization, id, (jdbc, before) -> changeRole(jdbc, before, role, by)));
    }

    /** A deactivated account's next request is refused, and its sessions are over. */
    public void setActive(OrganizationId organization, UUID id, boolean active, Caller by) {
        require(change(organization, id, (jdbc, before) -> changeActive(jdbc, before, active, by)));
    }

    /**
     * The password of whoever signs in with the account's e-mail, for all their organisations. Ends all their sessions. Whoever runs the
     * server answers for who they are.
     */
    public void setPassword(OrganizationId organization, UUID id, Secret password, Caller by) {
        Account account = find(organization, id).orElseThrow(() -> new AccountRefused("there is no such account"));
        String hash = passwords.hash(password);
        transactions.write(organization, jdbc -> {
            identities.lock(account.email());
            claim(jdbc, account, by);
            identities.setPassword(account.email(), hash, null);
            return true;
        });
        recordEverywhere("account.password_changed", account.email(), by);
    }

    /** The account by which a platform administrator enters an organisation; made where there is none, and open again. */
    Account visitor(OrganizationId organization, String email, Caller by) {
        return transactions.write(organization, jdbc -> {
            Account visitor = jdbc.sql("""
                            INSERT INTO accounts (organization_id, account_id, identity_id, email, role, status, person_id, visiting,
                                created_at, changed_at)
                            VALUES (:organization, :id, :identity, :email, 'SUPER_ADMIN', 'ACTIVE', :nobody, true, :now, :now)
                            ON CONFLICT (organization_id, lower(email), visiting)
                                DO UPDATE SET status = 'ACTIVE', changed_at = excluded.changed_at
                            RETURNING %s
                            """.formatted(COLUMNS))
                    .param("organization", organization.value())
                    .param("id", ids.next())
                    .param("identity", identities.ensure(email, null, null))
                    .param("email", email)
                    .param("nobody", Account.NOBODY)
                    .param("now", now())
                    .query(Accounts::map)
                    .single();
            audit.record(organization, entry("organization.visitor_admitted", visitor, by));
            return visitor;
        });
    }

    /** Whether somebody signs in with this e-mail already, in whatever organisation; their password is theirs. */
    public boolean hasSignIn(String email) {
        return identities.knows(email);
    }

    /** Whether the password of whoever signs in with this e-mail opens one organisation alone, as the address is not known to be theirs. */
    boolean opensOneAlone(String email) {
        return identities.staysAtHome(email);
    }

    /** In each organisation that the e-mail's sign-in opens. */
    void recordEverywhere(String action, String email, Caller by) {
        identities.accounts(email).forEach(each -> audit.record(each.organization(), entry(action, each, by)));
    }

    /** @param personId see {@link Account} */
    public void setPerson(OrganizationId organization, UUID id, @Nullable String personId, Caller by) {
        require(change(organization, id, (jdbc, before) -> changePerson(jdbc, before, personId, by)));
    }

    AuditEntry changeRole(JdbcClient jdbc, Account before, Role role, Caller by) {
        if (before.status() == Account.Status.PENDING) {
            update(jdbc, before, "role", role.name(), "status", Account.Status.ACTIVE.name());
        } else {
            update(jdbc, before, "role", role.name());
        }
        endVisits(before);
        return entry("account.role_changed", before, by).detail("from " + before.role() + " to " + role);
    }

    /** Whoever runs the platform no more leaves the organisations that they have entered. */
    private void endVisits(Account account) {
        if (account.role() == Role.SUPER_ADMIN) {
            identities.endVisits(account.email());
        }
    }

    AuditEntry changeActive(JdbcClient jdbc, Account before, boolean active, Caller by) {
        Account.Status open = before.role() == Role.PENDING ? Account.Status.PENDING : Account.Status.ACTIVE;
        update(jdbc, before, "status", (active ? open : Account.Status.DEACTIVATED).name());
        if (!active) {
            endSessions(jdbc, before, "deactivated");
            endVisits(before);
        }
        return entry(active ? "account.reactivated" : "account.deactivated", before, by);
    }

    /** Leaves of an account that it was there. */
    void erase(JdbcClient jdbc, Account before) {
        String nobodys = "erased-" + before.id() + "@erased.invalid";
        jdbc.sql("""
                        UPDATE accounts SET email = :email, identity_id = :identity, person_id = :nobody, name = NULL,
                            changed_at = :now
                        WHERE organization_id = :organization AND account_id = :id
                        """)
                .param("email", nobodys)
                .param("identity", identities.ensure(nobodys, null, null))
                .param("nobody", Account.NOBODY)
                .param("now", now())
                .param("organization", before.organization().value())
                .param("id", before.id())
                .update();
        jdbc.sql("""
                        UPDATE sessions SET address = NULL, user_agent = NULL
                        WHERE organization_id = :organization AND account_id = :id
                        """)
                .param("organization", before.organization().value())
                .param("id", before.id())
                .update();
        jdbc.sql("""
                        UPDATE api_keys SET created_by = 'erased'
                        WHERE organization_id = :organization AND lower(created_by) = :email
                        """)
                .param("organization", before.organization().value())
                .param("email", before.email().toLowerCase(Locale.ROOT))
                .update();
        identities.removeUnused(before.email());
    }

    AuditEntry changePerson(JdbcClient jdbc, Account before, @Nullable String personId, Caller by) {
        jdbc.sql("""
                        UPDATE accounts SET person_id = :person, tied_at = :now, changed_at = :now
                        WHERE organization_id = :organization AND account_id = :id
                        """)
                .param("person", personId)
                .param("now", now())
                .param("organization", before.organization().value())
                .param("id", before.id())
                .update();
        return entry("account.linked", before, by)
                .detail(
                        personId == null
                                ? "by e-mail"
                                : personId.equals(Account.NOBODY) ? "to nobody" : "to the person " + personId);
    }

    /** What is done to an account that is locked, and what the audit log says of it. */
    @FunctionalInterface
    interface Change {
        AuditEntry make(JdbcClient jdbc, Account before);
    }

    private static void require(Optional<Account> changed) {
        if (changed.isEmpty()) {
            throw new AccountRefused("there is no such account");
        }
    }

    static AuditEntry entry(String action, Account account, Caller by) {
        return AuditEntry.of(action, by).on("account", account.id().toString(), account.email());
    }

    /** A change and its entry in the audit log, in one transaction; empty where there is no such account. */
    Optional<Account> change(OrganizationId organization, UUID id, Change change) {
        return transactions.write(organization, jdbc -> {
            // One at a time: two who are the last administrators could else remove each other at the same moment.
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('accounts'), ?)")
                    .param(organization.value())
                    .query()
                    .singleRow();
            Optional<Account> before = one(jdbc, organization, id, "FOR UPDATE");
            if (before.isEmpty()) {
                return before;
            }
            AuditEntry entry = change.make(jdbc, before.get());
            Optional<Account> after = one(jdbc, organization, id, "");
            audit.record(organization, entry);
            return after;
        });
    }

    private static Optional<Account> one(JdbcClient jdbc, OrganizationId organization, UUID id, String lock) {
        return jdbc.sql("""
                        SELECT %s FROM accounts WHERE organization_id = :organization AND account_id = :id %s
                        """.formatted(COLUMNS, lock))
                .param("organization", organization.value())
                .param("id", id)
                .query(Accounts::map)
                .optional();
    }

    /** @param columns names and values in turn */
    void update(JdbcClient jdbc, Account account, @Nullable String... columns) {
        StringBuilder set = new StringBuilder();
        Map<String, @Nullable Object> params = new HashMap<>();
        for (int i = 0; i < columns.length; i += 2) {
            set.append(columns[i]).append(" = :value").append(i).append(", ");
            params.put("value" + i, columns[i + 1]);
        }
        params.put("now", now());
        params.put("organization", account.organization().value());
        params.put("id", account.id());
        jdbc.sql("""
                        UPDATE accounts SET %s changed_at = :now
                        WHERE organization_id = :organization AND account_id = :id
                        """.formatted(set)).params(params).update();
    }

    void endSessions(JdbcClient jdbc, Account account, String reason) {
        jdbc.sql("""
                        UPDATE sessions SET ended_at = :now, end_reason = :reason
                        WHERE organization_id = :organization AND account_id = :id AND ended_at IS NULL
                        """)
                .param("now", now())
                .param("reason", reason)
                .param("organization", account.organization().value())
                .param("id", account.id())
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    static Account map(ResultSet row, int number) throws SQLException {
        return new Account(
                new OrganizationId(row.getInt("organization_id")),
                row.getObject("account_id", UUID.class),
                row.getString("email"),
                Role.valueOf(row.getString("role")),
                Account.Status.valueOf(row.getString("status")),
                row.getString("person_id"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
