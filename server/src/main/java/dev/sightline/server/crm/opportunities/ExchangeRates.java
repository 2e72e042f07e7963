package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.server.crm.tables.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rates and companies known so far, and conversion to the organisation's currency by them: amount x r_org / r_X,
 * each the rate on or before the day, else the earliest; of two rates of one day the one with the higher id (as text), whichever
 * came first. Rates count units per unit of the company's currency, so both
 * come from one company: the record's, else those for all companies, else the first company that has any. Confined to
 * one thread.
 */
final class ExchangeRates {
    private static final int SCALE = 4;
    private static final String ALL_COMPANIES = "";

    private final String organizationCurrency;
    private final NavigableMap<String, RateSet> byId = new TreeMap<>();
    private final Map<String, String> companyCurrencies = new HashMap<>();
    /** Company, currency, day. */
    private @Nullable NavigableMap<String, Map<String, NavigableMap<LocalDate, BigDecimal>>> index;

    ExchangeRates(String organizationCurrency) {
        this.organizationCurrency = organizationCurrency;
    }

    /** Those that the views know. */
    static ExchangeRates read(Connection connection, int organization, String organizationCurrency)
            throws SQLException {
        ExchangeRates rates = new ExchangeRates(organizationCurrency);
        Rows.query(
                connection,
                "SELECT id, currency, company_id, day, rate FROM crm_rates WHERE organization_id = ?",
                row -> rates.set(
                        row.getString("id"),
                        new RateSet(
                                row.getString("currency"),
                                row.getString("company_id"),
                                row.getObject("day", LocalDate.class),
                                row.getBigDecimal("rate"))),
                organization);
        for (Company company : Rows.query(
                connection,
                "SELECT id, currency FROM crm_companies WHERE organization_id = ?",
                row -> new Company(row.getString("id"), row.getString("currency")),
                organization)) {
            rates.company(company.id(), company.currency());
        }
        return rates;
    }

    private record Company(String id, @Nullable String currency) {}

    /** Answers the currencies whose conversion this may change. */
    List<String> set(String id, RateSet rate) {
        RateSet before = byId.put(id, rate);
        index = null;
        return before == null || before.currency().equals(rate.currency())
                ? List.of(rate.currency())
                : List.of(before.currency(), rate.currency());
    }

    List<String> remove(String id) {
        RateSet before = byId.remove(id);
        index = null;
        return before == null ? List.of() : List.of(before.currency());
    }

    void company(String id, @Nullable String currency) {
        if (currency == null) {
            companyCurrencies.remove(id);
        } else {
            companyCurrencies.put(id, currency);
        }
    }

    String organizationCurrency() {
        return organizationCurrency;
    }

    /** What the expected revenue is in: the record's currency, else its company's, else the organisation's. */
    String moneyOf(OpportunityDetails details) {
        if (details.currency() != null) {
            return details.currency();
        }
        String company = details.companyId();
        String ofCompany = company == null ? null : companyCurrencies.get(company);
        return ofCompany == null ? organizationCurrency : ofCompany;
    }

    /** In the organisation's currency, four decimals; null where no rate of {@code currency} is known. */
    @Nullable
    BigDecimal convert(BigDecimal amount, String currency, @Nullable String companyId, LocalDate day) {
        if (currency.equals(organizationCurrency)) {
            return amount.setScale(SCALE, RoundingMode.HALF_UP);
        }
        for (Map<String, NavigableMap<LocalDate, BigDecimal>> rates : candidates(companyId)) {
            BigDecimal from = on(rates.get(currency), day);
            if (from != null) {
                BigDecimal to = on(rates.get(organizationCurrency), day);
                return amount.multiply(to == null ? BigDecimal.ONE : to).divide(from, SCALE, RoundingMode.HALF_UP);
            }
        }
        return null;
    }

    private List<Map<String, NavigableMap<LocalDate, BigDecimal>>> candidates(@Nullable String companyId) {
        NavigableMap<String, Map<String, NavigableMap<LocalDate, BigDecimal>>> rates = index();
        List<Map<String, NavigableMap<LocalDate, BigDecimal>>> found = new ArrayList<>();
        Map<String, NavigableMap<LocalDate, BigDecimal>> own = companyId == null ? null : rates.get(companyId);
        if (own != null) {
            found.add(own);
        }
        // The empty name of "all companies" comes first.
        found.addAll(rates.values());
        return found;
    }

    private NavigableMap<String, Map<String, NavigableMap<LocalDate, BigDecimal>>> index() {
        NavigableMap<String, Map<String, NavigableMap<LocalDate, BigDecimal>>> rates = index;
        if (rates == null) {
            rates = new TreeMap<>();
            for (RateSet rate : byId.values()) {
                if (rate.rate().signum() > 0) {
                    String company = rate.companyId() == null ? ALL_COMPANIES : rate.companyId();
                    rates.computeIfAbsent(company, key -> new HashMap<>())
                            .computeIfAbsent(rate.currency(), key -> new TreeMap<>())
                            .put(rate.day(), rate.rate());
                }
            }
            index = rates;
        }
        return rates;
    }

    private static @Nullable BigDecimal on(@Nullable NavigableMap<LocalDate, BigDecimal> rates, LocalDate day) {
        if (rates == null || rates.isEmpty()) {
            return null;
        }
        Map.Entry<LocalDate, BigDecimal> found = rates.floorEntry(day);
        return found == null ? rates.firstEntry().getValue() : found.getValue();
    }
}
