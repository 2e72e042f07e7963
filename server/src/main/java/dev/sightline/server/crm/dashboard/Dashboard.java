package dev.sightline.server.crm.dashboard;

import dev.sightline.server.crm.activities.ActivityItem;
import dev.sightline.server.platform.Freshness;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of {@code GET /api/v2/dashboard}. Amounts in {@code currency}, the organisation's. Immutable. */
record Dashboard(
        @Schema(allowableValues = {"mine", "team", "both"}) String scope,
        Period period,
        Viewer viewer,
        String currency,
        Kpis kpis,
        List<StageSum> stages,
        List<TrendPoint> trend,
        List<Performer> topPerformers,
        List<ActivityItem> upcomingActivities,
        Parts parts,
        Freshness freshness) {

    Dashboard with(Freshness now) {
        return new Dashboard(
                scope, period, viewer, currency, kpis, stages, trend, topPerformers, upcomingActivities, parts, now);
    }

    /**
     * @param asOf the day at whose end everything open is taken, where the period is over; null for now
     * @param knownFrom the first day that was watched: of the ends of earlier ones neither stages nor the weighted pipeline are known
     */
    record Period(
            String id,
            String label,
            LocalDate from,
            LocalDate to,
            Span comparedTo,
            @Nullable LocalDate asOf,
            LocalDate knownFrom) {}

    /** Days, both included. */
    record Span(String label, LocalDate from, LocalDate to) {}

    /** Whose numbers these are. */
    record Viewer(@Nullable String userId, @Nullable String name, int teamSize) {}

    record Kpis(Kpi pipeline, Kpi weighted, Kpi won, Kpi winRate, Kpi open, Kpi averageDeal, Kpi salesCycleDays) {}

    /**
     * A figure beside what it was; undefined is null.
     *
     * @param change share of {@code previous} by which it grew; for the win rate the difference
     * @param count won ones; null where that is not asked
     */
    record Kpi(
            @Nullable BigDecimal value,
            @Nullable BigDecimal previous,
            @Nullable BigDecimal change,
            String comparedTo,
            @Nullable Long count,
            @Nullable Long won,
            @Nullable Long lost) {}

    /** {@code stageId} is null for those in no stage. */
    record StageSum(
            @Nullable String stageId, String name, int sequence, long count, BigDecimal amount, BigDecimal weighted) {}

    /** One of {@code day} and {@code month} ({@code 2026-11}) is given; the pipeline is that of its end. */
    record TrendPoint(@Nullable LocalDate day, @Nullable String month, BigDecimal pipeline, BigDecimal won) {}

    record Performer(
            String userId,
            String name,
            @Nullable String jobTitle,
            BigDecimal wonAmount,
            long wonCount,
            BigDecimal pipeline) {}

    record Parts(Part mine, Part team) {}

    /** {@code won} is the revenue won in the period. */
    record Part(BigDecimal pipeline, long open, BigDecimal won) {}
}
