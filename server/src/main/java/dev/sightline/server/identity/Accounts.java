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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts of each organisation. Thread-safe. */
@Component
public class Accounts {
    static final String COLUMNS = "organization_id, account_id, email, role, active, person_id, created_at";

    private final OrganizationTransactions transactions;
    private final Passwords passwords;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    Accounts(OrganizationTransactions transactions, Passwords passwords, AuditLog audit, Ids ids, Clock clock) {
        this.audit = audit;
        this.transactions = transactions;
        this.passwords = passwords;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param personId see {@link Account}
     * @throws AccountRefused for an e-mail that is taken or is none, and a password that is too short or too long
     */
    public Account create(
            OrganizationId organization,
            String email,
            Secret password,
            Role role,
            @Nullable String personId,
            Caller by) {
        String address = email.strip();
        if (!EmailAddress.isOne(address)) {
            throw new AccountRefused("'" + address + "' is not an e-mail address");
        }
        String hash = passwords.hash(password);
        try {
            return transactions.write(organization, jdbc -> {
                Account made = jdbc.sql("""
                            INSERT INTO accounts (organization_id, account_id, email, password_hash, role, active,
                                person_id, created_at, changed_at)
                            VALUES (:organization, :id, :email, :hash, :role, true, :person, :now, :now)
                            RETURNING %s
                            """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .param("id", ids.next())
                        .param("email", address)
                        .param("hash", hash)
                        .param("role", role.name())
                        .param("person", personId)
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

    public Optional<Account> find(OrganizationId organization, UUID id) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM accounts WHERE organization_id = :organization AND account_id = :id
                        """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .param("id", id)
                        .query(Accounts::map)
                        .optional());
    }

    /** Whatever the case of the e-mail. */
    public Optional<Account> findByEmail(OrganizationId organization, String email) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM accounts WHERE organization_id = :organization AND lower(email) = :email
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

    /** Takes effect with the account's next request. */
    public void setRole(OrganizationId organization, UUID id, Role role, Caller by) {
        change(organization, id, (jdbc, before) -> {
            update(jdbc, before, "role", role.name());
            return entry("account.role_changed", before, by).detail("from " + before.role() + " to " + role);
        });
    }

    /** A deactivated account's next request is refused, and its sessions are over. */
    public void setActive(OrganizationId organization, UUID id, boolean active, Caller by) {
        change(organization, id, (jdbc, before) -> {
            update(jdbc, before, "active", active);
            if (!active) {
                endSessions(jdbc, before, "deactivated");
            }
            return entry(active ? "account.reactivated" : "account.deactivated", before, by);
        });
    }

    /** Ends all sessions of the account. */
    public void setPassword(OrganizationId organization, UUID id, Secret password, Caller by) {
        String hash = passwords.hash(password);
        change(organization, id, (jdbc, before) -> {
            update(jdbc, before, "password_hash", hash);
            endSessions(jdbc, before, "password_changed");
            return entry("account.password_changed", before, by);
        });
    }

    public void setPerson(OrganizationId organization, UUID id, @Nullable String personId, Caller by) {
        change(organization, id, (jdbc, before) -> {
            update(jdbc, before, "person_id", personId);
            return entry("account.linked", before, by)
                    .detail(personId == null ? "by e-mail" : "to the person " + personId);
        });
    }

    private static AuditEntry entry(String action, Account account, Caller by) {
        return AuditEntry.of(action, by).on("account", account.id().toString(), account.email());
    }

    /** A change and its entry in the audit log, in one transaction that has locked the account. */
    private void change(OrganizationId organization, UUID id, BiFunction<JdbcClient, Account, AuditEntry> change) {
        transactions.write(organization, jdbc -> {
            Account before = jdbc.sql("""
                            SELECT %s FROM accounts WHERE organization_id = :organization AND account_id = :id FOR UPDATE
                            """.formatted(COLUMNS))
                    .param("organization", organization.value())
                    .param("id", id)
                    .query(Accounts::map)
                    .optional()
                    .orElseThrow(() -> new AccountRefused("there is no such account"));
            audit.record(organization, change.apply(jdbc, before));
            return before;
        });
    }

    private void update(JdbcClient jdbc, Account account, String column, @Nullable Object value) {
        jdbc.sql("""
                        UPDATE accounts SET %s = :value, changed_at = :now
                        WHERE organization_id = :organization AND account_id = :id
                        """.formatted(column))
                .param("value", value)
                .param("now", now())
                .param("organization", account.organization().value())
                .param("id", account.id())
                .update();
    }

    private void endSessions(JdbcClient jdbc, Account account, String reason) {
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
                row.getBoolean("active"),
                row.getString("person_id"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
