package dev.sightline.simulator;

import java.time.Instant;

/**
 * What company to make up. The same plan gives the same records, to the byte.
 *
 * @param seed of all chance
 * @param now the moment the two years of history end at
 * @param people employees and users, at least 30
 * @param levels of people from the chief executive down to the salespeople, at least 4
 * @param opportunities of all ages; leads come on top, one for nine opportunities
 * @param accounts companies that are sold to
 * @param activities planned calls, meetings and so on
 */
public record CompanyPlan(
        long seed, Instant now, int people, int levels, int opportunities, int accounts, int activities) {

    public CompanyPlan {
        if (people < 30 || levels < 4 || opportunities < 0 || accounts < 1 || activities < 0) {
            throw new IllegalArgumentException("a company needs 30 people, 4 levels and an account: " + people
                    + " people, " + levels + " levels, " + accounts + " accounts");
        }
    }

    /** Nordwind Industries as the demonstration shows it: 60 people, 800 opportunities, 180 accounts, 400 activities. */
    public static CompanyPlan demo(long seed, Instant now) {
        return new CompanyPlan(seed, now, 60, 5, 800, 180, 400);
    }

    /** The same company, made up at another moment. */
    CompanyPlan madeUpAt(Instant changed) {
        return new CompanyPlan(seed, changed, people, levels, opportunities, accounts, activities);
    }

    /** As many opportunities, with accounts and activities to match. */
    public CompanyPlan withOpportunities(int changed) {
        int wanted = Math.clamp(changed / 20L, 180, 20_000);
        return new CompanyPlan(seed, now, people, levels, changed, wanted, Math.clamp(changed / 2L, 0, 50_000));
    }

    /** As many people on as many levels. */
    public CompanyPlan withPeople(int changedPeople, int changedLevels) {
        return new CompanyPlan(seed, now, changedPeople, changedLevels, opportunities, accounts, activities);
    }
}
