package dev.sightline.server.crm.dashboard;

import dev.sightline.server.crm.Opportunity.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * What figures are made of; adds up exactly. Amounts in the organisation's currency. Immutable.
 *
 * @param wonDays days from creation to winning, summed
 */
public record Sums(
        long openCount,
        BigDecimal openAmount,
        BigDecimal openWeighted,
        long wonCount,
        BigDecimal wonAmount,
        BigDecimal wonDays,
        long lostCount) {
    public static final Sums ZERO =
            new Sums(0, BigDecimal.ZERO, BigDecimal.ZERO, 0, BigDecimal.ZERO, BigDecimal.ZERO, 0);

    private static final BigDecimal DAY = BigDecimal.valueOf(86_400);
    private static final int SCALE = 4;

    /** What an opportunity adds while it is open; zero otherwise. */
    static Sums open(Counted counted) {
        return counted.status() == Status.OPEN ? open(1, counted.amount(), counted.weighted()) : ZERO;
    }

    static Sums open(long count, BigDecimal amount, BigDecimal weighted) {
        return new Sums(count, amount, weighted, 0, BigDecimal.ZERO, BigDecimal.ZERO, 0);
    }

    /** What it adds to the day it was won or lost on; zero otherwise. */
    static Sums closed(Counted counted) {
        return switch (counted.status()) {
            case WON -> new Sums(0, BigDecimal.ZERO, BigDecimal.ZERO, 1, counted.amount(), days(counted), 0);
            case LOST -> new Sums(0, BigDecimal.ZERO, BigDecimal.ZERO, 0, BigDecimal.ZERO, BigDecimal.ZERO, 1);
            case OPEN, ARCHIVED -> ZERO;
        };
    }

    /** All together, without making the sums in between: a dashboard adds up some thousand. */
    static Sums all(Iterable<Sums> each) {
        long openCount = 0;
        BigDecimal openAmount = BigDecimal.ZERO;
        BigDecimal openWeighted = BigDecimal.ZERO;
        long wonCount = 0;
        BigDecimal wonAmount = BigDecimal.ZERO;
        BigDecimal wonDays = BigDecimal.ZERO;
        long lostCount = 0;
        for (Sums sums : each) {
            openCount += sums.openCount;
            openAmount = openAmount.add(sums.openAmount);
            openWeighted = openWeighted.add(sums.openWeighted);
            wonCount += sums.wonCount;
            wonAmount = wonAmount.add(sums.wonAmount);
            wonDays = wonDays.add(sums.wonDays);
            lostCount += sums.lostCount;
        }
        return new Sums(openCount, openAmount, openWeighted, wonCount, wonAmount, wonDays, lostCount);
    }

    public Sums plus(Sums other) {
        return new Sums(
                openCount + other.openCount,
                openAmount.add(other.openAmount),
                openWeighted.add(other.openWeighted),
                wonCount + other.wonCount,
                wonAmount.add(other.wonAmount),
                wonDays.add(other.wonDays),
                lostCount + other.lostCount);
    }

    public Sums negated() {
        return new Sums(
                -openCount,
                openAmount.negate(),
                openWeighted.negate(),
                -wonCount,
                wonAmount.negate(),
                wonDays.negate(),
                -lostCount);
    }

    public Sums minus(Sums other) {
        return plus(other.negated());
    }

    boolean isZero() {
        return openCount == 0
                && openAmount.signum() == 0
                && openWeighted.signum() == 0
                && wonCount == 0
                && wonAmount.signum() == 0
                && wonDays.signum() == 0
                && lostCount == 0;
    }

    private static BigDecimal days(Counted counted) {
        if (counted.closedAt() == null) {
            return BigDecimal.ZERO;
        }
        long seconds = Duration.between(counted.createdAt(), counted.closedAt()).toSeconds();
        return BigDecimal.valueOf(seconds).divide(DAY, new MathContext(30)).setScale(SCALE, RoundingMode.HALF_UP);
    }
}
