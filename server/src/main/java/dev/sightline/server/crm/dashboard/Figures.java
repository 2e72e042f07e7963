package dev.sightline.server.crm.dashboard;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The figures of design §7 as functions of sums. Undefined is null and never 0. Pure. */
public final class Figures {
    private static final int SCALE = 4;

    private Figures() {}

    /** won / (won + lost), from 0 to 1; undefined where none was closed. */
    public static @Nullable BigDecimal winRate(Sums closed) {
        return quotient(BigDecimal.valueOf(closed.wonCount()), closed.wonCount() + closed.lostCount());
    }

    /** Won revenue / won count; undefined where none was won. */
    public static @Nullable BigDecimal averageDeal(Sums closed) {
        return quotient(closed.wonAmount(), closed.wonCount());
    }

    /** Mean days from creation to winning; undefined where none was won. */
    public static @Nullable BigDecimal salesCycleDays(Sums closed) {
        return quotient(closed.wonDays(), closed.wonCount());
    }

    /** By how much of {@code previous} it grew: 0.25 for a quarter more; undefined where there is nothing to compare with. */
    public static @Nullable BigDecimal growth(@Nullable BigDecimal value, @Nullable BigDecimal previous) {
        if (value == null || previous == null || previous.signum() == 0) {
            return null;
        }
        return value.subtract(previous)
                .divide(previous.abs(), MathContext.DECIMAL64)
                .setScale(SCALE, RoundingMode.HALF_UP);
    }

    /** The plain difference, for what is a share already; undefined where one of them is. */
    public static @Nullable BigDecimal difference(@Nullable BigDecimal value, @Nullable BigDecimal previous) {
        return value == null || previous == null ? null : value.subtract(previous);
    }

    private static @Nullable BigDecimal quotient(BigDecimal sum, long count) {
        return count == 0 ? null : sum.divide(BigDecimal.valueOf(count), SCALE, RoundingMode.HALF_UP);
    }
}
