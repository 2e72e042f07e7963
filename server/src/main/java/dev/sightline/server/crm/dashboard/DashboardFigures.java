package dev.sightline.server.crm.dashboard;

import dev.sightline.server.crm.dashboard.Dashboard.Kpi;
import dev.sightline.server.crm.dashboard.Dashboard.Kpis;
import dev.sightline.server.crm.dashboard.Dashboard.Part;
import dev.sightline.server.crm.dashboard.Dashboard.TrendPoint;
import dev.sightline.server.crm.lists.Amounts;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From sums to what a dashboard shows. Pure. */
final class DashboardFigures {
    private DashboardFigures() {}

    /**
     * @param knownFrom the day of the first recorded event. A deal that was first seen won has the probability 100, whatever it
     *     was before: what the pipeline was worth, weighted, on an earlier day nobody knows
     */
    static Kpis kpis(DashboardSums sums, Comparison comparison, LocalDate knownFrom) {
        // While the period runs it is what is open now; of one that is over, what was open at its end.
        Sums open = comparison.running() ? sums.open() : sums.openAt(comparison.until());
        Sums openBefore = sums.openAt(comparison.beforeUntil());
        Sums closed =
                sums.closed(comparison.period().from(), comparison.period().lastDay());
        Sums closedBefore = sums.closed(comparison.before().from(), comparison.beforeUntil());
        String label = comparison.before().label();
        BigDecimal rate = Figures.winRate(closed);
        BigDecimal rateBefore = Figures.winRate(closedBefore);
        return new Kpis(
                growing(open.openAmount(), openBefore.openAmount(), label, null),
                growing(
                        !comparison.running() && comparison.until().isBefore(knownFrom) ? null : open.openWeighted(),
                        comparison.beforeUntil().isBefore(knownFrom) ? null : openBefore.openWeighted(),
                        label,
                        null),
                growing(closed.wonAmount(), closedBefore.wonAmount(), label, closed.wonCount()),
                new Kpi(
                        Amounts.orNull(rate),
                        Amounts.orNull(rateBefore),
                        Amounts.orNull(Figures.difference(rate, rateBefore)),
                        label,
                        null,
                        closed.wonCount(),
                        closed.lostCount()),
                growing(BigDecimal.valueOf(open.openCount()), BigDecimal.valueOf(openBefore.openCount()), label, null),
                growing(Figures.averageDeal(closed), Figures.averageDeal(closedBefore), label, closed.wonCount()),
                growing(
                        Figures.salesCycleDays(closed),
                        Figures.salesCycleDays(closedBefore),
                        label,
                        closed.wonCount()));
    }

    static Part part(DashboardSums sums, Comparison comparison) {
        Sums open = comparison.running() ? sums.open() : sums.openAt(comparison.until());
        return new Part(
                Amounts.of(open.openAmount()),
                open.openCount(),
                Amounts.of(sums.closed(
                                comparison.period().from(), comparison.period().lastDay())
                        .wonAmount()));
    }

    /** By day, of a year by month; up to today. */
    static List<TrendPoint> trend(DashboardSums sums, Comparison comparison) {
        List<TrendPoint> points = new ArrayList<>();
        LocalDate from = comparison.period().from();
        if (comparison.isYear()) {
            for (YearMonth month = YearMonth.from(from);
                    !month.isAfter(YearMonth.from(comparison.until()));
                    month = month.plusMonths(1)) {
                LocalDate end = month.atEndOfMonth();
                points.add(new TrendPoint(
                        null,
                        month.toString(),
                        Amounts.of(sums.openAt(end).openAmount()),
                        Amounts.of(sums.closed(month.atDay(1), end).wonAmount())));
            }
            return points;
        }
        BigDecimal pipeline = sums.openAt(from.minusDays(1)).openAmount();
        for (LocalDate day = from; !day.isAfter(comparison.until()); day = day.plusDays(1)) {
            Sums on = sums.on(day);
            pipeline = pipeline.add(on.openAmount());
            points.add(new TrendPoint(day, null, Amounts.of(pipeline), Amounts.of(on.wonAmount())));
        }
        return points;
    }

    private static Kpi growing(
            @Nullable BigDecimal value, @Nullable BigDecimal previous, String label, @Nullable Long count) {
        return new Kpi(
                Amounts.orNull(value),
                Amounts.orNull(previous),
                Amounts.orNull(Figures.growth(value, previous)),
                label,
                count,
                null,
                null);
    }
}
