package dev.sightline.server.crm.dashboard;

import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Period.Span;
import java.time.LocalDate;

/**
 * A period as far as it has come, and the same span of the one before. Immutable.
 *
 * @param until the last day that figures are taken at: today while the period runs, else its end
 * @param running whether today is in it, or it is yet to come
 */
record Comparison(Period period, LocalDate until, boolean running, Span before) {

    static Comparison of(Period period, LocalDate today) {
        boolean running = !today.isAfter(period.lastDay());
        return new Comparison(period, running ? today : period.lastDay(), running, period.comparison(today));
    }

    /** The last day of the span before; the day before its first where it is empty. */
    LocalDate beforeUntil() {
        return before.lastDay();
    }

    boolean isYear() {
        return period.from().plusYears(1).equals(period.until());
    }

    /** The period's name in {@code dashboard_people}. */
    static String peopleKey(Period period) {
        String kind = period.from().plusMonths(1).equals(period.until())
                ? "month "
                : period.from().plusMonths(3).equals(period.until()) ? "quarter " : "year ";
        return kind + period.from();
    }
}
