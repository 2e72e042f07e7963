package dev.sightline.server.access;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people's records add up to: told by the room that keeps the records, to those who ask for people. Amounts are in the
 * organisation's currency, the period is the current quarter. Thread-safe.
 */
public interface PersonFigures {

    /**
     * One bean implements it; a page of people costs a constant number of queries.
     *
     * @return figures by person id, of people whom the viewer sees; without an entry for those who have no record
     */
    Map<String, Figures> of(Scope viewer);

    /** How much the viewer sees. */
    Counts visibleTo(Scope viewer);

    /**
     * A person's own figures.
     *
     * @param winRate won / (won + lost), 0 to 1; null where nothing was closed in the period
     * @param team the same over the person's team
     */
    record Figures(
            long openCount,
            BigDecimal pipeline,
            BigDecimal weighted,
            BigDecimal wonAmount,
            long wonCount,
            @Nullable BigDecimal winRate,
            Team team) {
        public static final Figures NONE = new Figures(
                0,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                0,
                null,
                new Team(0, BigDecimal.ZERO, BigDecimal.ZERO));
    }

    /** Over everyone below a person and the teams that they lead, without their own: as far as the viewer sees it. */
    record Team(long openCount, BigDecimal pipeline, BigDecimal wonAmount) {}

    record Counts(long opportunities, long accounts) {}
}
