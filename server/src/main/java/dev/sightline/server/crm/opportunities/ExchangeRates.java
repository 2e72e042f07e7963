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
import java.util.Comparator;
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
    private final Map<String, RateSet> byId = new HashMap<>();
    private final Map<String, String> companyCurrencies = new HashMap<>();
    /** Company, currency. */
    private final NavigableMap<String, Map<String, NavigableMap<Since, BigDecimal>>> index = new TreeMap<>();

    /** Where a rate stands among those of a company and a currency. */
    private record Since(LocalDate day, String id) implements Comparable<Since> {
        private static final Comparator<Since> ORDER =
                Comparator.comparing(Since::day).thenComparing(Since::id);

        @Override
        public int compareTo(Since other) {
            return ORDER.compare(this, other);
        }

        /** Before all of the next day. */
        static Since endOf(LocalDate day) {
            return new Since(day.plusDays(1), "");
        }
    }

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

    /** The same, to be changed apart. */
    ExchangeRates copy() {
        ExchangeRates copy = new ExchangeRates(organizationCurrency);
        byId.forEach(copy::set);
        copy.companyCurrencies.putAll(companyCurrencies);
        return copy;
    }

    /** Answers the currencies whose conversion this may change. */
    List<String> set(String id, RateSet rate) {
        RateSet before = byId.put(id, rate);
        if (before != null) {
            listed(before).remove(new Since(before.day(), id));
        }
        if (rate.rate().signum() > 0) {
            listed(rate).put(new Since(rate.day(), id), rate.rate());
        }
        return before == null || before.currency().equals(rate.currency())
                ? List.of(rate.currency())
                : List.of(before.currency(), rate.currency());
    }

    List<String> remove(String id) {
        RateSet before = byId.remove(id);
        if (before == null) {
            return List.of();
        }
        listed(before).remove(new Since(before.day(), id));
        return List.of(before.currency());
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
        for (Map<String, NavigableMap<Since, BigDecimal>> rates : candidates(companyId)) {
            BigDecimal from = on(rates.get(currency), day);
            if (from != null) {
                BigDecimal to = on(rates.get(organizationCurrency), day);
                return amount.multiply(to == null ? BigDecimal.ONE : to).divide(from, SCALE, RoundingMode.HALF_UP);
            }
        }
        return null;
    }

    private List<Map<String, NavigableMap<Since, BigDecimal>>> candidates(@Nullable String companyId) {
        List<Map<String, NavigableMap<Since, BigDecimal>>> found = new ArrayList<>();
        Map<String, NavigableMap<Since, BigDecimal>> own = companyId == null ? null : index.get(companyId);
        if (own != null) {
            found.add(own);
        }
        // The empty name of "all companies" comes first.
        found.addAll(index.values());
        return found;
    }

    /** Beside those of the same company and currency. */
    private NavigableMap<Since, BigDecimal> listed(RateSet rate) {
        return index.computeIfAbsent(
                        rate.companyId() == null ? ALL_COMPANIES : rate.companyId(), key -> new HashMap<>())
                .computeIfAbsent(rate.currency(), key -> new TreeMap<>());
    }

    private static @Nullable BigDecimal on(@Nullable NavigableMap<Since, BigDecimal> rates, LocalDate day) {
        if (rates == null || rates.isEmpty()) {
            return null;
        }
        Map.Entry<Since, BigDecimal> found = rates.lowerEntry(Since.endOf(day));
        if (found == null) {
            found = rates.lowerEntry(Since.endOf(rates.firstKey().day()));
        }
        return found == null ? null : found.getValue();
    }
}
