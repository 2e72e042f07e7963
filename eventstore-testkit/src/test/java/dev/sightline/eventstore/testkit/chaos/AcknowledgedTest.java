package dev.sightline.eventstore.testkit.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.OrganizationId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The checker finds each way in which an acknowledged event may be missing, moved or there twice. */
class AcknowledgedTest {
    private static final UUID FIRST = new UUID(7, 100);

    private final Acknowledged.Runs runs = new Acknowledged.Runs();

    @Test
    void what_stands_where_it_was_told_is_fine_with_others_in_between() {
        runs.add(run(11, 2, FIRST));
        runs.add(run(14, 1, new UUID(8, 0)));

        runs.found(11, FIRST);
        runs.found(12, Acknowledged.plus(FIRST, 1));
        runs.found(13, new UUID(9, 0)); // nobody heard of it, as its writer was killed
        runs.found(14, new UUID(8, 0));

        assertThat(runs.events()).isEqualTo(3);
        runs.end(14);
        assertThat(runs.events()).isZero();
    }

    @Test
    void an_event_in_anothers_place_is_found_out() {
        runs.add(run(11, 2, FIRST));
        runs.found(11, FIRST);

        assertThatThrownBy(() -> runs.found(12, new UUID(9, 0)))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("12");
    }

    @Test
    void an_event_that_is_there_twice_is_found_out() {
        runs.add(run(11, 2, FIRST));

        assertThatThrownBy(() -> runs.found(20, Acknowledged.plus(FIRST, 1)))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("too");
    }

    @Test
    void a_log_that_ends_before_what_was_acknowledged_is_found_out() {
        runs.add(run(11, 2, FIRST));

        assertThatThrownBy(() -> runs.end(11)).isInstanceOf(BrokenPromise.class).hasMessageContaining("lost");
    }

    @Test
    void an_event_that_was_refused_or_rolled_back_and_is_there_is_found_out() {
        Acknowledged.Undone undone = new Acknowledged.Undone(new OrganizationId(1), FIRST);
        assertThat(Acknowledged.Undone.parse(undone.line())).contains(undone);
        assertThat(Acknowledged.Undone.parse(undone.line().substring(0, 20))).isEmpty();
        assertThat(Acknowledged.parse(undone.line())).isEmpty();
        runs.add(undone);
        runs.found(11, new UUID(9, 0));

        assertThatThrownBy(() -> runs.found(12, FIRST))
                .isInstanceOf(BrokenPromise.class)
                .hasMessageContaining("rolled back");
    }

    @Test
    void positions_that_were_told_to_two_are_found_out() {
        runs.add(run(11, 5, FIRST));

        for (Acknowledged other : new Acknowledged[] {
            run(11, 1, new UUID(8, 0)),
            run(15, 9, new UUID(8, 0)),
            run(9, 3, new UUID(8, 0)),
            run(9, 20, new UUID(8, 0))
        }) {
            assertThatThrownBy(() -> runs.add(other)).as("%s", other).isInstanceOf(BrokenPromise.class);
        }
        runs.add(run(16, 1, new UUID(8, 0)));
        runs.add(run(9, 2, new UUID(8, 0)));
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
