package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.AccountRefused;
import dev.sightline.server.identity.Accounts;
import dev.sightline.server.identity.Role;
import dev.sightline.server.identity.oidc.SignInFailed.Why;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.PersonalCopies;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which account somebody at a provider is. Thread-safe. */
@Component
class Links implements PersonalCopies {
    private final OrganizationTransactions transactions;
    private final Accounts accounts;
    private final AuditLog audit;
    private final Clock clock;

    Links(OrganizationTransactions transactions, Accounts accounts, AuditLog audit, Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The account that the person has been linked to, or else the one with their e-mail, or else a new one that waits for approval; the
     * last two are linked from then on. So a later change of the e-mail at the provider leads nobody to another account. Whoever is
     * linked comes in for as long as the provider may vouch for the domain of the account's own address.
     *
     * @throws SignInFailed where the provider does not vouch for an e-mail of its domains, or the account may not be entered so
     */
    Account account(Provider provider, Vouched person, Caller by) {
        Optional<Account> known = linked(provider, person);
        if (known.isPresent()) {
            Account account = mayEnter(provider, known.get(), by);
            if (!provider.vouchesFor(Vouched.domain(account.email()))) {
                throw refused(provider, by, account.email(), Why.OTHER_DOMAIN, "other_domain");
            }
            return account;
        }
        String email = person.email();
        if (email == null) {
            throw refused(provider, by, "", Why.EMAIL_NOT_VERIFIED, "email_not_verified");
        }
        if (!provider.vouchesFor(person.domain())) {
            throw refused(provider, by, email, Why.OTHER_DOMAIN, "other_domain");
        }
        Account account = mayEnter(provider, byEmail(provider.organization(), email, by), by);
        if (!link(provider, person, account, by)) {
            // The address has gone to somebody new, or the account is being linked twice at once.
            return linked(provider, person)
                    .filter(now -> now.id().equals(account.id()))
                    .orElseThrow(() -> refused(provider, by, email, Why.NOT_OPEN, "linked_to_another"));
        }
        return account;
    }

    /** From now on the account may be somebody else's at the organisation's providers. @throws Refused 404 */
    void unlink(OrganizationId organization, UUID id, Caller by) {
        Account account = accounts.find(organization, id).orElseThrow(() -> Refused.notFound("account"));
        transactions.write(organization, jdbc -> {
            int removed = jdbc.sql(
                            "DELETE FROM sign_in_links WHERE organization_id = :organization AND account_id = :account")
                    .param("organization", organization.value())
                    .param("account", id)
                    .update();
            if (removed > 0) {
                audit.record(
                        organization,
                        AuditEntry.of("account.sign_in_unlinked", by).on("account", id.toString(), account.email()));
            }
            return removed;
        });
    }

    /** Accounts of people who are forgotten have no address any more, and are nobody's at any provider. */
    @Override
    public void erase(JdbcClient jdbc, OrganizationId organization, Set<String> addresses) {
        jdbc.sql("""
                        DELETE FROM sign_in_links l USING accounts a
                        WHERE l.organization_id = :organization AND a.organization_id = l.organization_id
                            AND a.account_id = l.account_id AND a.email LIKE 'erased-%@erased.invalid'
                        """).param("organization", organization.value()).update();
    }

    private Optional<Account> linked(Provider provider, Vouched person) {
        OrganizationId organization = provider.organization();
        return transactions
                .read(
                        organization,
                        jdbc -> jdbc.sql("""
                                SELECT account_id FROM sign_in_links
                                WHERE organization_id = :organization AND provider_id = :provider AND issuer = :issuer
                                    AND subject = :subject
                                """)
                                .param("organization", organization.value())
                                .param("provider", provider.id())
                                .param("issuer", person.issuer())
                                .param("subject", person.subject())
                                .query(UUID.class)
                                .optional())
                .flatMap(id -> accounts.find(organization, id));
    }

    private Account byEmail(OrganizationId organization, String email, Caller by) {
        return accounts.findByEmail(organization, email).orElseGet(() -> {
            try {
                return accounts.register(organization, email, null, by);
            } catch (AccountRefused e) {
                // Made by another request meanwhile.
                return accounts.findByEmail(organization, email).orElseThrow(() -> e);
            }
        });
    }

    private Account mayEnter(Provider provider, Account account, Caller by) {
        if (account.role() == Role.SUPER_ADMIN) {
            // An organisation's administrator, who sets the provider, must not become one of the platform by it.
            throw refused(provider, by, account.email(), Why.NOT_OPEN, "platform_account");
        }
        if (!account.open()) {
            throw refused(provider, by, account.email(), Why.NOT_OPEN, "deactivated");
        }
        return account;
    }

    /** False where the account is linked to somebody of the provider already. */
    private boolean link(Provider provider, Vouched person, Account account, Caller by) {
        OrganizationId organization = provider.organization();
        return transactions.write(organization, jdbc -> {
            int made = jdbc.sql("""
                            INSERT INTO sign_in_links (organization_id, provider_id, issuer, subject, account_id, linked_at)
                            VALUES (:organization, :provider, :issuer, :subject, :account, :now)
                            ON CONFLICT DO NOTHING
                            """)
                    .param("organization", organization.value())
                    .param("provider", provider.id())
                    .param("issuer", person.issuer())
                    .param("subject", person.subject())
                    .param("account", account.id())
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            if (made > 0) {
                audit.record(
                        organization,
                        AuditEntry.of(
                                        "account.sign_in_linked",
                                        by.as(account.id().toString(), account.email()))
                                .on("account", account.id().toString(), account.email())
                                .detail("at " + provider.name()));
            }
            return made > 0;
        });
    }

    /** Recorded: the provider has shown who it is, so nobody can fill the log with it who is not one of its people. */
    SignInFailed refused(Provider provider, Caller by, String email, Why why, String reason) {
        audit.record(
                provider.organization(),
                AuditEntry.of("session.signed_in", by)
                        .on("sign_in_provider", provider.id().toString(), provider.name())
                        .refused(reason)
                        .detail(email.isEmpty() ? "by " + provider.name() : email + " by " + provider.name()));
        return new SignInFailed(why, "refused at " + provider.name() + ": " + reason);
    }
}
