package dev.sightline.eventstore.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.OrganizationId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The checker finds each way in which an acknowledged event may be missing, moved or there twice. */
class ToldTest {
    private static final UUID FIRST = new UUID(7, 100);

    private final Told told = new Told();

    @Test
    void what_stands_where_it_was_told_is_fine_with_others_in_between() {
        told.add(run(11, 2, FIRST));
        told.add(run(14, 1, new UUID(8, 0)));

        told.found(11, FIRST);
        told.found(12, Acknowledged.plus(FIRST, 1));
        told.found(13, new UUID(9, 0)); // nobody heard of it, as its writer was killed
        told.found(14, new UUID(8, 0));

        assertThat(told.events()).isEqualTo(3);
        told.end(14, Map.of());
        assertThat(told.events()).isZero();
    }

    @Test
    void an_event_in_anothers_place_is_found_out() {
        told.add(run(11, 2, FIRST));
        told.found(11, FIRST);

        assertThatThrownBy(() -> told.found(12, new UUID(9, 0)))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("12");
    }

    @Test
    void an_event_that_is_there_twice_is_found_out() {
        told.add(run(11, 2, FIRST));

        assertThatThrownBy(() -> told.found(20, Acknowledged.plus(FIRST, 1)))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("too");
    }

    @Test
    void a_log_that_ends_before_what_was_acknowledged_is_found_out() {
        told.add(run(11, 2, FIRST));

        assertThatThrownBy(() -> told.end(11, Map.of()))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("lost");
    }

    @Test
    void an_event_that_was_refused_or_rolled_back_and_is_there_is_found_out() {
        Acknowledged.Undone undone = new Acknowledged.Undone(new OrganizationId(1), FIRST);
        assertThat(Acknowledged.Undone.parse(undone.line())).contains(undone);
        assertThat(Acknowledged.Undone.parse(undone.line().substring(0, 20))).isEmpty();
        assertThat(Acknowledged.parse(undone.line())).isEmpty();
        told.add(undone);
        told.found(11, new UUID(9, 0));

        assertThatThrownBy(() -> told.found(12, FIRST))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("rolled back");
    }

    @Test
    void what_surfaces_rounds_later_is_found_out() {
        told.add(run(1, 2, FIRST));
        told.add(new Acknowledged.Undone(new OrganizationId(1), new UUID(8, 0)));
        told.end(2, Map.of());

        assertThatThrownBy(() -> told.found(3, FIRST))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("too");
        assertThatThrownBy(() -> told.found(3, new UUID(8, 0)))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("rolled back");
        assertThatThrownBy(() -> told.add(run(2, 1, new UUID(9, 0))))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("before");
    }

    @Test
    void a_log_read_again_is_what_it_was() {
        told.add(run(1, 2, FIRST));
        told.add(run(4, 1, new UUID(8, 0)));
        told.end(4, Map.of());

        Told.Again again = told.again();
        again.found(1, FIRST);
        again.found(2, Acknowledged.plus(FIRST, 1));
        again.found(3, new UUID(9, 0));
        again.found(4, new UUID(8, 0));
        again.end(4);

        assertThatThrownBy(() -> again.end(3)).isInstanceOf(BrokenPromise.class);
        assertThatThrownBy(() -> again.found(5, new UUID(9, 0)))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> told.again().found(2, new UUID(10, 0)))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("told to be at 2");
    }

    @Test
    void a_delivery_that_is_elsewhere_or_nowhere_is_found_out() {
        Acknowledged.Delivered delivered = new Acknowledged.Delivered(new OrganizationId(1), 7, "delivery/5");
        assertThat(Acknowledged.Delivered.parse(delivered.line())).contains(delivered);
        told.add(delivered);
        told.end(7, Map.of("delivery/5", 7L));

        assertThatThrownBy(() -> told.end(8, Map.of("delivery/5", 8L))).isInstanceOf(BrokenPromise.class);
        assertThatThrownBy(() -> told.end(7, Map.of())).isInstanceOf(BrokenPromise.class);
        assertThatThrownBy(() -> told.add(new Acknowledged.Delivered(new OrganizationId(1), 8, "delivery/5")))
                .isInstanceOf(BrokenPromise.class);
    }

    @Test
    void positions_that_were_told_to_two_are_found_out() {
        told.add(run(11, 5, FIRST));

        for (Acknowledged other : new Acknowledged[] {
            run(11, 1, new UUID(8, 0)),
            run(15, 9, new UUID(8, 0)),
            run(9, 3, new UUID(8, 0)),
            run(9, 20, new UUID(8, 0))
        }) {
            assertThatThrownBy(() -> told.add(other)).as("%s", other).isInstanceOf(BrokenPromise.class);
        }
        told.add(run(16, 1, new UUID(8, 0)));
        told.add(run(9, 2, new UUID(8, 0)));
    }

    @Test
    void a_line_that_a_kill_cut_off_says_nothing() {
        String line = run(11, 2, FIRST).line();

        assertThat(Acknowledged.parse(line)).contains(run(11, 2, FIRST));
        for (int length = 0; length < line.length(); length++) {
            assertThat(Acknowledged.parse(line.substring(0, length))).isEmpty();
        }
    }

    private static Acknowledged run(long position, int count, UUID first) {
        return new Acknowledged(new OrganizationId(1), position, count, first);
    }
}
