package dev.sightline.eventstore.projection;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a {@link ProjectionEngine} works. Immutable.
 *
 * @param batchSize most events of one transaction; ten times as many while that many are behind, as in a rebuild
 * @param concurrency most batches at once in this process; each holds a database connection, and one of them, far behind, a second
 * @param pollEvery how often the heads are looked at, should a notification be lost
 * @param listening whether to LISTEN on one connection; not behind a pooler in transaction mode
 * @param attempts how often a failing batch is tried before the poison event is looked for
 * @param firstRetry the wait before the second attempt; doubles each time, with jitter
 * @param longestRetry the longest wait between attempts
 * @param longestPause how long a worker may leave its transaction waiting, as a stopped or suspended process does, before
 *     the database ends it and another worker takes over
 * @param knownEvents the newest schema version of each event type that this program knows; empty where it knows all that there will
 *     be. An event that is none of these is left to a newer program: nothing behind it is applied here until that has done so
 * @param abandonedAfter how long a next edition of another version may lack events and not move before it is taken for abandoned and
 *     emptied; longer than any batch or wait between attempts
 */
public record EngineSettings(
        int batchSize,
        int concurrency,
        Duration pollEvery,
        boolean listening,
        int attempts,
        Duration firstRetry,
        Duration longestRetry,
        Duration longestPause,
        Map<String, Integer> knownEvents,
        Duration abandonedAfter) {
    private static final int LARGEST_BATCH = 1_000_000;

    public EngineSettings {
        knownEvents = Map.copyOf(knownEvents);
        if (batchSize < 1 || batchSize > LARGEST_BATCH || concurrency < 1 || attempts < 1) {
            throw new IllegalArgumentException(
                    "batch size, concurrency and attempts are at least 1, the first at most " + LARGEST_BATCH);
        }
        if (!pollEvery.isPositive()
                || longestPause.toMillis() < 1
                || !firstRetry.isPositive()
                || !abandonedAfter.isPositive()
                || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("waits are positive, and the longest retry is not below the first");
        }
    }

    public static EngineSettings defaults() {
        return new EngineSettings(
                1_000,
                4,
                Duration.ofSeconds(1),
                true,
                3,
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofSeconds(4),
                Map.of(),
                Duration.ofMinutes(10));
    }

    public EngineSettings withBatchSize(int size) {
        return but(draft -> draft.batchSize = size);
    }

    public EngineSettings withConcurrency(int most) {
        return but(draft -> draft.concurrency = most);
    }

    public EngineSettings withPolling(Duration every) {
        return but(draft -> draft.pollEvery = every);
    }

    public EngineSettings withoutListening() {
        return but(draft -> draft.listening = false);
    }

    public EngineSettings withRetries(int most, Duration first, Duration longest) {
        return but(draft -> {
            draft.attempts = most;
            draft.firstRetry = first;
            draft.longestRetry = longest;
        });
    }

    public EngineSettings withLongestPause(Duration longest) {
        return but(draft -> draft.longestPause = longest);
    }

    /** @param newestVersions of each type, as the catalogue of this program has them */
    public EngineSettings withKnownEvents(Map<String, Integer> newestVersions) {
        return but(draft -> draft.knownEvents = newestVersions);
    }

    public EngineSettings withAbandonedAfter(Duration patience) {
        return but(draft -> draft.abandonedAfter = patience);
    }

    private EngineSettings but(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** Settings that are being changed. */
    private static final class Draft {
        private int batchSize;
        private int concurrency;
        private Duration pollEvery;
        private boolean listening;
        private int attempts;
        private Duration firstRetry;
        private Duration longestRetry;
        private Duration longestPause;
        private Map<String, Integer> knownEvents;
        private Duration abandonedAfter;

        Draft(EngineSettings from) {
            batchSize = from.batchSize;
            concurrency = from.concurrency;
            pollEvery = from.pollEvery;
            listening = from.listening;
            attempts = from.attempts;
            firstRetry = from.firstRetry;
            longestRetry = from.longestRetry;
            longestPause = from.longestPause;
            knownEvents = from.knownEvents;
            abandonedAfter = from.abandonedAfter;
        }

        EngineSettings settings() {
            return new EngineSettings(
                    batchSize,
                    concurrency,
                    pollEvery,
                    listening,
                    attempts,
                    firstRetry,
                    longestRetry,
                    longestPause,
                    knownEvents,
                    abandonedAfter);
        }
    }
}
