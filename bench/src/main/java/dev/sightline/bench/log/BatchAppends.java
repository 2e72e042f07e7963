package dev.sightline.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.bench.Bench;
import dev.sightline.bench.Figures;
import dev.sightline.bench.Report;
import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.eventstore.seal.Sealer;
import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Appends of {@value #BATCH} events with their versions checked, beside {@code COPY} of the same rows, and beside themselves
 * while what they append is sealed.
 */
final class BatchAppends {
    static final int BATCH = 500;
    /** Between two seals; a server lets a minute pass. */
    private static final Duration SEALED_EVERY = Duration.ofSeconds(1);
    /** Of organisations whose log is sealed while it grows. */
    private static final int SEALED = 1_000;

    private BatchAppends() {}

    /** One rival, and its events per second in each round. */
    private static final class Rival {
        final String name;
        final Way way;
        final List<Double> rates = new ArrayList<>();

        Rival(String name, Way way) {
            this.name = name;
            this.way = way;
        }
    }

    /** Takes all batches as the first events of an organisation. */
    @FunctionalInterface
    private interface Way {
        void take(int organization, List<List<StreamAppend>> batches) throws Exception;
    }

    static void measure(Bench.Run run, EmbeddedPostgres postgres, Sizes sizes, SampleEvents sample, Report report)
            throws Exception {
        run.say("Batches beside COPY …");
        try (LogDatabase database = LogDatabase.create(postgres, "bench_batches");
                HikariDataSource pool = database.application(3);
                Connection owner = database.owner()) {
            EventStore store = new PostgresEventStore(pool, Clock.systemUTC());
            CopyTable inBatches = new CopyTable(owner, "events_in_batches");
            CopyTable whole = new CopyTable(owner, "events_whole");
            Rival append = new Rival("append", (organization, batches) -> append(store, organization, batches));
            Rival copy = new Rival("copy", (organization, batches) -> {
                inBatches.begin();
                for (List<StreamAppend> batch : batches) {
                    inBatches.copy(organization, batch, Instant.now());
                }
            });
            Rival copyWhole = new Rival("copy_whole", (organization, batches) -> {
                whole.begin();
                whole.copyWhole(organization, batches, Instant.now());
            });
            Sealer sealer = new Sealer(pool, SealKeys.generate(), Clock.systemUTC());
            Rival sealed = new Rival("append_while_sealed", (organization, batches) -> {
                try (AutoCloseable sealing = sealing(sealer, new OrganizationId(SEALED + organization))) {
                    append(store, SEALED + organization, batches);
                }
            });
            List<Rival> rivals = List.of(append, copy, copyWhole, sealed);
            // The first round warms up.
            for (int round = 0; round <= sizes.rounds(); round++) {
                List<List<StreamAppend>> batches = batches(sample, round, sizes.batchEvents());
                List<Rival> order = new ArrayList<>(rivals);
                Collections.rotate(order, round);
                for (Rival rival : order) {
                    long start = System.nanoTime();
                    rival.way.take(round + 1, batches);
                    double seconds = (System.nanoTime() - start) / 1e9;
                    if (round > 0) {
                        rival.rates.add(sizes.batchEvents() / seconds);
                    }
                }
            }
            report.figure("append.vs_copy", ratio(append, copy))
                    .detail("append_vs_one_big_copy", Figures.round(ratio(append, copyWhole)))
                    .detail("append_while_sealed_vs_append", Figures.round(ratio(sealed, append)))
                    .detail("batch_events_per_second", perSecond(rivals));
        }
    }

    private static double ratio(Rival one, Rival other) {
        return Figures.median(IntStream.range(0, one.rates.size())
                .mapToDouble(round -> one.rates.get(round) / other.rates.get(round))
                .toArray());
    }

    /** Seals an organisation's log again and again until it is closed. */
    private static AutoCloseable sealing(Sealer sealer, OrganizationId organization) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        long every = SEALED_EVERY.toMillis();
        var sealing =
                timer.scheduleWithFixedDelay(() -> sealer.seal(organization), every, every, TimeUnit.MILLISECONDS);
        return () -> {
            timer.close();
            if (sealing.state() == Future.State.FAILED) {
                throw new IllegalStateException("nothing was sealed any more", sealing.exceptionNow());
            }
        };
    }

    private static java.util.Map<String, Long> perSecond(List<Rival> rivals) {
        java.util.Map<String, Long> rates = new java.util.LinkedHashMap<>();
        rivals.forEach(rival -> rates.put(
                rival.name,
                Math.round(Figures.median(
                        rival.rates.stream().mapToDouble(rate -> rate).toArray()))));
        return rates;
    }

    static List<List<StreamAppend>> batches(SampleEvents sample, int round, int events) {
        SampleEvents.Feed feed = sample.opportunities("r" + round + "-");
        List<List<StreamAppend>> batches = new ArrayList<>();
        for (int left = events; left > 0; left -= BATCH) {
            batches.add(feed.next(Math.min(BATCH, left)));
        }
        return batches;
    }

    static void append(EventStore store, int organization, List<List<StreamAppend>> batches) {
        OrganizationId id = new OrganizationId(organization);
        for (List<StreamAppend> batch : batches) {
            append(store, id, batch);
        }
    }

    static void append(EventStore store, OrganizationId organization, List<StreamAppend> batch) {
        AppendResult result = store.append(organization, batch);
        if (!(result instanceof AppendResult.Appended)) {
            throw new IllegalStateException("refused: " + result);
        }
    }
}
