package dev.sightline.eventstore.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The chain tells what was left out, applied twice or out of turn. */
class BlocksTest {
    @Test
    void any_other_order_or_choice_of_events_comes_to_something_else() {
        List<RecordedEvent> log = List.of(event(1), event(2), event(3));

        assertThat(List.of(
                        List.of(log.get(0), log.get(2)),
                        List.of(log.get(0), log.get(1), log.get(1), log.get(2)),
                        List.of(log.get(1), log.get(0), log.get(2)),
                        List.of(log.get(0), log.get(1), event(4)),
                        List.of(log.get(0), log.get(1))))
                .allSatisfy(other -> assertThat(folded(other)).isNotEqualTo(folded(log)));
    }

    @Test
    void ten_thousand_positions_are_a_block() {
        assertThat(folded(List.of(event(1), event(9_999), event(10_000), event(10_001))))
                .hasEntrySatisfying(0L, row -> assertThat(row.events()).isEqualTo(3))
                .hasEntrySatisfying(1L, row -> assertThat(row.events()).isEqualTo(1))
                .hasSize(2);
    }

    private static Map<Long, Blocks.Row> folded(List<RecordedEvent> events) {
        Map<Long, Blocks.Row> rows = new HashMap<>();
        events.forEach(event -> Blocks.take(rows, event));
        return rows;
    }

    private static RecordedEvent event(long position) {
        return new RecordedEvent(
                new OrganizationId(1),
                position,
                new StreamId("account", "1"),
                position,
                Instant.EPOCH,
                Writer.event(new UUID(1, position), Ledger.amount(5), null));
    }
}
