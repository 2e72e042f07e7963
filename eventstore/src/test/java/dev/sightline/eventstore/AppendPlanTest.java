package dev.sightline.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.AppendPlan.Row;
import dev.sightline.eventstore.AppendPlan.SourceKey;
import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.AppendResult.Recorded;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AppendPlanTest {
    private static final StreamId STREAM = StreamId.parse("a/1");
    private static final StreamId OTHER = StreamId.parse("a/2");

    @Test
    void a_conflict_takes_nothing_and_leaves_the_neighbours_alone() {
        AppendPlan plan = new AppendPlan(10, Map.of(STREAM, 3L), Map.of());

        assertThat(plan.take(List.of(append(STREAM, ExpectedVersion.exactly(3), event(null)))))
                .isEqualTo(new Appended(List.of(new Recorded(11, 4, false)), 11));
        assertThat(plan.take(List.of(
                        append(OTHER, ExpectedVersion.noStream(), event(null)),
                        append(STREAM, ExpectedVersion.exactly(3), event(null)))))
                .isEqualTo(new Conflict(STREAM, ExpectedVersion.exactly(3), 4));
        assertThat(plan.take(List.of(append(OTHER, ExpectedVersion.noStream(), event(null)))))
                .isEqualTo(new Appended(List.of(new Recorded(12, 1, false)), 12));

        assertThat(plan.rows()).extracting(Row::position).containsExactly(11L, 12L);
    }

    @Test
    void a_conflicting_writers_source_events_are_not_taken_for_recorded() {
        AppendPlan plan = new AppendPlan(0, Map.of(STREAM, 1L), Map.of());

        assertThat(plan.take(List.of(
                        append(OTHER, ExpectedVersion.any(), event("s")),
                        append(STREAM, ExpectedVersion.noStream(), event(null)))))
                .isInstanceOf(Conflict.class);
        assertThat(plan.take(List.of(append(OTHER, ExpectedVersion.any(), event("s")))))
                .isEqualTo(new Appended(List.of(new Recorded(1, 1, false)), 1));
    }

    @Test
    void what_is_recorded_already_is_answered_whatever_the_expectation() {
        AppendPlan plan =
                new AppendPlan(9, Map.of(STREAM, 5L), Map.of(new SourceKey("odoo", "s"), new Recorded(4, 2, true)));

        assertThat(plan.take(List.of(append(STREAM, ExpectedVersion.noStream(), event("s")))))
                .isEqualTo(new Appended(List.of(new Recorded(4, 2, true)), 9));
        assertThat(plan.rows()).isEmpty();
    }

    @Test
    void a_neighbour_with_the_same_source_event_learns_where_the_first_put_it() {
        AppendPlan plan = new AppendPlan(0, Map.of(), Map.of());
        plan.take(List.of(append(STREAM, ExpectedVersion.any(), event("s"))));

        assertThat(plan.take(List.of(append(STREAM, ExpectedVersion.any(), event("s")))))
                .isEqualTo(new Appended(List.of(new Recorded(1, 1, true)), 1));
    }

    private static StreamAppend append(StreamId stream, ExpectedVersion expected, NewEvent event) {
        return new StreamAppend(stream, expected, List.of(event));
    }

    private static NewEvent event(@Nullable String sourceEventId) {
        return new NewEvent(
                UUID.randomUUID(),
                "x",
                1,
                Instant.EPOCH,
                "{}",
                new EventOrigin("odoo", sourceEventId, null, null, null));
    }
}
