package dev.sightline.server.crm;

import dev.sightline.catalog.CrmEvent.OpportunityAssigned;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDeleted;
import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.CrmEvent.OpportunityLost;
import dev.sightline.catalog.CrmEvent.OpportunityReopened;
import dev.sightline.catalog.CrmEvent.OpportunityStageChanged;
import dev.sightline.catalog.CrmEvent.OpportunityUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.eventstore.Decider;
import dev.sightline.server.crm.Opportunity.Outcome;
import dev.sightline.server.ingest.ChangedFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What happened to a lead or an opportunity, told from how it looked before and how it looks now. Pure, stateless. */
public final class OpportunityDecider
        implements Decider<OpportunityDecider.Observe, Opportunity, OpportunityEvent, OpportunityDecider.Never> {

    /** Someone looked: {@code now} is what they saw; not existing where it is gone. */
    public record Observe(Opportunity now) {}

    /** What a source shows is a fact and cannot be refused. */
    public enum Never {}

    @Override
    public Opportunity initial() {
        return Opportunity.NOTHING;
    }

    @Override
    public Opportunity evolve(Opportunity state, OpportunityEvent event) {
        return state.evolve(event);
    }

    @Override
    public Decision<OpportunityEvent, Never> decide(Opportunity before, Observe command) {
        return new Decision.Accepted<>(whatHappened(before, command.now()));
    }

    /** The events that lead from one to the other; none where they are alike. */
    public List<OpportunityEvent> whatHappened(Opportunity before, Opportunity now) {
        if (!now.exists()) {
            return before.exists() ? List.of(new OpportunityDeleted()) : List.of();
        }
        List<OpportunityEvent> events = new ArrayList<>();
        Opportunity known = before;
        if (!before.exists()) {
            var created =
                    new OpportunityCreated(now.details(), now.stageId(), now.ownerId(), now.teamId(), now.createdAt());
            events.add(created);
            known = before.evolve(created);
        }
        if (!known.details().equals(now.details())) {
            events.add(new OpportunityUpdated(now.details(), ChangedFields.between(known.details(), now.details())));
        }
        if (!Objects.equals(known.stageId(), now.stageId())) {
            events.add(new OpportunityStageChanged(known.stageId(), now.stageId()));
        }
        if (!Objects.equals(known.ownerId(), now.ownerId()) || !Objects.equals(known.teamId(), now.teamId())) {
            events.add(new OpportunityAssigned(known.ownerId(), now.ownerId(), known.teamId(), now.teamId()));
        }
        // A closing that moved to another day, or got another reason, is told again.
        if (known.outcome() != now.outcome()
                || !Objects.equals(known.closedAt(), now.closedAt())
                || !Objects.equals(known.lostReasonId(), now.lostReasonId())) {
            events.add(outcome(now));
        }
        return events;
    }

    private static OpportunityEvent outcome(Opportunity now) {
        if (now.outcome() == Outcome.NONE) {
            return new OpportunityReopened();
        }
        Instant closedAt = Objects.requireNonNull(now.closedAt(), "what is won or lost has a time of closing");
        return now.outcome() == Outcome.WON
                ? new OpportunityWon(closedAt)
                : new OpportunityLost(closedAt, now.lostReasonId());
    }
}
