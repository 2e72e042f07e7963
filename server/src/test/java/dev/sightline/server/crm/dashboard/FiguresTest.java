package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Sums NOTHING = Sums.ZERO;

    @Test
    void whatIsUndefinedIsNullAndNotZero() {
        assertThat(Figures.winRate(NOTHING)).isNull();
        assertThat(Figures.averageDeal(closed(0, "0", "0", 3))).isNull();
        assertThat(Figures.salesCycleDays(closed(0, "0", "0", 3))).isNull();
    }

    @Test
    void theWinRateIsWonOfClosed() {
        assertThat(Figures.winRate(closed(2, "10", "1", 1))).isEqualByComparingTo("0.6667");
        assertThat(Figures.winRate(closed(0, "0", "0", 4))).isEqualByComparingTo("0");
        assertThat(Figures.winRate(closed(4, "1", "1", 0))).isEqualByComparingTo("1");
    }

    @Test
    void meansAreOverWonDealsAlone() {
        Sums closed = closed(3, "1000.0001", "10", 97);
        assertThat(Figures.averageDeal(closed)).isEqualByComparingTo("333.3334");
        assertThat(Figures.salesCycleDays(closed)).isEqualByComparingTo("3.3333");
    }

    @Test
    void growthIsTheShareOfWhatWas() {
        assertThat(Figures.growth(number("125"), number("100"))).isEqualByComparingTo("0.25");
        assertThat(Figures.growth(number("75"), number("100"))).isEqualByComparingTo("-0.25");
        assertThat(Figures.growth(number("0"), number("3"))).isEqualByComparingTo("-1");
        // From a debt to a gain is growth too.
        assertThat(Figures.growth(number("50"), number("-100"))).isEqualByComparingTo("1.5");
    }

    @Test
    void nothingGrowsFromNothing() {
        assertThat(Figures.growth(number("5"), number("0"))).isNull();
        assertThat(Figures.growth(number("5"), null)).isNull();
        assertThat(Figures.growth(null, number("5"))).isNull();
        assertThat(Figures.difference(null, number("0.5"))).isNull();
        assertThat(Figures.difference(number("0.5"), null)).isNull();
    }

    @Test
    void sharesAreComparedByTheirDifference() {
        assertThat(Figures.difference(number("0.5"), number("0.75"))).isEqualByComparingTo("-0.25");
    }

    private static Sums closed(long won, String amount, String days, long lost) {
        return new Sums(0, BigDecimal.ZERO, BigDecimal.ZERO, won, number(amount), number(days), lost);
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
