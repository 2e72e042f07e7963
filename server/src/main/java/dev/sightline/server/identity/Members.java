package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What administrators do to the accounts of their organisation: by {@link MemberRules}, each change with its entry in the audit log in
 * one transaction. Thread-safe. Throws {@link Refused}: 404 for an account that is not there, 409 where the rules forbid it.
 */
@Component
public class Members {
    private final Accounts accounts;
    private final KnownDevices devices;

    Members(Accounts accounts, KnownDevices devices) {
        this.accounts = accounts;
        this.devices = devices;
    }

    /** Lets somebody in who waits, in this role. */
    public Account approve(OrganizationId organization, UUID id, Role role, Caller by) {
        return change(organization, id, (jdbc, before) -> {
            hold(MemberRules.approve(before, role));
            accounts.update(jdbc, before, "role", role.name(), "status", Account.Status.ACTIVE.name());
            return Accounts.entry("account.approved", before, by).detail("as " + role);
        });
    }

    /** Holds from the account's next request on. */
    public Account changeRole(OrganizationId organization, UUID id, Role role, Caller by) {
        return change(organization, id, (jdbc, before) -> {
            hold(MemberRules.changeRole(before, role, otherAdministrators(jdbc, before)));
            return accounts.changeRole(jdbc, before, role, by);
        });
    }

    /** Its sessions are over at once. */
    public Account deactivate(OrganizationId organization, UUID id, Caller by) {
        return change(organization, id, (jdbc, before) -> {
            hold(MemberRules.deactivate(before, otherAdministrators(jdbc, before)));
            return accounts.changeActive(jdbc, before, false, by);
        });
    }

    public Account reactivate(OrganizationId organization, UUID id, Caller by) {
        return change(organization, id, (jdbc, before) -> {
            hold(MemberRules.reactivate(before));
            return accounts.changeActive(jdbc, before, true, by);
        });
    }

    /** Ends the account's sessions; the person may sign in again. */
    public Account signOut(OrganizationId organization, UUID id, Caller by) {
        return change(organization, id, (jdbc, before) -> {
            accounts.endSessions(jdbc, before, "signed_out_by_administrator");
            return Accounts.entry("session.signed_out_everywhere", before, by);
        });
    }

    /** @param personId see {@link Account}; the caller has seen that there is such a person */
    public Account link(OrganizationId organization, UUID id, @Nullable String personId, Caller by) {
        return change(organization, id, (jdbc, before) -> {
            hold(MemberRules.ours(before));
            return accounts.changePerson(jdbc, before, personId, by);
        });
    }

    /** Addresses, in lower case, of the accounts that are somebody's: by person, or by an address of theirs where they name none. */
    public Set<String> addresses(OrganizationId organization, Set<String> personIds, Set<String> addresses) {
        return theirs(organization, personIds, addresses)
                .map(account -> account.email().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /**
     * Closes the accounts of somebody who is forgotten: they may not sign in, and keep neither address nor password nor person nor what
     * their sessions came from. Where they belong to other organisations, they go on signing in there. Part of the caller's transaction.
     *
     * @param addresses of the person, in lower case
     * @return how many there were
     * @throws Refused 409 for the caller's own account and the last administrator's, 403 for the platform's own
     */
    public int forget(OrganizationId organization, Set<String> personIds, Set<String> addresses, Caller by) {
        List<Account> theirs = theirs(organization, personIds, addresses).toList();
        for (Account account : theirs) {
            if (account.id().toString().equals(by.id())) {
                throw Refused.of(
                        HttpStatus.CONFLICT, "own_account", "This is you. Another administrator has to do this.");
            }
            change(organization, account.id(), (jdbc, before) -> {
                hold(MemberRules.deactivate(before, otherAdministrators(jdbc, before)));
                accounts.changeActive(jdbc, before, false, by);
                accounts.erase(jdbc, before);
                devices.forget(before.email());
                return AuditEntry.of("account.erased", by)
                        .on("account", before.id().toString(), null);
            });
        }
        return theirs.size();
    }

    private Stream<Account> theirs(OrganizationId organization, Set<String> personIds, Set<String> addresses) {
        return accounts.all(organization).stream()
                .filter(account -> account.personId() == null
                        ? addresses.contains(account.email().toLowerCase(Locale.ROOT))
                        : personIds.contains(account.personId()));
    }

    private Account change(OrganizationId organization, UUID id, Accounts.Change change) {
        return accounts.change(organization, id, change).orElseThrow(() -> Refused.notFound("account"));
    }

    private static void hold(Optional<Refused> refused) {
        refused.ifPresent(problem -> {
            throw problem;
        });
    }

    /** None is added or removed meanwhile: changes of accounts come one at a time. */
    private static long otherAdministrators(JdbcClient jdbc, Account account) {
        return jdbc.sql("""
                        SELECT count(*) FROM accounts
                        WHERE organization_id = :organization AND role = 'ADMIN' AND status = 'ACTIVE' AND account_id <> :id
                        """)
                .param("organization", account.organization().value())
                .param("id", account.id())
                .query(Long.class)
                .single();
    }
}
