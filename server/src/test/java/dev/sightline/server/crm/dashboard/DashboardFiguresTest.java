package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.server.crm.dashboard.Dashboard.Kpis;
import dev.sightline.server.platform.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Month;
import org.junit.jupiter.api.Test;

class DashboardFiguresTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    /** The same span of the quarter before ends here: 52 days from July. */
    private static final LocalDate COMPARED = LocalDate.of(2026, 8, 21);

    private final Comparison quarter = Comparison.of(Period.quarterOf(TODAY, Month.JANUARY), TODAY);

    @Test
    void theSameSpanOfThePeriodBeforeIsComparedWith() {
        assertThat(quarter.beforeUntil()).isEqualTo(COMPARED);
        Kpis kpis = DashboardFigures.kpis(sums(), quarter, COMPARED);
        assertThat(kpis.pipeline().value()).isEqualByComparingTo("300");
        assertThat(kpis.pipeline().previous()).isEqualByComparingTo("100");
        assertThat(kpis.pipeline().change()).isEqualByComparingTo("2");
        assertThat(kpis.open().value()).isEqualByComparingTo("2");
        assertThat(kpis.open().previous()).isEqualByComparingTo("1");
        assertThat(kpis.weighted().value()).isEqualByComparingTo("60");
        assertThat(kpis.weighted().previous()).isEqualByComparingTo("40");
    }

    @Test
    void beforeTheFirstRecordedEventNoProbabilityIsKnown() {
        Kpis kpis = DashboardFigures.kpis(sums(), quarter, COMPARED.plusDays(1));
        assertThat(kpis.weighted().value()).isEqualByComparingTo("60");
        assertThat(kpis.weighted().previous()).isNull();
        assertThat(kpis.weighted().change()).isNull();
        assertThat(kpis.pipeline().previous()).isEqualByComparingTo("100");
        assertThat(kpis.open().previous()).isEqualByComparingTo("1");
    }

    @Test
    void whereNothingWasClosedTheRateIsUndefined() {
        Kpis kpis = DashboardFigures.kpis(sums(), quarter, COMPARED);
        assertThat(kpis.won().value()).isEqualByComparingTo("0");
        assertThat(kpis.winRate().value()).isNull();
        assertThat(kpis.averageDeal().value()).isNull();
        assertThat(kpis.salesCycleDays().value()).isNull();
    }

    /** One deal of 100 since July, one of 200 since October. */
    private static DashboardSums sums() {
        Sums first = open("100", "40");
        Sums second = open("200", "20");
        DashboardSums sums = new DashboardSums();
        sums.add(FigureChanges.STAGE, "s1", first.plus(second));
        sums.add(FigureChanges.DAY, "2026-07-02", first);
        sums.add(FigureChanges.DAY, "2026-10-03", second);
        return sums;
    }

    private static Sums open(String amount, String weighted) {
        return new Sums(1, new BigDecimal(amount), new BigDecimal(weighted), 0, BigDecimal.ZERO, BigDecimal.ZERO, 0);
    }
}
