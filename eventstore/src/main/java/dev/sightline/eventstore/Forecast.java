package dev.sightline.eventstore;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an organisation's log and its streams probably stand, from what this process last appended: enough to count positions
 * and versions before asking the database, which checks them. A wrong forecast costs a round trip, never correctness. For one
 * thread at a time.
 */
final class Forecast {
    private static final int STREAMS = 10_000;
    private static final long UNKNOWN = -1;

    private long lastPosition = UNKNOWN;
    private final Map<StreamId, Long> versions = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamId, Long> eldest) {
            return size() > STREAMS;
        }
    };

    /** A plan from there, or null where nothing is known of the log or of one of the streams. */
    @Nullable
    AppendPlan plan(List<List<StreamAppend>> writers) {
        if (lastPosition == UNKNOWN) {
            return null;
        }
        Map<StreamId, Long> expected = new HashMap<>();
        for (List<StreamAppend> writer : writers) {
            for (StreamAppend append : writer) {
                if (!expected.containsKey(append.stream())) {
                    Long version = version(append);
                    if (version == null) {
                        return null;
                    }
                    expected.put(append.stream(), version);
                }
            }
        }
        return new AppendPlan(lastPosition, expected, Map.of());
    }

    private @Nullable Long version(StreamAppend append) {
        Long known = versions.get(append.stream());
        if (known != null) {
            return known;
        }
        return switch (append.expected()) {
            case ExpectedVersion.NoStream none -> 0L;
            case ExpectedVersion.Exactly exactly -> exactly.version();
            case ExpectedVersion.Any any -> null;
            case ExpectedVersion.StreamExists exists -> null;
        };
    }

    /** The plan was committed. */
    void learn(AppendPlan committed) {
        lastPosition = committed.lastPosition();
        versions.putAll(committed.versions());
    }

    /** Nobody knows what happened. */
    void forget() {
        lastPosition = UNKNOWN;
        versions.clear();
    }
}
