package dev.sightline.catalog;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What happens to companies, currencies and rates. */
public sealed interface FinanceEvent extends DomainEvent {

    /** A legal entity of the organisation; {@code currency} is an ISO code. */
    record CompanyDetails(
            String name,
            @Nullable String currency,
            @Nullable String accountId,
            boolean active) {}

    @EventType("finance.company.created")
    record CompanyCreated(CompanyDetails details) implements FinanceEvent {}

    @EventType("finance.company.updated")
    record CompanyUpdated(CompanyDetails details) implements FinanceEvent {}

    @EventType("finance.company.deleted")
    record CompanyDeleted() implements FinanceEvent {}

    record CurrencyDetails(String code, @Nullable String symbol, int decimals, boolean active) {}

    @EventType("finance.currency.created")
    record CurrencyCreated(CurrencyDetails details) implements FinanceEvent {}

    @EventType("finance.currency.updated")
    record CurrencyUpdated(CurrencyDetails details) implements FinanceEvent {}

    @EventType("finance.currency.deleted")
    record CurrencyDeleted() implements FinanceEvent {}

    /**
     * From {@code day} on, one unit of the company's currency is worth {@code rate} units of {@code currency}. Stream
     * {@code rate/KEY}.
     *
     * @param companyId null: for all companies
     */
    @EventType("finance.rate.set")
    record RateSet(String currency, @Nullable String companyId, LocalDate day, BigDecimal rate)
            implements FinanceEvent {}

    @EventType("finance.rate.removed")
    record RateRemoved() implements FinanceEvent {}
}
