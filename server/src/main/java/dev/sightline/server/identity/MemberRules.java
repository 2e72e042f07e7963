package dev.sightline.server.identity;

import dev.sightline.server.platform.Refused;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;

/** What administrators may make of the accounts of their organisation. Pure: an answer each, empty where it may be done. */
final class MemberRules {
    /** Those of an organisation; SUPER_ADMIN stands above them all, and PENDING is none yet. */
    static final Set<Role> GIVEN = EnumSet.of(Role.ADMIN, Role.CEO, Role.MANAGER, Role.SALES_REP);

    private MemberRules() {}

    static Optional<Refused> approve(Account account, Role role) {
        if (account.status() != Account.Status.PENDING) {
            return conflict("not_pending", "This account does not wait for approval.");
        }
        return given(role);
    }

    /** @param otherAdministrators how many more active ones there are */
    static Optional<Refused> changeRole(Account account, Role role, long otherAdministrators) {
        if (account.role() == Role.PENDING) {
            return conflict("approval_pending", "Approve the account first.");
        }
        Optional<Refused> refused = given(role).or(() -> ours(account));
        if (refused.isPresent() || role == Role.ADMIN) {
            return refused;
        }
        return lastAdministrator(account, otherAdministrators);
    }

    static Optional<Refused> deactivate(Account account, long otherAdministrators) {
        return ours(account).or(() -> lastAdministrator(account, otherAdministrators));
    }

    static Optional<Refused> reactivate(Account account) {
        return ours(account);
    }

    private static Optional<Refused> given(Role role) {
        return GIVEN.contains(role)
                ? Optional.empty()
                : Optional.of(
                        Refused.field("role", "invalid_role", "role must be one of ADMIN, CEO, MANAGER, SALES_REP."));
    }

    /** The platform's own are not an organisation's to change. */
    static Optional<Refused> ours(Account account) {
        return account.role() == Role.SUPER_ADMIN
                ? Optional.of(Refused.forbidden("Administrators of the platform are not changed here."))
                : Optional.empty();
    }

    private static Optional<Refused> lastAdministrator(Account account, long others) {
        boolean last = account.role() == Role.ADMIN && account.status() == Account.Status.ACTIVE && others == 0;
        return last
                ? conflict(
                        "last_administrator",
                        "This is the last administrator of the organisation. Make somebody else one first.")
                : Optional.empty();
    }

    private static Optional<Refused> conflict(String code, String detail) {
        return Optional.of(Refused.of(HttpStatus.CONFLICT, code, detail));
    }
}
