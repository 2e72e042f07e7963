package dev.sightline.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens in customer relations. */
public sealed interface CrmEvent extends DomainEvent {

    /** Events of stream {@code opportunity/KEY}: leads and opportunities. */
    sealed interface OpportunityEvent extends CrmEvent {}

    /** Events of stream {@code account/KEY}: companies and contacts. */
    sealed interface AccountEvent extends CrmEvent {}

    /** Events of stream {@code activity/KEY}. */
    sealed interface ActivityEvent extends CrmEvent {}

    /** Events of streams {@code stage/KEY}, {@code team/KEY}, {@code tag/KEY}, {@code lost_reason/KEY}, {@code activity_type/KEY}. */
    sealed interface CrmSettingEvent extends CrmEvent {}

    /**
     * What is known of a lead or an opportunity, besides its owner, stage and outcome.
     *
     * @param kind {@code lead} or {@code opportunity}
     * @param active false where archived; an archived one with probability 0 is lost
     * @param expectedRevenue in {@code currency}
     * @param currency ISO code; null where the source names none (the organisation's then)
     * @param probability percent, 0 to 100
     * @param deadline expected closing, in no zone
     */
    record OpportunityDetails(
            String name,
            String kind,
            boolean active,
            BigDecimal expectedRevenue,
            @Nullable String currency,
            BigDecimal probability,
            @Nullable String companyId,
            @Nullable String accountId,
            @Personal(isName = true) @Nullable String contactName,
            @Personal @Nullable String email,
            @Personal @Nullable String phone,
            @Nullable String city,
            @Nullable String country,
            @Nullable String priority,
            List<String> tagIds,
            @Nullable LocalDate deadline)
            implements PersonalDetails {
        public OpportunityDetails {
            tagIds = List.copyOf(tagIds);
        }

        @Override
        public @Nullable String contact() {
            return accountId == null ? null : "account/" + accountId;
        }
    }

    @EventType("crm.opportunity.created")
    record OpportunityCreated(
            OpportunityDetails details,
            @Nullable String stageId,
            @Nullable String ownerId,
            @Nullable String teamId,
            Instant createdAt)
            implements OpportunityEvent {}

    /** {@code changed} names the fields of {@code details} that differ from before. */
    @EventType("crm.opportunity.updated")
    record OpportunityUpdated(OpportunityDetails details, List<String> changed) implements OpportunityEvent {
        public OpportunityUpdated {
            changed = List.copyOf(changed);
        }
    }

    @EventType("crm.opportunity.stage_changed")
    record OpportunityStageChanged(
            @Nullable String fromStageId, @Nullable String toStageId) implements OpportunityEvent {}

    @EventType("crm.opportunity.assigned")
    record OpportunityAssigned(
            @Nullable String fromOwnerId,
            @Nullable String toOwnerId,
            @Nullable String fromTeamId,
            @Nullable String toTeamId)
            implements OpportunityEvent {}

    @EventType("crm.opportunity.won")
    record OpportunityWon(Instant closedAt) implements OpportunityEvent {}

    @EventType("crm.opportunity.lost")
    record OpportunityLost(Instant closedAt, @Nullable String lostReasonId) implements OpportunityEvent {}

    /** Back among the open ones after it was won or lost. */
    @EventType("crm.opportunity.reopened")
    record OpportunityReopened() implements OpportunityEvent {}

    @EventType("crm.opportunity.deleted")
    record OpportunityDeleted() implements OpportunityEvent {}

    /**
     * A company or a contact.
     *
     * @param parentId the company that a contact belongs to (its commercial entity); null for a company itself
     * @param internal true for the organisation's own companies and people
     */
    record AccountDetails(
            @Personal(isName = true) String name,
            boolean isCompany,
            @Nullable String parentId,
            @Nullable String ownerId,
            @Nullable String teamId,
            @Personal @Nullable String email,
            @Personal @Nullable String phone,
            @Personal @Nullable String street,
            @Nullable String city,
            @Nullable String country,
            @Personal @Nullable String website,
            @Nullable String industry,
            boolean active,
            boolean internal,
            @Nullable Instant createdAt)
            implements PersonalDetails {

        @Override
        public boolean personal() {
            return !isCompany;
        }
    }

    @EventType("crm.account.created")
    record AccountCreated(AccountDetails details) implements AccountEvent {}

    @EventType("crm.account.updated")
    record AccountUpdated(AccountDetails details, List<String> changed) implements AccountEvent {
        public AccountUpdated {
            changed = List.copyOf(changed);
        }
    }

    @EventType("crm.account.deleted")
    record AccountDeleted() implements AccountEvent {}

    /**
     * Something that someone is to do by a day.
     *
     * @param onKind what it is about: {@code opportunity}, {@code account}, or the source's own model name
     * @param onId key of what it is about
     */
    record ActivityDetails(
            @Nullable String typeId,
            @Personal @Nullable String summary,
            @Nullable String ownerId,
            LocalDate due,
            @Nullable String onKind,
            @Nullable String onId,
            @Personal(isName = true) @Nullable String onName,
            @Nullable Instant createdAt)
            implements PersonalDetails {

        /** Only one that is about a person names one. */
        @Override
        public boolean personal() {
            return contact() != null;
        }

        @Override
        public @Nullable String contact() {
            if (onKind == null || onId == null) {
                return null;
            }
            return switch (onKind) {
                case "account" -> "account/" + onId;
                case "hr.employee" -> "employee/" + onId;
                case "res.users" -> "user/" + onId;
                default -> null;
            };
        }
    }

    @EventType("crm.activity.planned")
    record ActivityPlanned(ActivityDetails details) implements ActivityEvent {}

    @EventType("crm.activity.updated")
    record ActivityUpdated(ActivityDetails details, List<String> changed) implements ActivityEvent {
        public ActivityUpdated {
            changed = List.copyOf(changed);
        }
    }

    /** Completed or cancelled; {@code outcome} is {@code done} where the source says so, else {@code completed_or_cancelled}. */
    @EventType("crm.activity.closed")
    record ActivityClosed(Instant closedAt, String outcome) implements ActivityEvent {}

    /** {@code sequence} orders the stages from first to last. */
    record StageDetails(
            String name,
            int sequence,
            boolean won,
            boolean folded,
            @Nullable String teamId) {}

    @EventType("crm.stage.created")
    record StageCreated(StageDetails details) implements CrmSettingEvent {}

    @EventType("crm.stage.updated")
    record StageUpdated(StageDetails details) implements CrmSettingEvent {}

    @EventType("crm.stage.deleted")
    record StageDeleted() implements CrmSettingEvent {}

    /** Members are user keys. */
    record TeamDetails(String name, @Nullable String leaderId, List<String> memberIds, boolean active) {
        public TeamDetails {
            memberIds = List.copyOf(memberIds);
        }
    }

    @EventType("crm.team.created")
    record TeamCreated(TeamDetails details) implements CrmSettingEvent {}

    @EventType("crm.team.updated")
    record TeamUpdated(TeamDetails details) implements CrmSettingEvent {}

    @EventType("crm.team.deleted")
    record TeamDeleted() implements CrmSettingEvent {}

    /** A word with a colour number, as the source gives it. */
    record LabelDetails(String name, boolean active, int color) {}

    @EventType("crm.tag.created")
    record TagCreated(LabelDetails details) implements CrmSettingEvent {}

    @EventType("crm.tag.updated")
    record TagUpdated(LabelDetails details) implements CrmSettingEvent {}

    @EventType("crm.tag.deleted")
    record TagDeleted() implements CrmSettingEvent {}

    @EventType("crm.lost_reason.created")
    record LostReasonCreated(LabelDetails details) implements CrmSettingEvent {}

    @EventType("crm.lost_reason.updated")
    record LostReasonUpdated(LabelDetails details) implements CrmSettingEvent {}

    @EventType("crm.lost_reason.deleted")
    record LostReasonDeleted() implements CrmSettingEvent {}

    @EventType("crm.activity_type.created")
    record ActivityTypeCreated(LabelDetails details) implements CrmSettingEvent {}

    @EventType("crm.activity_type.updated")
    record ActivityTypeUpdated(LabelDetails details) implements CrmSettingEvent {}

    @EventType("crm.activity_type.deleted")
    record ActivityTypeDeleted() implements CrmSettingEvent {}
}
