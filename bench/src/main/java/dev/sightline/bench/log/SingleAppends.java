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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Writers of one event each to one organisation: merged into common transactions, and with one transaction each. */
final class SingleAppends {
    private static final int WRITERS = 64;
    private static final List<Integer> LATENCIES_UNDER = List.of(1, 8, WRITERS);

    private SingleAppends() {}

    static void measure(Bench.Run run, EmbeddedPostgres postgres, Sizes sizes, SampleEvents sample, Report report)
            throws Exception {
        run.say("Single events, merged and not …");
        try (LogDatabase database = LogDatabase.create(postgres, "bench_single");
                HikariDataSource few = database.application(4);
                HikariDataSource many = database.application(WRITERS)) {
            EventStore store = new PostgresEventStore(few, Clock.systemUTC());
            EventStore alone = new PostgresEventStore(many, Clock.systemUTC());
            int organization = 0;
            List<Double> ratios = new ArrayList<>();
            List<Double> merged = new ArrayList<>();
            List<Double> single = new ArrayList<>();
            Map<String, Object> latencies = new LinkedHashMap<>();
            // The first round warms up.
            for (int round = 0; round <= sizes.rounds(); round++) {
                int mine = ++organization;
                int theirs = ++organization;
                Kind one = () -> load(sizes, WRITERS, sample, mine, (id, event) -> store.append(id, event));
                Kind other =
                        () -> load(sizes, WRITERS, sample, theirs, (id, event) -> commitAlone(alone, many, id, event));
                WriterLoad first = (round % 2 == 0 ? one : other).run();
                WriterLoad second = (round % 2 == 0 ? other : one).run();
                if (round > 0) {
                    WriterLoad together = round % 2 == 0 ? first : second;
                    WriterLoad each = round % 2 == 0 ? second : first;
                    merged.add(together.perSecond());
                    single.add(each.perSecond());
                    ratios.add(together.perSecond() / each.perSecond());
                    latencies.put("one_transaction_each_" + WRITERS, each.percentiles());
                }
            }
            for (int writers : LATENCIES_UNDER) {
                int its = ++organization;
                latencies.put(
                        "writers_" + writers,
                        load(sizes, writers, sample, its, (id, event) -> store.append(id, event))
                                .percentiles());
            }
            report.figure("append.vs_single", median(ratios))
                    .detail(
                            "single_events_per_second",
                            Map.of(
                                    "merged", Math.round(median(merged)),
                                    "one_transaction_each", Math.round(median(single))))
                    .detail("append_latency_ms", latencies);
        }
    }

    @FunctionalInterface
    private interface Kind {
        WriterLoad run() throws Exception;
    }

    @FunctionalInterface
    private interface Appending {
        AppendResult append(OrganizationId organization, List<StreamAppend> event) throws SQLException;
    }

    private static WriterLoad load(Sizes sizes, int writers, SampleEvents sample, int organization, Appending appending)
            throws Exception {
        OrganizationId id = new OrganizationId(organization);
        return WriterLoad.run(writers, sizes.writing(), writer -> {
            SampleEvents.Feed feed = sample.opportunities("w" + writer + "-");
            return () -> {
                AppendResult result = appending.append(id, feed.next(1));
                if (!(result instanceof AppendResult.Appended)) {
                    throw new IllegalStateException("refused: " + result);
                }
            };
        });
    }

    /** The same statements, with a commit of its own. */
    private static AppendResult commitAlone(
            EventStore store, DataSource pool, OrganizationId organization, List<StreamAppend> event)
            throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            AppendResult result = store.append(connection, organization, event);
            connection.commit();
            return result;
        }
    }

    private static double median(List<Double> samples) {
        return Figures.median(samples.stream().mapToDouble(sample -> sample).toArray());
    }
}
