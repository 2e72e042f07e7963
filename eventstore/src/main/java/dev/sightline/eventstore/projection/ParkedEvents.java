package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The parking lot of one projection, edition and organisation, for those who decide what becomes of the events in it (R7).
 * Thread-safe, in several processes too. Memory is bounded by the limits asked for and {@value ParkedRetry#PAGE} events.
 *
 * <p>Throws {@link EventStoreException} when the database fails, and {@link EditionGone} where the edition is not there.
 */
public final class ParkedEvents {
    private final String name;
    private final Edition edition;
    private final Map<Edition, BatchApplication> applications;
    private final Runnable changed;

    /**
     * @param applications of all editions, this one's among them
     * @param changed called when rows that serve were changed
     */
    ParkedEvents(String name, Edition edition, Map<Edition, BatchApplication> applications, Runnable changed) {
        this.name = name;
        this.edition = edition;
        this.applications = new EnumMap<>(applications);
        this.changed = changed;
    }

    /** A parked event with what is behind its place in the lot. */
    public record Inspected(ParkedStream stream, RecordedEvent event) {}

    /** All that waits behind a position, in order, followers included. */
    public List<ParkedEvent> list(long after, int limit) {
        return guarded(
                "read the parking lot", () -> mine().looking((transaction, lot) -> lot.parked(null, after, limit)));
    }

    /** The streams that wait, each by the event that stopped it, where that is behind a position; in order. */
    public List<ParkedStream> streams(long after, int limit) {
        return guarded("read the parking lot", () -> mine().looking((transaction, lot) -> lot.streams(after, limit)));
    }

    /** The event that stopped its stream, where it is at the position. */
    public Optional<Inspected> inspect(long position) {
        return guarded(
                "read the parking lot",
                () -> mine().looking((transaction, lot) -> {
                    List<ParkedStream> found = lot.streams(position - 1, 1);
                    if (found.isEmpty() || found.getFirst().first().position() != position) {
                        return Optional.empty();
                    }
                    return Optional.of(new Inspected(
                            found.getFirst(), ParkedRetry.event(transaction, mine().organization(), position)));
                }));
    }

    /** Tries the stream's parked events again, in order, until one fails. */
    public RetryOutcome retry(StreamId stream) {
        RetryOutcome outcome = guarded("retry " + stream, () -> new ParkedRetry(mine()).retry(stream));
        if (edition == Edition.SERVING && outcome.applied() > 0) {
            changed.run();
        }
        return outcome;
    }

    /**
     * Drops the event that stopped its stream, for good and in all editions (one that has applied it already keeps its effect
     * until it is built anew), and tries those behind it.
     *
     * @param reason why, for the record; not blank
     * @param by who, for the record; not blank
     * @return what came of those behind it in this edition; empty where no stream is stopped at the position (any more)
     */
    public Optional<RetryOutcome> discard(long position, String reason, String by) {
        if (reason.isBlank() || by.isBlank()) {
            throw new IllegalArgumentException("discarding an event needs a reason and who wants it");
        }
        Optional<StreamId> stopped =
                guarded("discard " + position, () -> new ParkedRetry(mine()).discard(position, reason, by));
        if (stopped.isEmpty()) {
            return Optional.empty();
        }
        StreamId stream = stopped.get();
        RetryOutcome outcome = guarded("retry " + stream, () -> new ParkedRetry(mine()).retry(stream));
        for (Edition other : others()) {
            try {
                guarded("retry " + stream, () -> new ParkedRetry(of(other)).retry(stream));
            } catch (EditionGone e) {
                continue; // dropped this instant: nothing is parked there any more
            }
        }
        changed.run();
        return Optional.of(outcome);
    }

    private List<Edition> others() {
        return guarded(
                "find the editions",
                () -> mine().looking((transaction, lot) -> {
                    List<Edition> others = new ArrayList<>(List.of(Edition.SERVING));
                    EditionTables.Known.all(transaction).stream()
                            .filter(known -> known.projection().equals(name))
                            .forEach(known -> others.add(known.edition()));
                    others.remove(edition);
                    return others;
                }));
    }

    private BatchApplication mine() {
        return of(edition);
    }

    private BatchApplication of(Edition wanted) {
        return Objects.requireNonNull(applications.get(wanted));
    }

    private <T> T guarded(String what, ProjectionEngine.Work<T> work) {
        return ProjectionEngine.guarded(what, name, mine().organization(), work);
    }
}
