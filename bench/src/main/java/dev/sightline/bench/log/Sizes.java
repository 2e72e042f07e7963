package dev.sightline.bench.log;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param batchEvents appended in batches, per rival and round
 * @param writing how long single events are appended, per rival and round
 * @param axonEvents appended to Axon and replayed, per round
 * @param stockEvents the same with Axon's stock settings, once
 * @param people of the company whose sales views are replayed
 * @param opportunities of that company
 * @param organizations that append at once
 * @param growth sizes of one organisation's log at which appends and reads are measured; the last is replayed in a small heap
 */
record Sizes(
        int rounds,
        int batchEvents,
        Duration writing,
        int axonEvents,
        int stockEvents,
        int people,
        int opportunities,
        int salesRounds,
        int organizations,
        List<Long> growth) {

    static final Sizes FULL = new Sizes(
            5,
            100_000,
            Duration.ofSeconds(3),
            100_000,
            5_000,
            1_000,
            50_000,
            3,
            1_000,
            List.of(100_000L, 1_000_000L, 10_000_000L));

    static final Sizes QUICK =
            new Sizes(2, 20_000, Duration.ofMillis(600), 10_000, 500, 100, 3_000, 1, 200, List.of(60_000L));

    static Sizes of(boolean quick) {
        return quick ? QUICK : FULL;
    }
}
