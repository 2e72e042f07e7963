package dev.sightline.bench.log;

import dev.sightline.bench.Bench;
import dev.sightline.bench.Figures;
import dev.sightline.bench.Report;
import dev.sightline.bench.SalesDatabase;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.springframework.context.ConfigurableApplicationContext;

/** The server's sales views built anew from the log, beside a plain cursor that reads the same events and drops them. */
final class SalesReplay {
    private static final int FETCH = 1_000;

    private SalesReplay() {}

    static void measure(Bench.Run run, EmbeddedPostgres postgres, Sizes sizes, Report report) throws Exception {
        run.say("Replay into the sales views …");
        SalesDatabase database = new SalesDatabase(postgres, "bench_sales", sizes.people(), sizes.opportunities());
        database.create();
        try (ConfigurableApplicationContext context = database.open(run.home())) {
            OrganizationId organization = database.append(run, context);
            DataSource pool = context.getBean(DataSource.class);
            CompositeProjection sales = context.getBean("salesProjection", CompositeProjection.class);
            try (ProjectionEngine engine =
                    new ProjectionEngine(pool, List.of(sales), EngineSettings.defaults(), Clock.systemUTC())) {
                vacuum(database);
                List<Double> replays = new ArrayList<>();
                List<Double> cursors = new ArrayList<>();
                long events = 0;
                // The first round warms up.
                for (int round = 0; round <= sizes.salesRounds(); round++) {
                    engine.rebuild(sales.name(), organization);
                    vacuum(database);
                    long start = System.nanoTime();
                    engine.catchUp(sales.name(), organization);
                    double replay = (System.nanoTime() - start) / 1e9;
                    start = System.nanoTime();
                    events = read(pool, organization);
                    double cursor = (System.nanoTime() - start) / 1e9;
                    if (round > 0) {
                        replays.add(events / replay);
                        cursors.add(events / cursor);
                    }
                }
                double[] ratios = new double[replays.size()];
                for (int round = 0; round < ratios.length; round++) {
                    ratios[round] = replays.get(round) / cursors.get(round);
                }
                report.figure("replay.vs_cursor", Figures.median(ratios))
                        .detail(
                                "sales_replay",
                                Map.of(
                                        "people", sizes.people(),
                                        "opportunities", sizes.opportunities(),
                                        "events", events,
                                        "replayed_per_second", Math.round(median(replays)),
                                        "cursor_per_second", Math.round(median(cursors))));
            }
        }
    }

    private static double median(List<Double> samples) {
        return Figures.median(samples.stream().mapToDouble(sample -> sample).toArray());
    }

    /** What autovacuum does by itself, now, so that no round finds the dead rows of the one before. */
    private static void vacuum(SalesDatabase database) throws SQLException {
        try (Connection owner = database.owner();
                Statement statement = owner.createStatement()) {
            statement.execute("VACUUM (ANALYZE)");
            statement.execute("CHECKPOINT");
        }
    }

    /** Every column of every event as the type that it is; answers how many. */
    private static long read(DataSource pool, OrganizationId organization) throws SQLException {
        return OrganizationTransaction.run(pool, organization, transaction -> {
            try (PreparedStatement select = transaction.prepareStatement("""
                    SELECT position, stream, version, type, schema_version, event_id, occurred_at, recorded_at,
                           source, source_event_id, correlation_id, causation_id, actor, data
                    FROM events WHERE organization_id = ? ORDER BY position
                    """)) {
                select.setFetchSize(FETCH);
                // In binary from the first page on, as the replay's own reading is.
                select.unwrap(PGStatement.class).setPrepareThreshold(-1);
                select.setInt(1, organization.value());
                long events = 0;
                long read = 0;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        read += row.getLong(1) + row.getString(2).length() + row.getLong(3);
                        read += row.getString(4).length() + row.getInt(5);
                        read += row.getObject(6, UUID.class).hashCode();
                        read += row.getObject(7, OffsetDateTime.class).getNano();
                        read += row.getObject(8, OffsetDateTime.class).getNano();
                        read += row.getString(9).length();
                        for (int optional : new int[] {10, 13}) {
                            read += row.getString(optional) == null ? 0 : 1;
                        }
                        for (int optional : new int[] {11, 12}) {
                            read += row.getObject(optional, UUID.class) == null ? 0 : 1;
                        }
                        read += row.getString(14).length();
                        events++;
                    }
                }
                if (read == 0) {
                    throw new IllegalStateException("nothing was read");
                }
                return events;
            }
        });
    }
}
