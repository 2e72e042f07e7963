package dev.sightline.eventstore;

import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.AppendResult.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of several writers' appends, in turn, given where the log stands: pure, no database. A writer whose
 * expectation fails takes nothing and leaves the others as they are. Confined to one thread.
 */
final class AppendPlan {
    private final Map<StreamId, Long> versions;
    private final Map<SourceKey, Recorded> recorded;
    private final List<Row> rows = new ArrayList<>();
    private final long head;
    private long lastPosition;

    /** The source's name of an event; one is recorded once. */
    record SourceKey(String source, String sourceEventId) {
        static @Nullable SourceKey of(NewEvent event) {
            String id = event.origin().sourceEventId();
            return id == null ? null : new SourceKey(event.origin().source(), id);
        }
    }

    /** An event with its place. */
    record Row(long position, StreamId stream, long version, NewEvent event) {}

    /**
     * @param versions of all streams that will be appended to; a stream that is absent has version 0
     * @param recorded those of the appended events' source keys that the log holds
     */
    AppendPlan(long lastPosition, Map<StreamId, Long> versions, Map<SourceKey, Recorded> recorded) {
        this.head = lastPosition;
        this.lastPosition = lastPosition;
        this.versions = new HashMap<>(versions);
        this.recorded = new HashMap<>(recorded);
    }

    /** What one writer is answered once {@link #rows} are committed. */
    AppendResult take(List<StreamAppend> appends) {
        List<Row> taken = new ArrayList<>();
        List<Recorded> answers = new ArrayList<>();
        Map<StreamId, Long> newVersions = new HashMap<>();
        Map<SourceKey, Recorded> newKeys = new HashMap<>();
        for (StreamAppend append : appends) {
            StreamId stream = append.stream();
            long version = newVersions.getOrDefault(stream, versions.getOrDefault(stream, 0L));
            boolean expectationHeld = false;
            for (NewEvent event : append.events()) {
                SourceKey key = SourceKey.of(event);
                Recorded earlier = key == null ? null : newKeys.getOrDefault(key, recorded.get(key));
                if (earlier != null) {
                    answers.add(new Recorded(earlier.position(), earlier.version(), true));
                    continue;
                }
                // Not before: an append that was recorded whole is answered alike however far its stream went on since.
                if (!expectationHeld && !holds(append.expected(), version)) {
                    return new Conflict(stream, append.expected(), version);
                }
                expectationHeld = true;
                version++;
                Recorded place = new Recorded(lastPosition + taken.size() + 1, version, false);
                taken.add(new Row(place.position(), stream, version, event));
                answers.add(place);
                if (key != null) {
                    newKeys.put(key, place);
                }
            }
            newVersions.put(stream, version);
        }
        versions.putAll(newVersions);
        recorded.putAll(newKeys);
        rows.addAll(taken);
        lastPosition += taken.size();
        return new Appended(List.copyOf(answers), lastPosition);
    }

    /** The log's last position before any of {@link #rows}. */
    long head() {
        return head;
    }

    /** The log's last position once {@link #rows} are committed. */
    long lastPosition() {
        return lastPosition;
    }

    /** The versions of the streams once {@link #rows} are committed. */
    Map<StreamId, Long> versions() {
        return versions;
    }

    /** What all writers so far add to the log, in the order of positions. */
    List<Row> rows() {
        return rows;
    }

    private static boolean holds(ExpectedVersion expected, long actual) {
        return switch (expected) {
            case ExpectedVersion.Any any -> true;
            case ExpectedVersion.NoStream none -> actual == 0;
            case ExpectedVersion.StreamExists exists -> actual > 0;
            case ExpectedVersion.Exactly exactly -> actual == exactly.version();
        };
    }
}
