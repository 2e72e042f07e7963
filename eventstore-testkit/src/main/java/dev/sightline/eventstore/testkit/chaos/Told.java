package dev.sightline.eventstore.testkit.chaos;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the writers of one organisation were told, from the first round to the last: some fifty bytes for each append, however many
 * events it had. Each check throws {@link BrokenPromise}. Thread-safe.
 */
final class Told {
    /** Since the last look. */
    private final TreeMap<Long, Acknowledged> fresh = new TreeMap<>();

    private Acknowledged[] kept = new Acknowledged[256];
    private int keptCount;
    /** Of ids that count on from the first of an append. */
    private final LongSet families = new LongSet();

    private final LongSet undone = new LongSet();
    private final Map<String, Long> deliveries = new HashMap<>();
    private long looked;
    private long events;

    synchronized void add(Acknowledged run) {
        if (run.position() <= looked) {
            throw new BrokenPromise("a position was told that others had before: " + run);
        }
        refuseOverlap(run, fresh.floorEntry(run.position()));
        refuseOverlap(run, fresh.ceilingEntry(run.position()));
        fresh.put(run.position(), run);
        families.add(run.firstId().getMostSignificantBits());
        events += run.count();
    }

    synchronized void add(Acknowledged.Undone event) {
        undone.add(LongSet.hash(event.id()));
    }

    synchronized void add(Acknowledged.Delivered event) {
        Long before = deliveries.putIfAbsent(event.sourceEventId(), event.position());
        if (before != null && before != event.position()) {
            throw new BrokenPromise("a source was told another position before, " + before + ": " + event);
        }
    }

    private static void refuseOverlap(Acknowledged run, Map.@Nullable Entry<Long, Acknowledged> neighbour) {
        if (neighbour == null) {
            return;
        }
        Acknowledged other = neighbour.getValue();
        if (run.position() < other.end() && other.position() < run.end()) {
            throw new BrokenPromise("positions were told to two: " + run + " and " + other);
        }
    }

    /** Acknowledged since the last look. */
    synchronized long events() {
        return events;
    }

    /** The log, which is read on from where the last look ended, has this event at the position. */
    synchronized void found(long position, UUID id) {
        Map.Entry<Long, Acknowledged> at = fresh.floorEntry(position);
        compare(at == null ? null : at.getValue(), position, id);
    }

    private void compare(@Nullable Acknowledged before, long position, UUID id) {
        if (undone.contains(LongSet.hash(id))) {
            throw new BrokenPromise("event " + id + " was refused or rolled back, and stands at " + position);
        }
        if (before != null && position < before.end()) {
            if (!before.at(position).equals(id)) {
                throw new BrokenPromise("event " + before.at(position) + " was told to be at " + position + ", where "
                        + id + " stands");
            }
        } else if (families.contains(id.getMostSignificantBits())) {
            throw new BrokenPromise("event " + id + " stands at " + position + " too");
        }
    }

    /**
     * All that was acknowledged must have been found, and what sources delivered.
     *
     * @param last the log's end
     * @param delivered where the log has it
     */
    synchronized void end(long last, Map<String, Long> delivered) {
        if (!fresh.isEmpty() && fresh.lastEntry().getValue().end() - 1 > last) {
            throw new BrokenPromise(
                    "acknowledged and lost: " + fresh.lastEntry().getValue() + "; the log ends at " + last);
        }
        deliveries.forEach((name, position) -> {
            if (!position.equals(delivered.get(name))) {
                throw new BrokenPromise("of a source, " + name + " was told to be at " + position + " and is at "
                        + delivered.get(name));
            }
        });
        for (Acknowledged run : fresh.values()) {
            if (keptCount == kept.length) {
                kept = Arrays.copyOf(kept, keptCount + keptCount / 2);
            }
            kept[keptCount++] = run;
        }
        fresh.clear();
        looked = last;
        events = 0;
    }

    /** Compares the whole log again, from its first position, with everything ever told, when all was looked at. */
    Again again() {
        return new Again();
    }

    /** Some twenty bytes for each event. For one thread. */
    final class Again {
        private final LongSet ids = new LongSet();
        private int next;

        void found(long position, UUID id) {
            synchronized (Told.this) {
                while (next < keptCount && kept[next].end() <= position) {
                    next++;
                }
                boolean behind = next < keptCount && kept[next].position() <= position;
                compare(behind ? kept[next] : null, position, id);
            }
            if (!ids.add(LongSet.hash(id))) {
                throw new BrokenPromise("event " + id + " is there twice, the second time at " + position);
            }
        }

        void end(long last) {
            synchronized (Told.this) {
                if (last != looked) {
                    throw new BrokenPromise("the log ended at " + looked + ", and now ends at " + last);
                }
            }
        }
    }
}
