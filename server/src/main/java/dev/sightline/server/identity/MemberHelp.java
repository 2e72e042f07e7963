package dev.sightline.server.identity;

import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Refused;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * What administrators may do for somebody who cannot get in any more. How somebody signs in is theirs in all their organisations, so an
 * organisation's administrators may touch it only where they belong to no other; whoever runs the platform may, having entered. Thread-safe.
 */
@Component
class MemberHelp {
    private final Accounts accounts;
    private final Identities identities;

    MemberHelp(Accounts accounts, Identities identities) {
        this.accounts = accounts;
        this.identities = identities;
    }

    /** @throws Refused 404 for an account that is not there, 403 or 409 for one that may not be helped so */
    Account helped(SignedIn signedIn, UUID id, Caller by) {
        Account account = accounts.find(signedIn.organization(), id).orElseThrow(() -> Refused.notFound("account"));
        MemberRules.ours(account).ifPresent(refused -> {
            throw refused;
        });
        if (account.id().toString().equals(by.id())) {
            throw Refused.of(
                    HttpStatus.CONFLICT, "own_account", "This is you. Change how you sign in on your own page.");
        }
        if (!account.open()) {
            throw Refused.of(HttpStatus.CONFLICT, "deactivated", "This account is deactivated. Reactivate it first.");
        }
        if (!signedIn.visiting() && identities.opensElsewhere(account)) {
            throw Refused.of(
                    HttpStatus.CONFLICT,
                    "several_organizations",
                    "How this person signs in is not this organisation's alone to change. Ask whoever runs Sightline for you.");
        }
        return account;
    }
}
