package dev.sightline.server.identity;

import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the account that an e-mail and a password lead to, before the organisation is known. Thread-safe. */
@Component
class Credentials {
    private final Identities identities;
    private final Organizations organizations;
    private final Passwords passwords;

    Credentials(Identities identities, Organizations organizations, Passwords passwords) {
        this.identities = identities;
        this.organizations = organizations;
        this.passwords = passwords;
    }

    /**
     * Takes as long for an e-mail that nobody has as for a wrong password.
     *
     * @param organization slug; null: the first organisation that lets the person in, one that is not suspended where there is one
     */
    Optional<Account> check(String email, Secret password, @Nullable String organization) {
        Optional<String> hash = identities.passwordHash(email);
        boolean right = hash.isPresent() ? passwords.matches(password, hash.get()) : passwords.matchesNobody(password);
        return right ? account(email, organization) : Optional.empty();
    }

    /** The account of the e-mail in the organisation, where it may sign in there; null as above. */
    Optional<Account> account(String email, @Nullable String organization) {
        List<Account> open = open(identities.accounts(email));
        if (organization != null) {
            return first(open, each -> each.slug().equals(organization));
        }
        return usual(open);
    }

    /** The one where somebody signs in who names no organisation, once the address is proven to be theirs. */
    Optional<Account> accountOnceProven(String email) {
        return account(email, null).or(() -> usual(open(identities.accountsOnceProven(email))));
    }

    private static List<Account> open(List<Account> accounts) {
        return accounts.stream().filter(Account::open).toList();
    }

    private Optional<Account> usual(List<Account> open) {
        return first(open, Organization::active).or(() -> open.stream().findFirst());
    }

    private Optional<Account> first(List<Account> accounts, Predicate<Organization> fits) {
        return accounts.stream()
                .filter(account ->
                        organizations.find(account.organization()).filter(fits).isPresent())
                .findFirst();
    }
}
