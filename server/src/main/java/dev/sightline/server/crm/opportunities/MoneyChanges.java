package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.FinanceEvent.CompanyCreated;
import dev.sightline.catalog.FinanceEvent.CompanyDeleted;
import dev.sightline.catalog.FinanceEvent.CompanyDetails;
import dev.sightline.catalog.FinanceEvent.CompanyUpdated;
import dev.sightline.catalog.FinanceEvent.RateRemoved;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a batch makes of {@code crm_rates} and {@code crm_companies}: the last word on each, written once. Confined to one thread. */
final class MoneyChanges {
    /** Null: removed. */
    private final Map<String, @Nullable RateSet> rates = new LinkedHashMap<>();

    private final Map<String, CompanyDetails> companies = new LinkedHashMap<>();
    private final Set<String> deletedCompanies = new LinkedHashSet<>();

    private record Rate(String id, RateSet set) {}

    void take(String id, DomainEvent event) {
        switch (event) {
            case RateSet rate -> rates.put(id, rate);
            case RateRemoved() -> rates.put(id, null);
            case CompanyCreated(CompanyDetails details) -> company(id, details);
            case CompanyUpdated(CompanyDetails details) -> company(id, details);
            case CompanyDeleted() -> deletedCompanies.add(id);
            default -> {}
        }
    }

    void write(Connection connection, int organization) throws SQLException {
        List<Rate> set = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        rates.forEach((id, rate) -> {
            if (rate == null) {
                removed.add(id);
            } else {
                set.add(new Rate(id, rate));
            }
        });
        new Columns<Rate>(set)
                .text("id", Rate::id)
                .text("currency", rate -> rate.set().currency())
                .text("company_id", rate -> rate.set().companyId())
                .day("day", rate -> rate.set().day())
                .number("rate", rate -> rate.set().rate())
                .upsert(connection, organization, "crm_rates", "id");
        if (!removed.isEmpty()) {
            Rows.update(
                    connection,
                    "DELETE FROM crm_rates WHERE organization_id = ? AND id = ANY (?)",
                    organization,
                    removed);
        }
        new Columns<Map.Entry<String, CompanyDetails>>(companies.entrySet())
                .text("id", Map.Entry::getKey)
                .text("name", entry -> entry.getValue().name())
                .text("currency", entry -> entry.getValue().currency())
                .flag("active", entry -> entry.getValue().active())
                .flag("deleted", any -> false)
                .upsert(connection, organization, "crm_companies", "id");
        if (!deletedCompanies.isEmpty()) {
            Rows.update(
                    connection,
                    "UPDATE crm_companies SET deleted = true WHERE organization_id = ? AND id = ANY (?)",
                    organization,
                    deletedCompanies);
        }
    }

    private void company(String id, CompanyDetails details) {
        companies.put(id, details);
        deletedCompanies.remove(id);
    }
}
