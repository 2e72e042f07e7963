package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
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
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** The accounts of each organisation. Thread-safe. */
@Component
public class Accounts {
    static final String COLUMNS = "organization_id, account_id, email, role, active, person_id, created_at";

    private final OrganizationTransactions transactions;
    private final Passwords passwords;
    private final Ids ids;
    private final Clock clock;

    Accounts(OrganizationTransactions transactions, Passwords passwords, Ids ids, Clock clock) {
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
            OrganizationId organization, String email, Secret password, Role role, @Nullable String personId) {
        String address = email.strip();
        if (!EmailAddress.isOne(address)) {
            throw new AccountRefused("'" + address + "' is not an e-mail address");
        }
        String hash = passwords.hash(password);
        try {
            return transactions.write(
                    organization,
                    jdbc -> jdbc.sql("""
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
                            .single());
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
    public void setRole(OrganizationId organization, UUID id, Role role) {
        update(organization, id, "role", role.name());
    }

    /** A deactivated account's next request is refused, and its sessions are over. */
    public void setActive(OrganizationId organization, UUID id, boolean active) {
        update(organization, id, "active", active);
        if (!active) {
            endSessions(organization, id, "deactivated");
        }
    }

    /** Ends all sessions of the account. */
    public void setPassword(OrganizationId organization, UUID id, Secret password) {
        update(organization, id, "password_hash", passwords.hash(password));
        endSessions(organization, id, "password_changed");
    }

    public void setPerson(OrganizationId organization, UUID id, @Nullable String personId) {
        update(organization, id, "person_id", personId);
    }

    private void update(OrganizationId organization, UUID id, String column, @Nullable Object value) {
        int rows = transactions.write(
                organization,
                jdbc -> jdbc.sql("""
                        UPDATE accounts SET %s = :value, changed_at = :now
                        WHERE organization_id = :organization AND account_id = :id
                        """.formatted(column))
                        .param("value", value)
                        .param("now", now())
                        .param("organization", organization.value())
                        .param("id", id)
                        .update());
        if (rows == 0) {
            throw new AccountRefused("there is no such account");
        }
    }

    private void endSessions(OrganizationId organization, UUID id, String reason) {
        transactions.write(
                organization,
                jdbc -> jdbc.sql("""
                        UPDATE sessions SET ended_at = :now, end_reason = :reason
                        WHERE organization_id = :organization AND account_id = :id AND ended_at IS NULL
                        """)
                        .param("now", now())
                        .param("reason", reason)
                        .param("organization", organization.value())
                        .param("id", id)
                        .update());
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
