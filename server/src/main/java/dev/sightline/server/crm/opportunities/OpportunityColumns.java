package dev.sightline.server.crm.opportunities;

import dev.sightline.server.crm.lists.ExportColumn;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an exported list of opportunities can have in its columns, named and in the order as on the screen. */
final class OpportunityColumns {
    private static final List<ExportColumn<OpportunityItem>> ALL = List.of(
            new ExportColumn<>("name", "Opportunity", OpportunityItem::name),
            new ExportColumn<>(
                    "account",
                    "Account",
                    item -> item.account() == null ? null : item.account().name()),
            new ExportColumn<>(
                    "owner",
                    "Owner",
                    item -> item.owner() == null ? null : item.owner().name()),
            new ExportColumn<>("stage", "Stage", OpportunityColumns::stage),
            new ExportColumn<>("amount", "Expected revenue", OpportunityItem::expectedRevenue),
            new ExportColumn<>("currency", "Currency", OpportunityItem::currency),
            new ExportColumn<>("probability", "Probability", OpportunityItem::probability),
            new ExportColumn<>("weighted", "Weighted", OpportunityItem::weighted),
            new ExportColumn<>("deadline", "Expected close", OpportunityItem::deadline),
            new ExportColumn<>("closed", "Closed", OpportunityItem::closedAt),
            new ExportColumn<>("updated", "Updated", OpportunityItem::updatedAt),
            new ExportColumn<>("created", "Created", OpportunityItem::createdAt),
            new ExportColumn<>(
                    "team",
                    "Sales team",
                    item -> item.team() == null ? null : item.team().name()),
            new ExportColumn<>("tags", "Tags", item -> String.join(", ", item.tags())));

    /** What is known as it is now only, and would be out of place among rows of an earlier day. */
    private static final Set<String> OF_TODAY = Set.of("deadline", "closed", "updated", "tags");

    /** What nobody knows of a day before the first sync. */
    private static final Set<String> UNWATCHED = Set.of("stage", "probability", "weighted");

    private OpportunityColumns() {}

    /** Of what is now, where {@code asOf} is null; else of that day. */
    static List<ExportColumn<OpportunityItem>> of(@Nullable LocalDate asOf, @Nullable LocalDate knownFrom) {
        if (asOf == null) {
            return ALL;
        }
        boolean watched = knownFrom == null || !asOf.isBefore(knownFrom);
        return ALL.stream()
                .filter(column -> !OF_TODAY.contains(column.id()))
                .filter(column -> watched || !UNWATCHED.contains(column.id()))
                .toList();
    }

    private static @Nullable String stage(OpportunityItem item) {
        if (!item.status().equals("open")) {
            return item.status();
        }
        return item.stage() == null ? null : item.stage().name();
    }
}
