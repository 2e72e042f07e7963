package dev.sightline.eventstore.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Poison that is discarded late comes to the same as poison that was discarded before it was seen. */
class FoldTest {
    @Test
    void what_waits_behind_discarded_poison_is_applied() {
        Fold late = new Fold();
        add(late);
        assertThat(late.of("poison/1")).isEqualTo(new Fold.Line(3, 1, 5, Fold.chained(0, 1), 2));
        late.discard("poison/1", 2);

        Fold early = new Fold();
        early.discardAll(late);
        add(early);

        assertThat(late.of("poison/1"))
                .isEqualTo(new Fold.Line(3, 2, 12, Fold.chained(Fold.chained(0, 1), 3), 0))
                .isEqualTo(early.of("poison/1"));
        assertThat(late.poison()).isEqualTo(1);
    }

    private static void add(Fold fold) {
        fold.add(event(1, Ledger.amount(5)));
        fold.add(event(2, Ledger.poison()));
        fold.add(event(3, Ledger.amount(7)));
    }

    private static RecordedEvent event(long position, String data) {
        return new RecordedEvent(
                new OrganizationId(1),
                position,
                new StreamId("poison", "1"),
                position,
                Instant.EPOCH,
                Writer.event(new UUID(1, position), data, null));
    }
}
