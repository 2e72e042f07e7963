package dev.sightline.server.finance;

import dev.sightline.catalog.FinanceEvent.CompanyCreated;
import dev.sightline.catalog.FinanceEvent.CompanyDeleted;
import dev.sightline.catalog.FinanceEvent.CompanyDetails;
import dev.sightline.catalog.FinanceEvent.CompanyUpdated;
import dev.sightline.catalog.FinanceEvent.CurrencyCreated;
import dev.sightline.catalog.FinanceEvent.CurrencyDeleted;
import dev.sightline.catalog.FinanceEvent.CurrencyDetails;
import dev.sightline.catalog.FinanceEvent.CurrencyUpdated;
import dev.sightline.catalog.FinanceEvent.RateRemoved;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.ingest.OdooMapping;
import dev.sightline.server.ingest.OdooRecord;
import dev.sightline.server.ingest.Translator;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Companies, currencies and rates of an Odoo. */
@Component
class OdooFinance implements Translator {
    private static final String COMPANY = "res.company";
    private static final String CURRENCY = "res.currency";
    private static final String RATE = "res.currency.rate";
    private static final int USUAL_DECIMALS = 2;

    private static final OdooMapping<CurrencyDetails> CURRENCIES = new OdooMapping<>(
            "currency",
            OdooFinance::currency,
            CurrencyCreated::new,
            (details, changed) -> new CurrencyUpdated(details),
            CurrencyDeleted::new);

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public Set<String> models() {
        return Set.of(COMPANY, CURRENCY, RATE);
    }

    @Override
    public List<Translation> translate(Observation observation, Lookups lookups) {
        return switch (observation.model()) {
            case COMPANY ->
                new OdooMapping<CompanyDetails>(
                                "company",
                                record -> company(record, lookups),
                                CompanyCreated::new,
                                (details, changed) -> new CompanyUpdated(details),
                                CompanyDeleted::new)
                        .translate(observation);
            case CURRENCY -> CURRENCIES.translate(observation);
            case RATE ->
                new OdooMapping<RateSet>(
                                "rate",
                                record -> rate(record, observation, lookups),
                                rate -> rate,
                                (rate, changed) -> rate,
                                RateRemoved::new)
                        .translate(observation);
            default -> throw new IllegalArgumentException("not a model of this translator: " + observation.model());
        };
    }

    private static CompanyDetails company(OdooRecord record, Lookups lookups) {
        return new CompanyDetails(
                Objects.requireNonNullElse(record.text("name"), ""),
                currencyCode(record, lookups),
                record.referenceKey("partner_id"),
                record.flag("active", true));
    }

    private static CurrencyDetails currency(OdooRecord record) {
        return new CurrencyDetails(
                Objects.requireNonNullElse(record.text("name"), ""),
                record.text("symbol"),
                record.integer("decimal_places", USUAL_DECIMALS),
                record.flag("active", true));
    }

    private static RateSet rate(OdooRecord record, Observation observation, Lookups lookups) {
        LocalDate day = record.day("name");
        return new RateSet(
                Objects.requireNonNullElse(currencyCode(record, lookups), ""),
                record.referenceKey("company_id"),
                day == null ? observation.observedAt().atZone(ZoneOffset.UTC).toLocalDate() : day,
                record.decimal("rate"));
    }

    /** The ISO code comes as the reference's name; where only the id came, the currency itself tells it. */
    private static @Nullable String currencyCode(OdooRecord record, Lookups lookups) {
        String code = record.referenceName("currency_id");
        String id = record.reference("currency_id");
        if (code != null || id == null) {
            return code;
        }
        JsonNode currency = lookups.latest(CURRENCY, id);
        return currency == null ? null : new OdooRecord(CURRENCY, id, currency).text("name");
    }
}
