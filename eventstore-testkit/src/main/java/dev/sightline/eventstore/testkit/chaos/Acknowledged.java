package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.OrganizationId;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An append that was acknowledged: its events stand at positions that follow each other, and so do their ids. A line of text and a
 * few words of memory for thousands of events. Immutable.
 */
record Acknowledged(OrganizationId organization, long position, int count, UUID firstId) {
    private static final String WORD = "ack ";
    /** A line that a kill cut off lacks it. */
    private static final String END = " .";

    static UUID plus(UUID id, int steps) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() + steps);
    }

    String line() {
        return WORD + organization + " " + position + " " + count + " " + firstId + END;
    }

    static Optional<Acknowledged> parse(String line) {
        if (!line.startsWith(WORD) || !line.endsWith(END)) {
            return Optional.empty();
        }
        String[] words = line.split(" ");
        return Optional.of(new Acknowledged(
                new OrganizationId(Integer.parseInt(words[1])),
                Long.parseLong(words[2]),
                Integer.parseInt(words[3]),
                UUID.fromString(words[4])));
    }

    /** What tells that an event was refused or rolled back: it must not be there. */
    record Undone(OrganizationId organization, UUID id) {
        private static final String WORD = "undone ";

        String line() {
            return WORD + organization + " " + id + END;
        }

        static Optional<Undone> parse(String line) {
            if (!line.startsWith(WORD) || !line.endsWith(END)) {
                return Optional.empty();
            }
            String[] words = line.split(" ");
            return Optional.of(new Undone(new OrganizationId(Integer.parseInt(words[1])), UUID.fromString(words[2])));
        }
    }

    /** The position behind its last. */
    private long end() {
        return position + count;
    }

    /** Those of one organisation since the last look. Thread-safe. */
    static final class Runs {
        private final TreeMap<Long, Acknowledged> byPosition = new TreeMap<>();
        private final Set<Long> families = new HashSet<>();
        private final Set<UUID> undone = new HashSet<>();
        private long events;

        synchronized void add(Acknowledged run) {
            refuseOverlap(run, byPosition.floorEntry(run.position));
            refuseOverlap(run, byPosition.ceilingEntry(run.position));
            byPosition.put(run.position, run);
            families.add(run.firstId.getMostSignificantBits());
            events += run.count;
        }

        synchronized void add(Undone event) {
            undone.add(event.id());
        }

        private static void refuseOverlap(Acknowledged run, Map.@Nullable Entry<Long, Acknowledged> neighbour) {
            if (neighbour == null) {
                return;
            }
            Acknowledged other = neighbour.getValue();
            if (run.position < other.end() && other.position < run.end()) {
                throw new BrokenPromise("positions were told to two: " + run + " and " + other);
            }
        }

        synchronized long events() {
            return events;
        }

        /** The log has this event at the position. */
        synchronized void found(long position, UUID id) {
            if (undone.contains(id)) {
                throw new BrokenPromise("event " + id + " was refused or rolled back, and stands at " + position);
            }
            Map.Entry<Long, Acknowledged> at = byPosition.floorEntry(position);
            Acknowledged run = at == null ? null : at.getValue();
            if (run != null && position < run.end()) {
                UUID told = plus(run.firstId, (int) (position - run.position));
                if (!told.equals(id)) {
                    throw new BrokenPromise(
                            "event " + told + " was told to be at " + position + ", where " + id + " stands");
                }
            } else if (families.contains(id.getMostSignificantBits())) {
                throw new BrokenPromise("event " + id + " stands at " + position + " too");
            }
        }

        /** All that was acknowledged must have been found. */
        synchronized void end(long last) {
            if (!byPosition.isEmpty()) {
                Acknowledged latest = byPosition.lastEntry().getValue();
                if (latest.end() - 1 > last) {
                    throw new BrokenPromise("acknowledged and lost: " + latest + "; the log ends at " + last);
                }
            }
            byPosition.clear();
            families.clear();
            undone.clear();
            events = 0;
        }
    }
}
