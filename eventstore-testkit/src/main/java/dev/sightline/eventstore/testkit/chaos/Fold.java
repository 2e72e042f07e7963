package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.RecordedEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * What the {@link Ledger} should hold, folded in plain Java: per stream the events, their sum, and a chain over their
 * positions that differs where one is left out, applied twice or out of turn. Confined to one thread.
 */
final class Fold {
    private final Map<String, Line> lines = new HashMap<>();

    /** One stream's row; all zeros for one that is parked from its first event on, which has no row. */
    record Line(long version, long events, long total, long chain, long parked) {
        static final Line NEW = new Line(0, 0, 0, 0, 0);

        boolean hasRow() {
            return events > 0;
        }
    }

    Line of(String stream) {
        return lines.getOrDefault(stream, Line.NEW);
    }

    Map<String, Line> lines() {
        return lines;
    }

    /** A poison event and all behind it in its stream wait in the parking lot. */
    void add(RecordedEvent event) {
        String stream = event.stream().toString();
        Line line = of(stream);
        boolean parks = line.parked > 0 || Ledger.isPoison(event);
        lines.put(
                stream,
                parks
                        ? new Line(event.version(), line.events, line.total, line.chain, line.parked + 1)
                        : new Line(
                                event.version(),
                                line.events + 1,
                                line.total + Ledger.amount(event),
                                chained(line.chain, event.position()),
                                0));
    }

    static long chained(long chain, long position) {
        return (chain * 31 + position) % 1_000_000_007L;
    }
}
