package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.SealedEvent;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.crm.activities.ActivityItem;
import dev.sightline.server.crm.lists.Named;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.ingest.PersonalTexts;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Questions;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import dev.sightline.server.tenancy.Organizations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One opportunity with its history, read from the event log itself (R10). Thread-safe. */
@Component
class ShowOpportunity {
    static final int MOST = 500;

    private final OrganizationTransactions transactions;
    private final EventStore events;
    private final PersonalTexts texts;
    private final Organizations organizations;
    private final Clock clock;

    ShowOpportunity(
            OrganizationTransactions transactions,
            EventStore events,
            PersonalTexts texts,
            Organizations organizations,
            Clock clock) {
        this.transactions = transactions;
        this.events = events;
        this.texts = texts;
        this.organizations = organizations;
        this.clock = clock;
    }

    /**
     * @param visibleToUserIds the owner, everyone above, and the team's leader; those whose role sees everything are not listed
     * @param history oldest first; the first 500 events
     * @param activities as they are now, whatever moment is shown, and so is who may see it
     * @param asOf null where it is shown as it is now
     */
    record Shown(
            String id,
            String name,

            @Schema(allowableValues = {"lead", "opportunity"})
            String kind,

            @Schema(allowableValues = {"open", "won", "lost", "archived"})
            String status,

            @Nullable Named account,
            OpportunityItem.@Nullable Owner owner,
            boolean mine,
            @Nullable Named team,
            OpportunityItem.@Nullable Stage stage,
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
            @Nullable String lostReason,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String contactName,
            @Nullable String city,
            @Nullable String country,
            List<String> visibleToUserIds,
            List<OpportunityHistory.Entry> history,
            List<ActivityItem> activities,
            @Nullable AsOf asOf,
            Freshness freshness) {
        static Shown of(
                OpportunityItem item,
                Contact contact,
                List<String> viewers,
                List<OpportunityHistory.Entry> history,
                List<ActivityItem> activities,
                @Nullable AsOf asOf,
                Freshness freshness) {
            return new Shown(
                    item.id(),
                    item.name(),
                    item.kind(),
                    item.status(),
                    item.account(),
                    item.owner(),
                    item.mine(),
                    item.team(),
                    item.stage(),
                    item.expectedRevenue(),
                    item.currency(),
                    item.amount(),
                    item.probability(),
                    item.weighted(),
                    item.priority(),
                    item.deadline(),
                    item.createdAt(),
                    item.closedAt(),
                    item.updatedAt(),
                    item.tags(),
                    item.lostReason(),
                    contact.email(),
                    contact.phone(),
                    contact.contactName(),
                    contact.city(),
                    contact.country(),
                    viewers,
                    history,
                    activities,
                    asOf,
                    freshness);
        }
    }

    /**
     * The past moment that is shown.
     *
     * @param position of the last event that it counts
     * @param knownFrom the first day that was watched as it went by: of earlier ones stage and probability are as first seen
     */
    record AsOf(String moment, long position, LocalDate knownFrom) {}

    record Contact(
            @Nullable String email,
            @Nullable String phone,
            @Nullable String contactName,
            @Nullable String city,
            @Nullable String country) {}

    private record Found(OpportunityItem item, Contact contact) {}

    /** @throws Refused 404 where there is none that the viewer may see */
    Shown show(Scope scope, String id, Freshness freshness) {
        Condition visible = Visibility.visibleOne(scope, "o");
        Map<String, Object> params = new HashMap<>(visible.params());
        params.put("id", id);
        // Whether it may be seen is settled before its history is read.
        OneTrip trip = transactions.trip(scope.organization());
        Supplier<List<Found>> found = trip.ask(
                "SELECT " + OpportunityItems.COLUMNS
                        + ", o.email, o.phone, o.contact_name, o.city, o.country FROM opportunity_view o "
                        + OpportunityItems.JOINS + " WHERE " + visible.sql() + " AND o.id = :id",
                params,
                (row, number) -> new Found(
                        OpportunityItems.map(row, scope),
                        new Contact(
                                row.getString("email"),
                                row.getString("phone"),
                                row.getString("contact_name"),
                                row.getString("city"),
                                row.getString("country"))));
        Supplier<List<String>> viewers = viewers(trip, scope, id);
        Supplier<List<ActivityItem>> activities = activities(trip, scope, id, today(scope));
        trip.go();
        Found shown = found.get().stream().findFirst().orElseThrow(() -> Refused.notFound("opportunity"));
        List<RecordedEvent> log =
                events.read(scope.organization(), EventFilter.all().ofStream(new StreamId("opportunity", id)), MOST);
        List<SealedEvent> sealed = log.stream().map(DecodedEvents::sealed).toList();
        List<DomainEvent> open = texts.open(scope.organization(), sealed);
        OneTrip another = transactions.trip(scope.organization());
        Supplier<OpportunityHistory.Names> names = OpportunityHistory.Names.ask(another, scope.organization(), open);
        another.go();
        return Shown.of(
                shown.item(),
                shown.contact(),
                viewers.get(),
                OpportunityHistory.of(log, open, names.get()),
                activities.get(),
                null,
                freshness);
    }

    private LocalDate today(Scope scope) {
        return LocalDate.ofInstant(
                clock.instant(), organizations.get(scope.organization()).zone());
    }

    static Supplier<List<String>> viewers(Questions questions, Scope scope, String id) {
        return questions.ask(
                """
                SELECT m.viewer_id FROM opportunity_view o
                JOIN user_access_matrix m ON m.organization_id = o.organization_id AND m.owner_id = o.owner_id
                WHERE o.organization_id = :organization AND o.id = :id
                UNION SELECT o.owner_id FROM opportunity_view o
                WHERE o.organization_id = :organization AND o.id = :id AND o.owner_id IS NOT NULL
                UNION SELECT l.leader_id FROM opportunity_view o
                JOIN team_leads l ON l.organization_id = o.organization_id AND l.team_id = o.team_id
                WHERE o.organization_id = :organization AND o.id = :id
                ORDER BY 1
                """, Map.of("organization", scope.organization().value(), "id", id), (row, number) -> row.getString(1));
    }

    static Supplier<List<ActivityItem>> activities(Questions questions, Scope scope, String id, LocalDate today) {
        return questions.ask(
                "SELECT " + ActivityItem.COLUMNS + " FROM activity_view v " + ActivityItem.JOINS
                        + " WHERE v.organization_id = :organization AND v.on_kind = 'opportunity' AND v.on_id = :id"
                        + " ORDER BY v.due DESC, v.id LIMIT 100",
                Map.of("organization", scope.organization().value(), "id", id),
                (row, number) -> ActivityItem.map(row, scope, today));
    }
}
