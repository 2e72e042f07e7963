package dev.sightline.server.crm;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sightline.eventstore.Decider.Decision;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.server.crm.Opportunity.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpportunityDeciderTest {
    private static final Instant DAY_1 = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant DAY_2 = Instant.parse("2026-11-02T10:00:00Z");
    private static final Instant DAY_3 = Instant.parse("2026-11-03T10:00:00Z");

    private final OpportunityDecider decider = new OpportunityDecider();

    @Test
    void what_is_seen_for_the_first_time_is_created() {
        Opportunity seen = open("New", "stage-1", "anna", "team-1");

        assertThat(events(Opportunity.NOTHING, seen))
                .containsExactly(new OpportunityCreated(seen.details(), "stage-1", "anna", "team-1", DAY_1));
    }

    @Test
    void what_was_won_before_it_was_first_seen_is_created_and_won() {
        Opportunity seen = closed(open("Old", "stage-4", "anna", null), Outcome.WON, DAY_2, null);

        assertThat(events(Opportunity.NOTHING, seen))
                .containsExactly(
                        new OpportunityCreated(seen.details(), "stage-4", "anna", null, DAY_1),
                        new OpportunityWon(DAY_2));
    }

    @Test
    void nothing_happened_where_nothing_changed() {
        Opportunity same = open("Deal", "stage-1", "anna", "team-1");

        assertThat(events(same, same)).isEmpty();
        assertThat(events(Opportunity.NOTHING, Opportunity.NOTHING)).isEmpty();
    }

    @Test
    void a_move_to_the_won_stage_by_another_owner_is_told_in_order() {
        Opportunity before = open("Deal", "stage-1", "anna", "team-1");
        Opportunity after = closed(open("Deal, signed", "stage-4", "ben", "team-1"), Outcome.WON, DAY_2, null);

        assertThat(events(before, after))
                .containsExactly(
                        new OpportunityUpdated(after.details(), List.of("name")),
                        new OpportunityStageChanged("stage-1", "stage-4"),
                        new OpportunityAssigned("anna", "ben", "team-1", "team-1"),
                        new OpportunityWon(DAY_2));
    }

    @Test
    void a_lost_one_keeps_its_reason_and_is_reopened_when_it_is_restored() {
        Opportunity before = open("Deal", "stage-2", "anna", null);
        Opportunity lost = closed(archived(before, "0"), Outcome.LOST, DAY_2, "reason-1");

        assertThat(events(before, lost))
                .containsExactly(
                        new OpportunityUpdated(lost.details(), List.of("active", "probability")),
                        new OpportunityLost(DAY_2, "reason-1"));
        assertThat(events(lost, before))
                .containsExactly(
                        new OpportunityUpdated(before.details(), List.of("active", "probability")),
                        new OpportunityReopened());
    }

    @Test
    void archiving_with_a_chance_left_is_neither_winning_nor_losing() {
        Opportunity before = open("Deal", "stage-2", "anna", null);
        Opportunity archived = archived(before, "30");

        assertThat(events(before, archived)).hasSize(1);
        assertThat(archived.status()).isEqualTo(Opportunity.Status.ARCHIVED);
    }

    @Test
    void a_won_one_that_is_lost_after_all_is_lost() {
        Opportunity won = closed(open("Deal", "stage-4", "anna", null), Outcome.WON, DAY_2, null);
        Opportunity lost = closed(won, Outcome.LOST, DAY_3, null);

        assertThat(events(won, lost)).containsExactly(new OpportunityLost(DAY_3, null));
    }

    @Test
    void what_is_gone_is_deleted_and_may_come_back() {
        Opportunity before = open("Deal", "stage-2", "anna", null);

        List<OpportunityEvent> events = events(before, Opportunity.NOTHING);
        assertThat(events).containsExactly(new OpportunityDeleted());

        Opportunity gone = decider.fold(before, events);
        assertThat(gone.exists()).isFalse();
        assertThat(decider.fold(gone, events(gone, before))).isEqualTo(before);
    }

    static LongStream seeds() {
        return Seeds.take(5);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_events_lead_from_any_state_to_any_other(long seed) {
        Random random = Seeds.random(seed);
        Opportunity state = decider.initial();
        for (int n = 0; n < 2_000; n++) {
            Opportunity seen = random.nextInt(12) == 0 ? Opportunity.NOTHING : random(random, state);
            List<OpportunityEvent> events = events(state, seen);
            Opportunity next = decider.fold(state, events);
            if (seen.exists()) {
                assertThat(next).isEqualTo(seen);
            } else {
                assertThat(next.exists()).isFalse();
            }
            assertThat(events(next, seen)).isEmpty();
            state = next;
        }
    }

    private List<OpportunityEvent> events(Opportunity before, Opportunity now) {
        return switch (decider.decide(before, new OpportunityDecider.Observe(now))) {
            case Decision.Accepted<OpportunityEvent, OpportunityDecider.Never>(var events) -> events;
            case Decision.Refused<OpportunityEvent, OpportunityDecider.Never>(var reason) ->
                throw new AssertionError("a fact was refused: " + reason);
        };
    }

    /** The time of creation stays with the record, as the translators see to. */
    private static Opportunity random(Random random, Opportunity before) {
        Opportunity open = open(
                "Deal " + random.nextInt(3), oneOf(random, "stage-"), oneOf(random, "user-"), oneOf(random, "team-"));
        Opportunity shaped = random.nextBoolean() ? open : archived(open, random.nextBoolean() ? "0" : "20");
        Outcome outcome = Seeds.oneOf(random, List.of(Outcome.values()));
        Opportunity seen = outcome == Outcome.NONE
                ? shaped
                : closed(
                        shaped,
                        outcome,
                        Seeds.oneOf(random, List.of(DAY_2, DAY_3)),
                        outcome == Outcome.LOST ? oneOf(random, "reason-") : null);
        return before.exists() ? createdAt(seen, before.createdAt()) : seen;
    }

    private static @Nullable String oneOf(Random random, String prefix) {
        int n = random.nextInt(4);
        return n == 0 ? null : prefix + n;
    }

    private static Opportunity open(
            String name, @Nullable String stage, @Nullable String owner, @Nullable String team) {
        return new Opportunity(true, details(name, true, "20"), stage, owner, team, DAY_1, Outcome.NONE, null, null);
    }

    private static Opportunity archived(Opportunity of, String probability) {
        return new Opportunity(
                true,
                details(of.details().name(), false, probability),
                of.stageId(),
                of.ownerId(),
                of.teamId(),
                of.createdAt(),
                Outcome.NONE,
                null,
                null);
    }

    private static Opportunity closed(Opportunity of, Outcome outcome, Instant at, @Nullable String reason) {
        return new Opportunity(
                true, of.details(), of.stageId(), of.ownerId(), of.teamId(), of.createdAt(), outcome, at, reason);
    }

    private static Opportunity createdAt(Opportunity of, Instant at) {
        return new Opportunity(
                true,
                of.details(),
                of.stageId(),
                of.ownerId(),
                of.teamId(),
                at,
                of.outcome(),
                of.closedAt(),
                of.lostReasonId());
    }

    private static OpportunityDetails details(String name, boolean active, String probability) {
        return new OpportunityDetails(
                name,
                "opportunity",
                active,
                new BigDecimal("1000"),
                "EUR",
                new BigDecimal(probability),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }
}
