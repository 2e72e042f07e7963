package dev.sightline.server.crm.opportunities;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which opportunities a change reaches: those that meet any of these. Immutable.
 *
 * @param money in one of these currencies
 * @param butMoney in any currency but this
 * @param companies of one of these companies, and naming no currency themselves
 * @param accounts naming one of these accounts
 * @param ids themselves
 */
record Reach(
        Set<String> money, @Nullable String butMoney, Set<String> companies, Set<String> accounts, Set<String> ids) {
    static final Reach NOBODY = new Reach(Set.of(), null, Set.of(), Set.of(), Set.of());

    /** All are converted through the organisation's own currency. */
    static Reach ofRates(List<String> currencies, String organizationCurrency) {
        return currencies.contains(organizationCurrency)
                ? new Reach(Set.of(), organizationCurrency, Set.of(), Set.of(), Set.of())
                : new Reach(Set.copyOf(currencies), null, Set.of(), Set.of(), Set.of());
    }

    static Reach ofCompany(String id) {
        return new Reach(Set.of(), null, Set.of(id), Set.of(), Set.of());
    }

    static Reach ofForgotten(Collection<String> accounts, Collection<String> ids) {
        return new Reach(Set.of(), null, Set.of(), Set.copyOf(accounts), Set.copyOf(ids));
    }

    /** Those of both; both of one organisation. */
    Reach plus(Reach other) {
        return new Reach(
                both(money, other.money),
                butMoney == null ? other.butMoney : butMoney,
                both(companies, other.companies),
                both(accounts, other.accounts),
                both(ids, other.ids));
    }

    boolean nobody() {
        return equals(NOBODY);
    }

    boolean has(OpportunityRow row) {
        String company = row.state().details().companyId();
        String account = row.state().details().accountId();
        return money.contains(row.money())
                || butMoney != null && !butMoney.equals(row.money())
                || company != null && row.state().details().currency() == null && companies.contains(company)
                || account != null && accounts.contains(account)
                || ids.contains(row.id());
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        if (one.containsAll(other)) {
            return one;
        }
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }
}
