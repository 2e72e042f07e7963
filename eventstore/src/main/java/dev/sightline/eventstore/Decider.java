package dev.sightline.eventstore;

import java.util.List;

/**
 * The rules of one kind of aggregate as pure functions: no clock, no randomness, no I/O.
 *
 * @param <C> command
 * @param <S> state
 * @param <E> event
 * @param <R> reason of a refusal
 */
public interface Decider<C, S, E, R> {

    /** The state before the first event. */
    S initial();

    /** What happens when {@code command} meets {@code state}. */
    Decision<E, R> decide(S state, C command);

    /** The state after {@code event}. Total: never throws on an event that {@link #decide} can produce. */
    S evolve(S state, E event);

    /** Folds a history. */
    default S fold(S from, List<? extends E> events) {
        S state = from;
        for (E event : events) {
            state = evolve(state, event);
        }
        return state;
    }

    /** Events, possibly none, or a refusal. */
    sealed interface Decision<E, R> {
        record Accepted<E, R>(List<E> events) implements Decision<E, R> {
            public Accepted {
                events = List.copyOf(events);
            }
        }

        record Refused<E, R>(R reason) implements Decision<E, R> {}
    }
}
