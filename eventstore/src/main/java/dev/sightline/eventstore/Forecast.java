package dev.sightline.eventstore;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an organisation's log and its streams stood when this process last appended: enough to count positions and versions
 * before asking the database. Where the log's end still is where it is remembered, nobody has appended since, so all that is
 * remembered of streams holds; the database checks that end. A wrong forecast costs a round trip, never correctness. For one thread at
 * a time.
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

    /**
     * A plan from there.
     *
     * @param said streams that are not remembered, with the versions that the first writer to each says; 0 for one that should
     *     not exist
     */
    record Planned(AppendPlan plan, Map<StreamId, Long> said) {}

    /** Null where nothing is known of the log or of one of the streams. */
    @Nullable
    Planned plan(List<List<StreamAppend>> writers) {
        if (lastPosition == UNKNOWN) {
            return null;
        }
        Map<StreamId, Long> expected = new HashMap<>();
        Map<StreamId, Long> said = new HashMap<>();
        for (List<StreamAppend> writer : writers) {
            for (StreamAppend append : writer) {
                StreamId stream = append.stream();
                if (expected.containsKey(stream)) {
                    continue;
                }
                Long version = versions.get(stream);
                if (version == null) {
                    version = said(append.expected());
                    if (version == null) {
                        return null;
                    }
                    said.put(stream, version);
                }
                expected.put(stream, version);
            }
        }
        return new Planned(new AppendPlan(lastPosition, expected, Map.of()), said);
    }

    private static @Nullable Long said(ExpectedVersion expected) {
        return switch (expected) {
            case ExpectedVersion.NoStream none -> 0L;
            case ExpectedVersion.Exactly exactly -> exactly.version();
            case ExpectedVersion.Any any -> null;
            case ExpectedVersion.StreamExists exists -> null;
        };
    }

    /** The plan was committed. */
    void learn(AppendPlan committed) {
        if (committed.head() != lastPosition) {
            // Somebody else appended meanwhile, to whichever streams.
            versions.clear();
        }
        lastPosition = committed.lastPosition();
        versions.putAll(committed.versions());
    }

    /** Nobody knows what happened. */
    void forget() {
        lastPosition = UNKNOWN;
        versions.clear();
    }
}
