package dev.sightline.server.crm.opportunities;

import dev.sightline.server.crm.lists.Named;
import dev.sightline.server.crm.lists.Person;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lead or opportunity in a list.
 *
 * @param expectedRevenue in {@code currency}
 * @param amount in the organisation's currency; null where no rate is known
 * @param probability percent
 * @param account what the viewer opens it as
 */
public record OpportunityItem(
        String id,
        String name,
        @Schema(allowableValues = {"lead", "opportunity"}) String kind,

        @Schema(allowableValues = {"open", "won", "lost", "archived"})
        String status,

        @Nullable Named account,
        @Nullable Owner owner,
        boolean mine,
        @Nullable Named team,
        @Nullable Stage stage,
        BigDecimal expectedRevenue,
        String currency,
        @Nullable BigDecimal amount,
        BigDecimal probability,
        @Nullable BigDecimal weighted,
        @Nullable String priority,
        @Nullable LocalDate deadline,
        Instant createdAt,
        @Nullable Instant closedAt,
        Instant updatedAt,
        List<String> tags,
        @Nullable String lostReason) {

    /** Who has it, and whom they report to. */
    public record Owner(
            String userId, String name, @Nullable Person reportsTo) {}

    /** {@code sequence} orders the stages from first to last. */
    public record Stage(String id, String name, int sequence, boolean won) {}
}
