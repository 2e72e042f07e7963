package dev.sightline.server.crm.opportunities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.FinanceEvent.RateSet;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExchangeRatesTest {
    private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 1);

    private final ExchangeRates rates = new ExchangeRates("EUR");

    @Test
    void theRateOnOrBeforeTheDayCounts() {
        set("r1", "USD", null, MARCH, "2");
        set("r2", "USD", null, JUNE, "4");
        assertThat(of100("USD", null, MARCH)).isEqualByComparingTo("50");
        assertThat(of100("USD", null, JUNE.minusDays(1))).isEqualByComparingTo("50");
        assertThat(of100("USD", null, JUNE)).isEqualByComparingTo("25");
        assertThat(of100("USD", null, JUNE.plusYears(1))).isEqualByComparingTo("25");
    }

    @Test
    void beforeTheFirstRateTheEarliestCounts() {
        set("r1", "USD", null, JUNE, "4");
        set("r2", "USD", null, MARCH, "2");
        assertThat(of100("USD", null, MARCH.minusYears(1))).isEqualByComparingTo("50");
    }

    @Test
    void ofTwoRatesOfOneDayTheHigherIdCountsWhicheverCameFirst() {
        set("r2", "USD", null, MARCH, "4");
        set("r1", "USD", null, MARCH, "2");
        assertThat(of100("USD", null, MARCH)).isEqualByComparingTo("25");
        assertThat(of100("USD", null, MARCH.minusDays(9))).isEqualByComparingTo("25");
        rates.remove("r2");
        assertThat(of100("USD", null, MARCH)).isEqualByComparingTo("50");
        set("r2", "USD", null, MARCH, "4");
        assertThat(of100("USD", null, MARCH)).isEqualByComparingTo("25");
    }

    @Test
    void bothRatesComeFromOneCompany() {
        set("r1", "USD", null, MARCH, "4");
        set("r2", "USD", "c1", MARCH, "1");
        set("r3", "EUR", "c1", MARCH, "0.8");
        assertThat(of100("USD", "c1", MARCH)).isEqualByComparingTo("80");
        assertThat(of100("USD", "c2", MARCH)).isEqualByComparingTo("25");
        assertThat(of100("USD", null, MARCH)).isEqualByComparingTo("25");
    }

    @Test
    void whatHasNoRateIsNotConverted() {
        assertThat(of100("GBP", null, MARCH)).isNull();
        assertThat(of100("EUR", null, MARCH)).isEqualByComparingTo("100");
    }

    private void set(String id, String currency, @Nullable String company, LocalDate day, String rate) {
        rates.set(id, new RateSet(currency, company, day, new BigDecimal(rate)));
    }

    private @Nullable BigDecimal of100(String currency, @Nullable String company, LocalDate day) {
        return rates.convert(BigDecimal.valueOf(100), currency, company, day);
    }
}
