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
import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Writers of one event each to one organisation: merged into common transactions, and with one transaction each, once as good as
 * that can be ({@link OneRoundTrip}) and once through this event store in the caller's own transaction.
 */
final class SingleAppends {
    private static final int WRITERS = 64;
    private static final List<Integer> LATENCIES_UNDER = List.of(1, 8, WRITERS);
    private static final int CONNECTIONS_FOR_ONE_EACH = 16;

    private SingleAppends() {}

    @FunctionalInterface
    private interface Appending {
        /** Whether it was appended. */
        boolean append(int organization, List<StreamAppend> event) throws SQLException;
    }

    /** One rival, and what it did in each round, by the number of writers. */
    private static final class Rival {
        final String name;
        final Appending appending;
        private final Map<Integer, List<WriterLoad>> loads = new TreeMap<>();

        Rival(String name, Appending appending) {
            this.name = name;
            this.appending = appending;
        }

        void add(int writers, WriterLoad load) {
            loads.computeIfAbsent(writers, number -> new ArrayList<>()).add(load);
        }

        double[] rates() {
            return loads.getOrDefault(WRITERS, List.of()).stream()
                    .mapToDouble(WriterLoad::perSecond)
                    .toArray();
        }

        /** Medians over the rounds of each round's own percentiles. */
        Map<String, Object> latencies() {
            Map<String, Object> byWriters = new LinkedHashMap<>();
            loads.forEach((writers, rounds) -> {
                Map<String, Double> medians = new LinkedHashMap<>();
                for (String percentile : rounds.getFirst().percentiles().keySet()) {
                    medians.put(
                            percentile,
                            Figures.round(Figures.median(rounds.stream()
                                    .mapToDouble(load -> load.percentiles().getOrDefault(percentile, Double.NaN))
                                    .toArray())));
                }
                byWriters.put("writers_" + writers, medians);
            });
            return byWriters;
        }
    }

    static void measure(Bench.Run run, EmbeddedPostgres postgres, Sizes sizes, SampleEvents sample, Report report)
            throws Exception {
        run.say("Single events, merged and not …");
        try (LogDatabase database = LogDatabase.create(postgres, "bench_single");
                HikariDataSource few = database.application(4);
                HikariDataSource owners = database.pool(CONNECTIONS_FOR_ONE_EACH);
                HikariDataSource many = database.application(WRITERS)) {
            // A plan that is made while the table is small, and kept, would read all of it for each append.
            owners.setConnectionInitSql("SET enable_seqscan = off; SET enable_bitmapscan = off");
            EventStore store = new PostgresEventStore(few, Clock.systemUTC());
            EventStore alone = new PostgresEventStore(many, Clock.systemUTC());
            OneRoundTrip oneRoundTrip = new OneRoundTrip(owners);
            Rival merged = new Rival("merged", (id, event) -> isAppended(store.append(new OrganizationId(id), event)));
            Rival each =
                    new Rival("one_transaction_each", (id, event) -> oneRoundTrip.append(id, event, Instant.now()));
            Rival own = new Rival(
                    "one_transaction_each_of_the_caller",
                    (id, event) -> commitAlone(alone, many, new OrganizationId(id), event));
            List<Rival> rivals = List.of(merged, each, own);
            int organization = 0;
            // The first round warms up.
            for (int round = 0; round <= sizes.rounds(); round++) {
                for (int writers : LATENCIES_UNDER) {
                    List<Rival> order = new ArrayList<>(writers == WRITERS ? rivals : List.of(merged, each));
                    Collections.rotate(order, round);
                    for (Rival rival : order) {
                        WriterLoad load = load(sizes, writers, sample, ++organization, rival.appending);
                        if (round > 0) {
                            rival.add(writers, load);
                        }
                    }
                }
            }
            Map<String, Object> rates = new LinkedHashMap<>();
            Map<String, Object> latencies = new LinkedHashMap<>();
            for (Rival rival : rivals) {
                rates.put(rival.name, Math.round(Figures.median(rival.rates())));
                latencies.put(rival.name, rival.latencies());
            }
            report.figure("append.vs_single", ratio(merged, each))
                    .detail("append_vs_single_in_callers_transaction", Figures.round(ratio(merged, own)))
                    .detail("single_events_per_second", rates)
                    .detail("append_latency_ms", latencies);
        }
    }

    private static double ratio(Rival ours, Rival theirs) {
        double[] ratios = ours.rates();
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] /= theirs.rates()[round];
        }
        return Figures.median(ratios);
    }

    private static boolean isAppended(AppendResult result) {
        return result instanceof AppendResult.Appended;
    }

    private static WriterLoad load(Sizes sizes, int writers, SampleEvents sample, int organization, Appending appending)
            throws Exception {
        return WriterLoad.run(writers, sizes.writing(), writer -> {
            SampleEvents.Feed feed = sample.opportunities("w" + writer + "-");
            return () -> {
                if (!appending.append(organization, feed.next(1))) {
                    throw new IllegalStateException("refused in organisation " + organization);
                }
            };
        });
    }

    /** What an append within a caller's transaction is: it looks, writes and notifies there, and the caller commits. */
    private static boolean commitAlone(
            EventStore store, DataSource pool, OrganizationId organization, List<StreamAppend> event)
            throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            AppendResult result = store.append(connection, organization, event);
            connection.commit();
            return isAppended(result);
        }
    }
}
