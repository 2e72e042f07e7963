package dev.sightline.server.identity;

import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Becoming a member by an invitation's link. Thread-safe. */
@Component
class AcceptInvitation {
    private final Invitations invitations;
    private final Identities identities;
    private final Accounts accounts;
    private final Passwords passwords;
    private final OrganizationTransactions transactions;
    private final AuditLog audit;

    AcceptInvitation(
            Invitations invitations,
            Identities identities,
            Accounts accounts,
            Passwords passwords,
            OrganizationTransactions transactions,
            AuditLog audit) {
        this.invitations = invitations;
        this.identities = identities;
        this.accounts = accounts;
        this.passwords = passwords;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * Somebody new, who sets a name and a password; or somebody who has signed in by a provider alone, and sets their first one. That takes
     * a link that came by mail: it shows that the address is theirs.
     *
     * @throws Refused 410 for a link that is over, 409 for an e-mail that signs in already
     * @throws AccountRefused for a password that may not be; the link stays good
     */
    Account asNew(LinkToken link, String name, Secret password, Caller caller) {
        Invitation open = invitations.find(link).orElseThrow(Wishes::linkOver);
        boolean mailed = open.mail() != null;
        if (mailed ? identities.passwordHash(open.email()).isPresent() : identities.knows(open.email())) {
            throw signInFirst();
        }
        return join(link, passwords.hash(password), name, caller);
    }

    /**
     * Somebody who belongs to other organisations already, and has signed in there.
     *
     * @throws Refused 410 for a link that is over, 409 for one that is for somebody else
     */
    Account asKnown(SignedIn signedIn, LinkToken link, Caller caller) {
        Invitation open = invitations.find(link).orElseThrow(Wishes::linkOver);
        if (!key(open.email()).equals(key(signedIn.email()))) {
            throw Refused.of(
                    HttpStatus.CONFLICT,
                    "other_person",
                    "This invitation is for somebody else. Sign out, and open the link again.");
        }
        return join(link, null, null, caller);
    }

    private Account join(LinkToken link, @Nullable String hash, @Nullable String name, Caller caller) {
        try {
            return transactions.write(link.organization(), jdbc -> {
                Invitation spent = invitations.spend(jdbc, link).orElseThrow(Wishes::linkOver);
                // Nobody is signed in where the account is new; the audit log names who is about to be.
                Caller by = caller.id() == null
                        ? new Caller(null, spent.email(), caller.address(), caller.userAgent(), caller.requestId())
                        : caller;
                // A link that was mailed shows that the address is theirs; one that was handed on shows nothing.
                boolean proven = spent.mail() != null;
                if (hash != null && proven) {
                    identities.setFirstPassword(spent.email(), hash);
                }
                Account made = accounts.join(link.organization(), spent.email(), hash, proven, spent.role(), name, by);
                if (hash != null
                        && !identities
                                .passwordHash(spent.email())
                                .filter(hash::equals)
                                .isPresent()) {
                    // Somebody else began to sign in with this e-mail a moment ago, with a password of their own.
                    throw signInFirst();
                }
                audit.record(link.organization(), Invitations.entry("invitation.accepted", spent, by));
                return made;
            });
        } catch (AccountRefused e) {
            throw Refused.of(
                    HttpStatus.CONFLICT, "account_exists", "You have an account there already. Sign in with it.");
        }
    }

    private static Refused signInFirst() {
        return Refused.of(
                HttpStatus.CONFLICT,
                "sign_in_first",
                "You sign in to Sightline with this e-mail already. Sign in, and accept the invitation then.");
    }

    private static String key(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
