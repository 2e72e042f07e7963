package dev.sightline.server.crm.dashboard;

import dev.sightline.server.crm.Opportunity.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An opportunity as figures see it.
 *
 * @param ownerId person id
 * @param amount in the organisation's currency; zero where it cannot be converted, for such a one is counted but adds no money
 * @param weighted amount x probability
 * @param closedDay of a won or lost one, in the organisation's zone
 */
public record Counted(
        @Nullable String ownerId,
        @Nullable String teamId,
        @Nullable String stageId,
        Status status,
        BigDecimal amount,
        BigDecimal weighted,
        Instant createdAt,
        @Nullable Instant closedAt,
        @Nullable LocalDate closedDay) {}
