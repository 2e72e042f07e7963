package dev.sightline.server.crm;

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
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lead or an opportunity as its events tell it. Immutable.
 *
 * @param exists false before the first event and after its deletion
 * @param ownerId user key; null where nobody owns it
 * @param outcome what it came to so far
 * @param closedAt when it was won or lost; null while neither
 * @param lostReasonId only where lost
 */
public record Opportunity(
        boolean exists,
        OpportunityDetails details,
        @Nullable String stageId,
        @Nullable String ownerId,
        @Nullable String teamId,
        Instant createdAt,
        Outcome outcome,
        @Nullable Instant closedAt,
        @Nullable String lostReasonId) {

    /** Times to the microsecond, as the database keeps them: else a span would depend on where the log was cut (R3). */
    public Opportunity {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        closedAt = closedAt == null ? null : closedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Neither, won or lost. */
    public enum Outcome {
        NONE,
        WON,
        LOST
    }

    /** What people call its state: {@code archived} is inactive without being lost. */
    public enum Status {
        OPEN,
        WON,
        LOST,
        ARCHIVED
    }

    /** Before the first event. */
    public static final Opportunity NOTHING = new Opportunity(
            false,
            new OpportunityDetails(
                    "",
                    "opportunity",
                    true,
                    BigDecimal.ZERO,
                    null,
                    BigDecimal.ZERO,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    null),
            null,
            null,
            null,
            Instant.EPOCH,
            Outcome.NONE,
            null,
            null);

    public Status status() {
        return switch (outcome) {
            case WON -> Status.WON;
            case LOST -> Status.LOST;
            case NONE -> details.active() ? Status.OPEN : Status.ARCHIVED;
        };
    }

    /** The state after {@code event}. */
    public Opportunity evolve(OpportunityEvent event) {
        return switch (event) {
            case OpportunityCreated(var first, var stage, var owner, var team, var at) ->
                new Opportunity(true, first, stage, owner, team, at, Outcome.NONE, null, null);
            case OpportunityUpdated(var now, var changed) ->
                new Opportunity(exists, now, stageId, ownerId, teamId, createdAt, outcome, closedAt, lostReasonId);
            case OpportunityStageChanged(var from, var to) ->
                new Opportunity(exists, details, to, ownerId, teamId, createdAt, outcome, closedAt, lostReasonId);
            case OpportunityAssigned(var fromOwner, var toOwner, var fromTeam, var toTeam) ->
                new Opportunity(exists, details, stageId, toOwner, toTeam, createdAt, outcome, closedAt, lostReasonId);
            case OpportunityWon(var at) -> closed(Outcome.WON, at, null);
            case OpportunityLost(var at, var reason) -> closed(Outcome.LOST, at, reason);
            case OpportunityReopened() -> closed(Outcome.NONE, null, null);
            case OpportunityDeleted() ->
                new Opportunity(false, details, stageId, ownerId, teamId, createdAt, outcome, closedAt, lostReasonId);
        };
    }

    private Opportunity closed(Outcome how, @Nullable Instant at, @Nullable String reason) {
        return new Opportunity(exists, details, stageId, ownerId, teamId, createdAt, how, at, reason);
    }
}
