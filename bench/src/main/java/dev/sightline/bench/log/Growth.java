package dev.sightline.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.bench.Bench;
import dev.sightline.bench.Report;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.postgres.EmbeddedPostgres;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** One organisation's log as it grows: how fast it takes events and gives them back, and what a replay of all of it holds in memory. */
final class Growth {
    private static final int STREAMS = 200_000;
    private static final int MEASURED = 50_000;
    private static final OrganizationId ORGANIZATION = new OrganizationId(1);

    private Growth() {}

    static void measure(Bench.Run run, EmbeddedPostgres postgres, Sizes sizes, SampleEvents sample, Report report)
            throws Exception {
        try (LogDatabase database = LogDatabase.create(postgres, "bench_growth");
                HikariDataSource pool = database.application(2)) {
            EventStore store = new PostgresEventStore(pool, Clock.systemUTC());
            SampleEvents.Feed feed = sample.longStreams("g", STREAMS);
            long length = 0;
            Map<String, Object> growth = new LinkedHashMap<>();
            for (long size : sizes.growth()) {
                run.say("A log of " + size + " events …");
                long start = System.nanoTime();
                long fill = size - MEASURED - length;
                append(store, feed, fill);
                double filling = (System.nanoTime() - start) / 1e9;
                Map<String, Object> rates = new LinkedHashMap<>();
                rates.put("filled_per_second", Math.round(fill / filling));
                rates.put("appended_per_second", Math.round(rate(() -> append(store, feed, MEASURED))));
                length = size;
                long last = length;
                rates.put("first_read_per_second", Math.round(rate(() -> read(store, 0))));
                rates.put("last_read_per_second", Math.round(rate(() -> read(store, last - MEASURED))));
                growth.put(Long.toString(size), rates);
            }
            report.detail("growth_in_batches_of_" + BatchAppends.BATCH, growth);
            run.say("Replaying " + length + " events in a small heap …");
            HeapReplay.measure(run, database, postgres, length, report);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static double rate(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return MEASURED / ((System.nanoTime() - start) / 1e9);
    }

    private static void append(EventStore store, SampleEvents.Feed feed, long events) {
        for (long left = events; left > 0; left -= BatchAppends.BATCH) {
            BatchAppends.append(store, ORGANIZATION, feed.next((int) Math.min(BatchAppends.BATCH, left)));
        }
    }

    private static void read(EventStore store, long after) {
        EventFilter filter = EventFilter.all().after(after).upTo(after + MEASURED);
        try (Stream<RecordedEvent> events = store.stream(ORGANIZATION, filter)) {
            long read = events.count();
            if (read != MEASURED) {
                throw new IllegalStateException("read " + read + " events of " + MEASURED);
            }
        }
    }
}
