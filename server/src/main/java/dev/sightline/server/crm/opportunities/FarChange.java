package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.FinanceEvent.CompanyCreated;
import dev.sightline.catalog.FinanceEvent.CompanyDeleted;
import dev.sightline.catalog.FinanceEvent.CompanyDetails;
import dev.sightline.catalog.FinanceEvent.CompanyUpdated;
import dev.sightline.catalog.FinanceEvent.RateRemoved;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.server.crm.tables.Forgotten;

/** An event that reaches opportunities of whatever stream: a rate or a company, that amounts are converted by, or a forgetting. */
record FarChange(RecordedEvent recorded, DomainEvent event) {

    static boolean is(DomainEvent event) {
        return switch (event) {
            case RateSet any -> true;
            case RateRemoved any -> true;
            case CompanyCreated any -> true;
            case CompanyUpdated any -> true;
            case CompanyDeleted any -> true;
            case PersonForgotten any -> true;
            default -> false;
        };
    }

    /** Lets the rates take it; answers whom it reaches. */
    Reach take(ExchangeRates rates) {
        String id = recorded.stream().key();
        return switch (event) {
            case RateSet rate -> Reach.ofRates(rates.set(id, rate), rates.organizationCurrency());
            case RateRemoved() -> Reach.ofRates(rates.remove(id), rates.organizationCurrency());
            case CompanyCreated(CompanyDetails details) -> company(rates, id, details);
            case CompanyUpdated(CompanyDetails details) -> company(rates, id, details);
            case PersonForgotten forgotten ->
                Reach.ofForgotten(Forgotten.of(forgotten, "account"), Forgotten.of(forgotten, "opportunity"));
            // A company that is deleted: its records keep its currency, as what they are worth did not change with it.
            default -> Reach.NOBODY;
        };
    }

    private static Reach company(ExchangeRates rates, String id, CompanyDetails details) {
        rates.company(id, details.currency());
        return Reach.ofCompany(id);
    }
}
