package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the {@link Ledger} should hold, folded in plain Java: per stream the events, their sum, and a chain over their
 * positions that differs where one is left out, applied twice or out of turn. Confined to one thread.
 */
final class Fold {
    private final Map<String, Line> lines = new HashMap<>();
    private final Map<String, List<Entry>> waiting = new HashMap<>();
    private final Set<Long> discarded = new HashSet<>();
    private long poison;

    /** One stream's row; all zeros for one that is parked from its first event on, which has no row. */
    record Line(long version, long events, long total, long chain, long parked) {
        static final Line NEW = new Line(0, 0, 0, 0, 0);

        boolean hasRow() {
            return events > 0;
        }
    }

    private record Entry(long position, long version, boolean poison, long amount) {}

    Line of(String stream) {
        return lines.getOrDefault(stream, Line.NEW);
    }

    Map<String, Line> lines() {
        return lines;
    }

    /** Poison events so far. */
    long poison() {
        return poison;
    }

    /** As that one, before anything is added. */
    void discardAll(Fold other) {
        discarded.addAll(other.discarded);
    }

    /** A poison event and all behind it in its stream wait in the parking lot, unless it is discarded. */
    void add(RecordedEvent event) {
        boolean bad = Ledger.isPoison(event);
        if (bad) {
            poison++;
        }
        take(
                event.stream().toString(),
                new Entry(event.position(), event.version(), bad, bad ? 0 : Ledger.amount(event)));
    }

    /** Somebody decided that the poison event is never applied; it may be one that is yet to be added. */
    void discard(String stream, long position) {
        if (!discarded.add(position)) {
            return;
        }
        List<Entry> behind = waiting.remove(stream);
        if (behind != null) {
            Line line = of(stream);
            lines.put(stream, new Line(line.version, line.events, line.total, line.chain, 0));
            behind.forEach(entry -> take(stream, entry));
        }
    }

    private void take(String stream, Entry entry) {
        Line line = of(stream);
        if (line.parked > 0 || (entry.poison && !discarded.contains(entry.position))) {
            waiting.computeIfAbsent(stream, name -> new ArrayList<>()).add(entry);
            lines.put(stream, new Line(entry.version, line.events, line.total, line.chain, line.parked + 1));
        } else if (entry.poison) {
            lines.put(stream, new Line(entry.version, line.events, line.total, line.chain, 0));
        } else {
            lines.put(
                    stream,
                    new Line(
                            entry.version,
                            line.events + 1,
                            line.total + entry.amount,
                            chained(line.chain, entry.position),
                            0));
        }
    }

    static long chained(long chain, long position) {
        return (chain * 31 + position) % 1_000_000_007L;
    }
}
