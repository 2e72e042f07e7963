package dev.sightline.bench;

import dev.sightline.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/**
 * The server's sync beside a bare client that reads the same records from the same Odoo and drops them: the whole, into an
 * empty database by a server that has just started, and what changed after a tenth of the leads was touched.
 */
final class SyncBench implements Bench.Measurement {
    /**
     * Records per second that the simulator is held to. Odoo builds its answers in Python: all stored fields of a thousand
     * leads take a worker half a second at the very best, and mostly a second or two. So this is a fast Odoo; against a
     * slower one the sync is nearer to 1. The simulator at its own speed, some ten times faster than any Odoo, is measured
     * too, and reported as what it is.
     */
    private static final int PACE = 2_000;

    private static final int EVERY_TENTH = 10;
    private static final String EMAIL = "admin@bench.example";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final DateTimeFormatter ODOO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /** One job beside the streaming of the same records. */
    private record Pair(OdooStream.Streamed stream, long read, double seconds, double visibleAfter) {
        double ratio() {
            return read / seconds / stream.perSecond();
        }
    }

    private record Round(Pair first, Pair incremental) {}

    @Override
    public Report measure(Bench.Run run) throws Exception {
        int opportunities = run.quick() ? 3_000 : 20_000;
        int rounds = run.quick() ? 1 : 3;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()
                .option("shared_buffers", "256MB")
                .withDurability()
                .start()) {
            List<Round> paced = rounds(run, postgres, opportunities, PACE, rounds);
            List<Round> unpaced = rounds(run, postgres, opportunities, 0, rounds);
            Report report = new Report("sync", rounds)
                    .figure("sync.vs_stream", median(paced, round -> round.first.ratio()))
                    .figure("sync.incremental_vs_stream", median(paced, round -> round.incremental.ratio()))
                    .detail("pace_records_per_second", PACE)
                    .detail("figures_are_at", "the pace, a fast Odoo; unpaced: the simulator at its own speed")
                    .detail("unpaced_vs_stream", Figures.round(median(unpaced, round -> round.first.ratio())))
                    .detail(
                            "unpaced_incremental_vs_stream",
                            Figures.round(median(unpaced, round -> round.incremental.ratio())))
                    .detail("opportunities", opportunities);
            describe(report, "paced", paced);
            describe(report, "unpaced", unpaced);
            return report.database(postgres);
        }
    }

    private static void describe(Report report, String name, List<Round> rounds) {
        report.detail(name + "_first", describe(rounds, Round::first));
        report.detail(name + "_incremental", describe(rounds, Round::incremental));
    }

    private static Map<String, Object> describe(List<Round> rounds, java.util.function.Function<Round, Pair> which) {
        Map<String, Object> facts = new java.util.LinkedHashMap<>();
        facts.put("records_streamed", which.apply(rounds.getLast()).stream.records());
        facts.put("records_read_by_sync", which.apply(rounds.getLast()).read);
        facts.put(
                "megabytes_streamed",
                Figures.round(which.apply(rounds.getLast()).stream.bytes() / 1e6));
        facts.put(
                "stream_s",
                Figures.round(median(rounds, round -> which.apply(round).stream.seconds())));
        facts.put("sync_s", Figures.round(median(rounds, round -> which.apply(round).seconds)));
        facts.put("on_dashboards_after_s", Figures.round(median(rounds, round -> which.apply(round).visibleAfter)));
        return facts;
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
        return Figures.median(rounds.stream().mapToDouble(of).toArray());
    }

    private static List<Round> rounds(Bench.Run run, EmbeddedPostgres postgres, int opportunities, int pace, int rounds)
            throws Exception {
        Map<String, String> properties =
                Map.of("bench.opportunities", Integer.toString(opportunities), "bench.pace", Integer.toString(pace));
        List<Round> measured = new ArrayList<>();
        try (Child odoo = Child.start("odoo", SimulatedSource.class, properties, run.home())) {
            OdooStream stream = new OdooStream(odoo.port(), "nordwind", "integration", "nordwind-demo-key");
            if (pace == 0) {
                // Code that has not been compiled yet would be measured; at a pace it does not matter.
                stream.all(null);
            }
            for (int round = 1; round <= rounds; round++) {
                run.say("Round %d of %d, %s …"
                        .formatted(round, rounds, pace == 0 ? "unpaced" : pace + " records per second"));
                Round done = round(run, postgres, odoo, stream, round);
                run.say("  %.3f of its streaming, what changed %.3f"
                        .formatted(done.first.ratio(), done.incremental.ratio()));
                measured.add(done);
            }
        }
        return measured;
    }

    private static Round round(Bench.Run run, EmbeddedPostgres postgres, Child odoo, OdooStream stream, int number)
            throws Exception {
        execute(postgres, "CREATE DATABASE bench_sync");
        boolean streamFirst = number % 2 == 1;
        OdooStream.Streamed all = streamFirst ? stream.all(null) : null;
        Instant begin = Instant.now();
        Round round;
        try (Child server =
                Child.start("server-sync", MeasuredServer.class, settings(run, postgres, odoo), run.home())) {
            Instant firstOnViews = awaitJob(postgres, 1);
            String token = SignIn.token(server.port(), EMAIL, SalesDatabase.PASSWORD);
            JsonNode first = SignIn.get(server.port(), "/api/v2/sync/jobs", token)
                    .path("items")
                    .path(0);
            odoo.order("touch " + EVERY_TENTH);
            // The connector reads again what was written shortly before the last window.
            String since = ODOO.format(begin.minus(OVERLAP));
            OdooStream.Streamed changed = streamFirst ? stream.all(since) : null;
            String job = SignIn.post(server.port(), "/api/v2/sync", token)
                    .path("job")
                    .path("id")
                    .asString();
            Instant incrementalOnViews = awaitJob(postgres, 2);
            JsonNode incremental = SignIn.get(server.port(), "/api/v2/sync/jobs/" + job, token);
            if (changed == null) {
                changed = stream.all(since);
            }
            if (all == null) {
                all = stream.all(null);
            }
            round = new Round(pair(all, first, firstOnViews), pair(changed, incremental, incrementalOnViews));
        }
        execute(postgres, "DROP DATABASE bench_sync WITH (FORCE)");
        return round;
    }

    private static Pair pair(OdooStream.Streamed stream, JsonNode job, Instant onViews) {
        if (!job.path("state").asString().equals("succeeded")) {
            throw new IllegalStateException("a sync " + job.path("state").asString() + ": " + job.path("error"));
        }
        long read = 0;
        for (JsonNode entity : job.path("entities").values()) {
            read += entity.path("read").asLong();
        }
        Instant start = Instant.parse(job.path("started_at").asString());
        Instant end = Instant.parse(job.path("finished_at").asString());
        return new Pair(stream, read, secondsBetween(start, end), secondsBetween(start, onViews));
    }

    private static double secondsBetween(Instant from, Instant until) {
        return Duration.between(from, until).toNanos() / 1e9;
    }

    /**
     * Waits until the nth job has ended and every event is on the views; answers when that was. Looks into the database: what asking the
     * server costs, the sync would pay.
     */
    private static Instant awaitJob(EmbeddedPostgres postgres, int number) throws SQLException, InterruptedException {
        await(postgres, "SELECT count(finished_at) >= " + number + " FROM sync_jobs");
        return await(postgres, """
                SELECT h.last_position = min(c.position)
                FROM event_log_heads h JOIN projection_checkpoints c USING (organization_id)
                GROUP BY h.organization_id, h.last_position
                """);
    }

    private static Instant await(EmbeddedPostgres postgres, String sql) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl("bench_sync"), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            while (System.nanoTime() < deadline) {
                try (ResultSet row = statement.executeQuery(sql)) {
                    if (row.next() && row.getBoolean(1)) {
                        return Instant.now();
                    }
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        throw new IllegalStateException("it did not come within " + PATIENCE + ": " + sql.strip());
    }

    private static Map<String, String> settings(Bench.Run run, EmbeddedPostgres postgres, Child odoo) {
        Map<String, String> settings = new HashMap<>();
        settings.put("sightline.home", run.home().resolve("sync").toString());
        settings.put("sightline.database.url", postgres.jdbcUrl("bench_sync"));
        settings.put("sightline.database.user", postgres.user());
        settings.put("sightline.database.password", postgres.password());
        settings.put("sightline.organization.slug", "bench");
        settings.put("sightline.organization.zone", "Europe/Brussels");
        settings.put("sightline.odoo.url", "http://127.0.0.1:" + odoo.port());
        settings.put("sightline.odoo.database", "nordwind");
        settings.put("sightline.odoo.login", "integration");
        settings.put("sightline.odoo.key", "nordwind-demo-key");
        settings.put("sightline.sync.interval", "12h");
        settings.put("sightline.admin.email", EMAIL);
        settings.put("sightline.admin.password", SalesDatabase.PASSWORD);
        return settings;
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection owner = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
