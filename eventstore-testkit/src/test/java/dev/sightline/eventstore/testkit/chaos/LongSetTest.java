package dev.sightline.eventstore.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.testkit.Seeds;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LongSetTest {
    @Test
    void holds_what_a_set_of_boxes_holds() {
        Random random = Seeds.random();
        LongSet compact = new LongSet();
        Set<Long> boxes = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            long value = random.nextInt(4) == 0 ? random.nextInt(1_000) : random.nextLong();
            assertThat(compact.contains(value)).isEqualTo(boxes.contains(value));
            assertThat(compact.add(value)).isEqualTo(boxes.add(value));
            assertThat(compact.contains(value)).isTrue();
        }
    }

    @Test
    void ids_that_count_on_have_different_hashes() {
        UUID first = Seeds.uuid(Seeds.random());
        LongSet hashes = new LongSet();
        for (int i = 0; i < 100_000; i++) {
            assertThat(hashes.add(LongSet.hash(Acknowledged.plus(first, i)))).isTrue();
        }
    }
}
