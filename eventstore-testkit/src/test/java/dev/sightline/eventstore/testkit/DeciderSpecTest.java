package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.eventstore.Decider;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeciderSpecTest {

    /** A door that opens and closes, and can be locked once closed. */
    private static final class Door implements Decider<String, String, String, String> {
        @Override
        public String initial() {
            return "closed";
        }

        @Override
        public Decision<String, String> decide(String state, String command) {
            return switch (command) {
                case "open" ->
                    state.equals("locked")
                            ? new Decision.Refused<>("it is locked")
                            : new Decision.Accepted<>(state.equals("open") ? List.of() : List.of("open"));
                default -> new Decision.Accepted<>(List.of(command));
            };
        }

        @Override
        public String evolve(String state, String event) {
            return event;
        }
    }

    private final DeciderSpec<String, String, String, String> door = DeciderSpec.of(new Door());

    @Test
    void accepts_what_is_so() {
        door.when("open").then("open").andState("open");
        door.given("open").when("open").thenNothing().andState("open");
        door.given("open", "closed", "locked").when("open").thenRefused("it is locked");
    }

    @Test
    void fails_what_is_not() {
        assertThatThrownBy(() -> door.when("open").thenNothing()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> door.given("locked").when("open").then("open")).isInstanceOf(AssertionError.class);
    }

    @Test
    void notices_a_decider_that_is_not_pure() {
        Random random = new Random(1);
        Decider<String, String, Integer, String> dice = new Decider<>() {
            @Override
            public String initial() {
                return "";
            }

            @Override
            public Decision<Integer, String> decide(String state, String command) {
                return new Decision.Accepted<>(List.of(random.nextInt()));
            }

            @Override
            public String evolve(String state, Integer event) {
                return state;
            }
        };
        assertThatThrownBy(() -> DeciderSpec.of(dice).when("throw")).hasMessageContaining("pure");
    }
}
