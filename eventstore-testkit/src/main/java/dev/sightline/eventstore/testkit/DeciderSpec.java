package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.Decider;
import dev.sightline.eventstore.Decider.Decision;
import java.util.List;

/**
 * Given events, when a command, then events or a refusal. Immutable.
 *
 * <pre>{@code
 * DeciderSpec.of(new OpportunityDecider())
 *         .given(new Created("Big deal"))
 *         .when(new Win())
 *         .then(new Won());
 * }</pre>
 */
public final class DeciderSpec<C, S, E, R> {
    private final Decider<C, S, E, R> decider;
    private final List<E> history;

    private DeciderSpec(Decider<C, S, E, R> decider, List<E> history) {
        this.decider = decider;
        this.history = history;
    }

    public static <C, S, E, R> DeciderSpec<C, S, E, R> of(Decider<C, S, E, R> decider) {
        return new DeciderSpec<>(decider, List.of());
    }

    /** What happened so far; nothing where it is left out. */
    @SafeVarargs
    public final DeciderSpec<C, S, E, R> given(E... events) {
        return new DeciderSpec<>(decider, List.of(events));
    }

    /** Decides twice: a decider that remembers, or asks a clock, shows here. */
    public Outcome<S, E, R> when(C command) {
        S state = decider.fold(decider.initial(), history);
        Decision<E, R> decision = decider.decide(state, command);
        assertThat(decider.decide(decider.fold(decider.initial(), history), command))
                .as("decide is a pure function")
                .isEqualTo(decision);
        return new Outcome<>(decider, state, decision);
    }

    /** What the command led to. */
    public static final class Outcome<S, E, R> {
        private final Decider<?, S, E, R> decider;
        private final S before;
        private final Decision<E, R> decision;

        private Outcome(Decider<?, S, E, R> decider, S before, Decision<E, R> decision) {
            this.decider = decider;
            this.before = before;
            this.decision = decision;
        }

        /** Exactly these events, in this order. */
        @SafeVarargs
        public final Outcome<S, E, R> then(E... events) {
            assertThat(decision).isEqualTo(new Decision.Accepted<E, R>(List.of(events)));
            return this;
        }

        public Outcome<S, E, R> thenNothing() {
            assertThat(decision).isEqualTo(new Decision.Accepted<E, R>(List.of()));
            return this;
        }

        public void thenRefused(R reason) {
            assertThat(decision).isEqualTo(new Decision.Refused<E, R>(reason));
        }

        /** The state that the new events lead to. */
        public void andState(S expected) {
            S after = switch (decision) {
                case Decision.Accepted<E, R>(List<E> events) -> decider.fold(before, events);
                case Decision.Refused<E, R> refused -> before;
            };
            assertThat(after).isEqualTo(expected);
        }
    }
}
