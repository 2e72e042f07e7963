package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.CrmEvent.OpportunityAssigned;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDeleted;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.CrmEvent.OpportunityLost;
import dev.sightline.catalog.CrmEvent.OpportunityReopened;
import dev.sightline.catalog.CrmEvent.OpportunityStageChanged;
import dev.sightline.catalog.CrmEvent.OpportunityUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.server.access.PersonId;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.platform.Questions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stream of events in plain words. Pure, but for {@link Names#ask}. */
final class OpportunityHistory {
    private OpportunityHistory() {}

    /** @param source such as {@code odoo} */
    record Entry(
            long position,
            long version,
            String type,
            Instant occurredAt,
            Instant recordedAt,
            String source,
            String summary,
            List<Change> changes) {}

    /** Values are texts, numbers or null; of references the names. */
    record Change(
            String field, @Nullable Object from, @Nullable Object to) {}

    /** Today's names of what events refer to by key: {@code stage/odoo-1}. */
    record Names(Map<String, String> byKey) {
        /** @param open the events that refer to them: of the people only those are read, as there may be thousands */
        static Supplier<Names> ask(Questions questions, OrganizationId organization, List<DomainEvent> open) {
            Supplier<List<Map.Entry<String, String>>> names = questions.ask(
                    """
                    SELECT 'stage/' || id AS key, name FROM crm_stages WHERE organization_id = :organization
                    UNION ALL SELECT 'team/' || id, name FROM crm_teams WHERE organization_id = :organization
                    UNION ALL SELECT kind || '/' || id, name FROM crm_labels WHERE organization_id = :organization
                    UNION ALL SELECT 'company/' || id, name FROM crm_companies WHERE organization_id = :organization
                    UNION ALL SELECT 'person/' || person_id, name FROM user_profiles
                    WHERE organization_id = :organization AND person_id = ANY (:people)
                    """,
                    Map.of("organization", organization.value(), "people", people(open)),
                    (row, number) -> Map.entry(row.getString("key"), row.getString("name")));
            return () ->
                    new Names(names.get().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        }

        private static String[] people(List<DomainEvent> open) {
            return open.stream()
                    .filter(OpportunityAssigned.class::isInstance)
                    .map(OpportunityAssigned.class::cast)
                    .flatMap(assigned -> Stream.of(assigned.fromOwnerId(), assigned.toOwnerId()))
                    .filter(Objects::nonNull)
                    .map(PersonId::ofUser)
                    .distinct()
                    .toArray(String[]::new);
        }

        @Nullable
        String of(String kind, @Nullable String key) {
            return key == null ? null : byKey.getOrDefault(kind + "/" + key, key);
        }

        @Nullable
        String person(@Nullable String userKey) {
            return userKey == null ? null : of("person", PersonId.ofUser(userKey));
        }
    }

    /** @param open the events of {@code log}, in its order */
    static List<Entry> of(List<RecordedEvent> log, List<DomainEvent> open, Names names) {
        List<Entry> history = new ArrayList<>();
        Opportunity state = Opportunity.NOTHING;
        for (int n = 0; n < log.size(); n++) {
            RecordedEvent recorded = log.get(n);
            if (open.get(n) instanceof OpportunityEvent event) {
                Opportunity after = state.evolve(event);
                history.add(new Entry(
                        recorded.position(),
                        recorded.version(),
                        recorded.type(),
                        recorded.event().occurredAt(),
                        recorded.recordedAt(),
                        recorded.event().origin().source(),
                        summary(event, state, names),
                        changes(event, state, after, names)));
                state = after;
            }
        }
        return history;
    }

    private static String summary(OpportunityEvent event, Opportunity before, Names names) {
        return switch (event) {
            case OpportunityCreated(var details, var stage, var owner, var team, var at) ->
                details.kind().equals("lead") ? "Created as a lead" : "Created";
            case OpportunityUpdated(var details, var changed) ->
                changed.isEmpty()
                        ? "Updated"
                        : "Changed "
                                + String.join(
                                        ", ",
                                        changed.stream()
                                                .map(OpportunityHistory::words)
                                                .toList());
            case OpportunityStageChanged(var from, var to) ->
                "Moved from " + orNone(names.of("stage", from), "no stage") + " to "
                        + orNone(names.of("stage", to), "no stage");
            case OpportunityAssigned(var fromOwner, var toOwner, var fromTeam, var toTeam) ->
                !Objects.equals(fromOwner, toOwner)
                        ? toOwner == null ? "No longer assigned to anyone" : "Assigned to " + names.person(toOwner)
                        : "Moved to " + (toTeam == null ? "no team" : "team " + names.of("team", toTeam));
            case OpportunityWon(var at) -> "Won";
            case OpportunityLost(var at, var reason) ->
                reason == null ? "Lost" : "Lost: " + names.of("lost_reason", reason);
            case OpportunityReopened() -> "Reopened";
            case OpportunityDeleted() -> "Deleted";
        };
    }

    private static List<Change> changes(OpportunityEvent event, Opportunity before, Opportunity after, Names names) {
        return switch (event) {
            case OpportunityUpdated updated -> {
                Map<String, @Nullable Object> was = fields(before.details(), names);
                Map<String, @Nullable Object> is = fields(after.details(), names);
                List<Change> changes = new ArrayList<>();
                is.forEach((field, value) -> {
                    Object old = was.get(field);
                    if (!same(old, value)) {
                        changes.add(new Change(field, old, value));
                    }
                });
                yield changes;
            }
            case OpportunityStageChanged(var from, var to) ->
                List.of(new Change("stage", names.of("stage", from), names.of("stage", to)));
            case OpportunityAssigned(var fromOwner, var toOwner, var fromTeam, var toTeam) -> {
                List<Change> changes = new ArrayList<>();
                if (!Objects.equals(fromOwner, toOwner)) {
                    changes.add(new Change("owner", names.person(fromOwner), names.person(toOwner)));
                }
                if (!Objects.equals(fromTeam, toTeam)) {
                    changes.add(new Change("team", names.of("team", fromTeam), names.of("team", toTeam)));
                }
                yield changes;
            }
            case OpportunityWon any -> status(before, after);
            case OpportunityLost any -> status(before, after);
            case OpportunityReopened any -> status(before, after);
            case OpportunityCreated any -> List.of();
            case OpportunityDeleted any -> List.of();
        };
    }

    private static List<Change> status(Opportunity before, Opportunity after) {
        return before.status() == after.status()
                ? List.of()
                : List.of(new Change(
                        "status",
                        before.status().name().toLowerCase(java.util.Locale.ROOT),
                        after.status().name().toLowerCase(java.util.Locale.ROOT)));
    }

    private static Map<String, @Nullable Object> fields(OpportunityDetails details, Names names) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", details.name());
        fields.put("kind", details.kind());
        fields.put("active", details.active());
        fields.put("expected_revenue", details.expectedRevenue());
        fields.put("currency", details.currency());
        fields.put("probability", details.probability());
        fields.put("company", names.of("company", details.companyId()));
        fields.put("account", details.accountId());
        fields.put("contact_name", details.contactName());
        fields.put("email", details.email());
        fields.put("phone", details.phone());
        fields.put("city", details.city());
        fields.put("country", details.country());
        fields.put("priority", details.priority());
        fields.put(
                "deadline",
                details.deadline() == null ? null : details.deadline().toString());
        fields.put(
                "tags",
                String.join(
                        ", ",
                        details.tagIds().stream()
                                .map(tag -> String.valueOf(names.of("tag", tag)))
                                .toList()));
        return fields;
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one instanceof BigDecimal a && other instanceof BigDecimal b
                ? a.compareTo(b) == 0
                : Objects.equals(one, other);
    }

    private static String orNone(@Nullable String name, String none) {
        return name == null ? none : name;
    }

    /** {@code expectedRevenue}, {@code expected_revenue} and {@code accountId} as people say it. */
    private static String words(String field) {
        return field.replaceAll("([a-z])([A-Z])", "$1 $2")
                .replace('_', ' ')
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll(" ids?$", "");
    }
}
