package dev.sightline.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.bench.Bench;
import dev.sightline.bench.Figures;
import dev.sightline.bench.Report;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/** The event store beside Axon Framework 5: appends in batches and one by one, and the replay of what both then hold. */
final class BesideAxon {
    private static final int BATCH_WRITERS = 4;
    private static final int WRITERS = 64;
    private static final int CONNECTIONS = 16;
    private static final String EMPTY = "TRUNCATE \"AggregateEventEntry\"";
    private static final long PATIENCE_SECONDS = 300;

    private final LogDatabase database;
    private final Sizes sizes;
    private final SampleEvents sample;
    private final Connection owner;
    private final Set<String> types;

    private BesideAxon(LogDatabase database, Sizes sizes, SampleEvents sample, Connection owner) {
        this.database = database;
        this.sizes = sizes;
        this.sample = sample;
        this.owner = owner;
        this.types = sample.types();
    }

    /**
     * Events per second.
     *
     * @param replays by the number of the processor's segments; ours has one
     */
    private record Rates(double batches, double singly, Map<Integer, Double> replays) {
        double replay() {
            return Collections.max(replays.values());
        }
    }

    /** Appends that both understand. */
    @FunctionalInterface
    private interface Appending {
        void append(List<StreamAppend> appends);
    }

    static void measure(Bench.Run run, EmbeddedPostgres postgres, Sizes sizes, SampleEvents sample, Report report)
            throws Exception {
        run.say("Beside Axon …");
        try (LogDatabase database = LogDatabase.create(postgres, "bench_axon");
                Connection owner = database.owner()) {
            new BesideAxon(database, sizes, sample, owner).measure(report);
        }
    }

    private void measure(Report report) throws Exception {
        List<Rates> ours = new ArrayList<>();
        List<Rates> theirs = new ArrayList<>();
        try (HikariDataSource pool = database.application(CONNECTIONS);
                AxonLog axon = new AxonLog(database, CONNECTIONS, AxonTuning.TUNED)) {
            // The first round warms up.
            for (int round = 0; round <= sizes.rounds(); round++) {
                Rates first = round % 2 == 0 ? ours(pool, round) : axon(axon, round, sizes.axonEvents());
                Rates second = round % 2 == 0 ? axon(axon, round, sizes.axonEvents()) : ours(pool, round);
                if (round > 0) {
                    ours.add(round % 2 == 0 ? first : second);
                    theirs.add(round % 2 == 0 ? second : first);
                }
            }
        }
        report.figure("append.vs_axon", ratio(ours, theirs, Rates::singly))
                .figure("replay.vs_axon", ratio(ours, theirs, Rates::replay))
                .detail(
                        "append_vs_axon_compares",
                        WRITERS + " writers of one event each to one organisation, each after the answer to its last; "
                                + "append_batches_vs_axon: " + BATCH_WRITERS + " writers of " + BatchAppends.BATCH
                                + " events at a time")
                .detail(
                        "replay_vs_axon_compares",
                        "the best number of Axon's segments in each round; axon_replays_per_second has all of them")
                .detail("axon_replays_per_second", replaysPerSecond(theirs))
                .detail("append_batches_vs_axon", Figures.round(ratio(ours, theirs, Rates::batches)))
                .detail(
                        "beside_axon_events_per_second",
                        Map.of("sightline", perSecond(ours), "axon", perSecond(theirs)));
        try (AxonLog stock = new AxonLog(database, CONNECTIONS, AxonTuning.STOCK)) {
            Rates rates = axon(stock, 0, sizes.stockEvents());
            report.detail("axon_stock_events_per_second", perSecond(List.of(rates)));
        }
    }

    private Rates ours(HikariDataSource pool, int round) throws Exception {
        EventStore store = new PostgresEventStore(pool, Clock.systemUTC());
        OrganizationId batched = new OrganizationId(2 * round + 1);
        double batches = batches(round, sizes.axonEvents(), batch -> BatchAppends.append(store, batched, batch));
        OrganizationId singly = new OrganizationId(2 * round + 2);
        double single = singly(event -> BatchAppends.append(store, singly, event));
        settle();
        try (ProjectionEngine engine =
                new ProjectionEngine(pool, List.of(new StreamTally()), EngineSettings.defaults(), Clock.systemUTC())) {
            long start = System.nanoTime();
            engine.catchUp("stream_tally", batched);
            double seconds = (System.nanoTime() - start) / 1e9;
            check(batched.value(), sizes.axonEvents());
            return new Rates(batches, single, Map.of(1, sizes.axonEvents() / seconds));
        }
    }

    private Rates axon(AxonLog axon, int round, int events) throws Exception {
        // One table holds all; each replay begins at its first row.
        execute(EMPTY);
        double single = singly(axon::append);
        execute(EMPTY);
        double batches = batches(round, events, axon::append);
        Map<Integer, Double> replays = new TreeMap<>();
        for (int segments : axon.tuning.segments()) {
            settle();
            int organization = 1_000_000 + round * 100 + segments;
            double seconds = new AxonReplay(axon, types).run(organization, events, segments, PATIENCE_SECONDS);
            check(organization, events);
            replays.put(segments, events / seconds);
        }
        return new Rates(batches, single, replays);
    }

    /** Some writers at once, with batches of their own. */
    private double batches(int round, int events, Appending appending) throws Exception {
        List<List<List<StreamAppend>>> shares = new ArrayList<>();
        for (int writer = 0; writer < BATCH_WRITERS; writer++) {
            shares.add(BatchAppends.batches(sample, round * BATCH_WRITERS + writer, events / BATCH_WRITERS));
        }
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (List<List<StreamAppend>> share : shares) {
                writers.add(threads.submit(() -> share.forEach(appending::append)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        return events / ((System.nanoTime() - start) / 1e9);
    }

    private double singly(Appending appending) throws Exception {
        return WriterLoad.run(WRITERS, sizes.writing(), writer -> {
                    SampleEvents.Feed feed = sample.opportunities("w" + writer + "-");
                    return () -> appending.append(feed.next(1));
                })
                .perSecond();
    }

    /** Both replays begin with an empty table, and with nothing left to write from before. */
    private void settle() throws SQLException {
        execute("TRUNCATE stream_tally");
        execute("CHECKPOINT");
    }

    private void check(int organization, long events) throws SQLException {
        StreamTally.Total total = StreamTally.Total.of(owner, organization);
        if (total.events() != events) {
            throw new IllegalStateException("a replay of " + events + " events left rows of " + total.events());
        }
    }

    private void execute(String sql) throws SQLException {
        try (java.sql.Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double ratio(List<Rates> ours, List<Rates> theirs, ToDoubleFunction<Rates> of) {
        double[] ratios = new double[ours.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = of.applyAsDouble(ours.get(round)) / of.applyAsDouble(theirs.get(round));
        }
        return Figures.median(ratios);
    }

    private static Map<String, Long> perSecond(List<Rates> rates) {
        Map<String, Long> medians = new LinkedHashMap<>();
        medians.put("batches", median(rates, Rates::batches));
        medians.put("singly", median(rates, Rates::singly));
        medians.put("replay", median(rates, Rates::replay));
        return medians;
    }

    private static Map<String, Long> replaysPerSecond(List<Rates> rates) {
        Map<String, Long> medians = new LinkedHashMap<>();
        for (int segments : rates.getFirst().replays.keySet()) {
            medians.put(
                    "segments_" + segments, median(rates, round -> round.replays.getOrDefault(segments, Double.NaN)));
        }
        return medians;
    }

    private static long median(List<Rates> rates, ToDoubleFunction<Rates> of) {
        return Math.round(Figures.median(rates.stream().mapToDouble(of).toArray()));
    }
}
