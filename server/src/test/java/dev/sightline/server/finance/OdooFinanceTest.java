package dev.sightline.server.finance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.catalog.DomainEvent;
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
import dev.sightline.server.ingest.Snapshots;
import dev.sightline.server.ingest.Translator.Translation;
import dev.sightline.server.ingest.UntranslatableRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OdooFinanceTest {
    private static final String COMPANY =
            "{'name': 'Us', 'currency_id': [126, 'EUR'], 'partner_id': [1, 'Us'], 'active': true}";

    private static final String EURO = "{'name': 'EUR', 'symbol': '€', 'decimal_places': 2, 'active': true}";

    private static final String RATE = """
            {'name': '2026-11-02', 'currency_id': [1, 'USD'], 'company_id': [1, 'Us'], 'rate': 1.2750,
             'create_date': '2026-11-03 08:00:00', 'write_date': '2026-11-04 09:00:00'}""";

    private final Snapshots odoo = new Snapshots();
    private final OdooFinance finance = new OdooFinance();

    private List<Translation> translate(String model, long id, @Nullable String fields) {
        return finance.translate(odoo.see(model, id, fields), odoo);
    }

    private List<DomainEvent> events(String model, long id, @Nullable String fields) {
        return translate(model, id, fields).stream().map(Translation::event).toList();
    }

    @Test
    void a_company_has_the_code_of_its_currency() {
        Translation created = translate("res.company", 1, COMPANY).getFirst();

        assertThat(created.stream()).hasToString("company/odoo-1");
        assertThat(created.occurredAt()).isEqualTo(Snapshots.SEEN);
        assertThat(created.event()).isEqualTo(new CompanyCreated(new CompanyDetails("Us", "EUR", "odoo-1", true)));
    }

    @Test
    void a_bare_id_is_looked_up_among_the_currencies() {
        odoo.see("res.currency", 126, EURO);

        assertThat(events("res.company", 1, COMPANY.replace("[126, 'EUR']", "126")))
                .containsExactly(new CompanyCreated(new CompanyDetails("Us", "EUR", "odoo-1", true)));
        assertThat(events("res.company", 2, COMPANY.replace("[126, 'EUR']", "999")))
                .containsExactly(new CompanyCreated(new CompanyDetails("Us", null, "odoo-1", true)));
        assertThat(events("res.company", 3, COMPANY.replace("[126, 'EUR']", "false")))
                .containsExactly(new CompanyCreated(new CompanyDetails("Us", null, "odoo-1", true)));
    }

    @Test
    void a_company_changes_its_currency_and_goes() {
        translate("res.company", 1, COMPANY);

        assertThat(events("res.company", 1, COMPANY.replace("[126, 'EUR']", "[1, 'USD']")))
                .containsExactly(new CompanyUpdated(new CompanyDetails("Us", "USD", "odoo-1", true)));
        assertThat(events("res.company", 1, null)).containsExactly(new CompanyDeleted());
        assertThat(events("res.company", 1, null)).isEmpty();
    }

    @Test
    void currencies_come_change_and_go() {
        assertThat(events("res.currency", 126, EURO))
                .containsExactly(new CurrencyCreated(new CurrencyDetails("EUR", "€", 2, true)));
        assertThat(events("res.currency", 126, EURO)).isEmpty();
        assertThat(events("res.currency", 126, EURO.replace("'active': true", "'active': false")))
                .containsExactly(new CurrencyUpdated(new CurrencyDetails("EUR", "€", 2, false)));
        assertThat(events("res.currency", 126, null)).containsExactly(new CurrencyDeleted());
        assertThat(events("res.currency", 5, "{'name': 'XXX'}"))
                .containsExactly(new CurrencyCreated(new CurrencyDetails("XXX", null, 2, true)));
        assertThat(events("res.currency", 6, "{'name': 'JPY', 'symbol': '¥', 'decimal_places': 0}"))
                .containsExactly(new CurrencyCreated(new CurrencyDetails("JPY", "¥", 0, true)));
    }

    @Test
    void a_rate_is_of_a_day_a_currency_and_a_company() {
        Translation set = translate("res.currency.rate", 3, RATE).getFirst();

        assertThat(set.stream()).hasToString("rate/odoo-3");
        assertThat(set.occurredAt()).isEqualTo(Instant.parse("2026-11-03T08:00:00Z"));
        assertThat(set.event())
                .isEqualTo(new RateSet("USD", "odoo-1", LocalDate.parse("2026-11-02"), new BigDecimal("1.275")));
    }

    @Test
    void a_rate_is_corrected_and_removed() {
        translate("res.currency.rate", 3, RATE);

        assertThat(events("res.currency.rate", 3, RATE.replace("1.2750", "1.275")))
                .isEmpty();
        assertThat(translate("res.currency.rate", 3, RATE.replace("1.2750", "1.30")))
                .singleElement()
                .satisfies(corrected -> {
                    assertThat(corrected.occurredAt()).isEqualTo(Instant.parse("2026-11-04T09:00:00Z"));
                    assertThat(corrected.event())
                            .isEqualTo(
                                    new RateSet("USD", "odoo-1", LocalDate.parse("2026-11-02"), new BigDecimal("1.3")));
                });
        assertThat(events("res.currency.rate", 3, null)).containsExactly(new RateRemoved());
    }

    @Test
    void a_rate_for_all_companies_without_a_day_holds_from_the_day_it_was_seen() {
        assertThat(events(
                        "res.currency.rate",
                        3,
                        RATE.replace("[1, 'Us']", "false").replace("'2026-11-02'", "false")))
                .containsExactly(new RateSet("USD", null, LocalDate.parse("2026-11-21"), new BigDecimal("1.275")));
    }

    @Test
    void fields_of_a_wrong_shape_are_named() {
        assertThatThrownBy(() -> translate("res.currency.rate", 3, RATE.replace("1.2750", "'much'")))
                .isInstanceOf(UntranslatableRecord.class)
                .hasMessage("res.currency.rate/3: field 'rate' is not a number");
        assertThatThrownBy(() -> translate("res.currency.rate", 4, RATE.replace("2026-11-02", "one day")))
                .isInstanceOf(UntranslatableRecord.class)
                .hasMessage("res.currency.rate/4: field 'name' is not a date");
        assertThatThrownBy(() -> translate("res.currency", 5, EURO.replace(": 2", ": 2.5")))
                .isInstanceOf(UntranslatableRecord.class)
                .hasMessage("res.currency/5: field 'decimal_places' is not a whole number");
    }

    @Test
    void other_models_are_not_its_business() {
        assertThat(finance.models()).containsExactlyInAnyOrder("res.company", "res.currency", "res.currency.rate");
        assertThatThrownBy(() -> translate("crm.lead", 1, "{'name': 'Deal'}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
