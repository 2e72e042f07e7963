package dev.sightline.bench;

import dev.sightline.postgres.EmbeddedPostgres;
import java.io.IOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/**
 * The server's sync beside a bare client that reads the same records from the same Odoo and drops them: the whole, into a new
 * organisation, and what changed after a tenth of the leads was touched. One server syncs one organisation after the other: the first
 * while its own code is not compiled yet, the others as a server does that runs. The bare client is as new as
 * the server beside that one, and has warmed up for the others.
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

    /** @param justStarted the server's first sync ever; {@code running} its later ones */
    private record Rounds(Round justStarted, List<Round> running) {
        double median(ToDoubleFunction<Round> of) {
            return Figures.median(running.stream().mapToDouble(of).toArray());
        }

        void describe(Report report, String name) {
            report.detail(name + "_first", described(running, Round::first))
                    .detail(name + "_incremental", described(running, Round::incremental))
                    .detail(name + "_first_just_started", described(List.of(justStarted), Round::first))
                    .detail(name + "_incremental_just_started", described(List.of(justStarted), Round::incremental));
        }

        private static Map<String, Object> described(List<Round> rounds, Function<Round, Pair> which) {
            List<Pair> pairs = rounds.stream().map(which).toList();
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("vs_stream", median(pairs, Pair::ratio));
            facts.put("records_streamed", pairs.getLast().stream.records());
            facts.put("records_read_by_sync", pairs.getLast().read);
            facts.put("megabytes_streamed", Figures.round(pairs.getLast().stream.bytes() / 1e6));
            facts.put("stream_s", median(pairs, pair -> pair.stream.seconds()));
            facts.put("sync_s", median(pairs, Pair::seconds));
            facts.put("on_dashboards_after_s", median(pairs, Pair::visibleAfter));
            return facts;
        }

        private static double median(List<Pair> pairs, ToDoubleFunction<Pair> of) {
            return Figures.round(Figures.median(pairs.stream().mapToDouble(of).toArray()));
        }
    }

    @Override
    public Report measure(Bench.Run run) throws Exception {
        int opportunities = run.quick() ? 2_000 : 20_000;
        int rounds = run.quick() ? 1 : 5;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()
                .option("shared_buffers", "256MB")
                .withDurability()
                .start()) {
            Rounds paced = rounds(run, postgres, opportunities, PACE, rounds);
            Rounds unpaced = rounds(run, postgres, opportunities, 0, rounds);
            Report report = new Report("sync", rounds)
                    .figure("sync.vs_stream", paced.median(round -> round.first.ratio()))
                    .figure("sync.incremental_vs_stream", paced.median(round -> round.incremental.ratio()))
                    .figure("sync.just_started_vs_stream", paced.justStarted.first.ratio())
                    .figure("sync.just_started_incremental_vs_stream", paced.justStarted.incremental.ratio())
                    .detail("pace_records_per_second", PACE)
                    .detail("figures_are_at", "the pace, a fast Odoo; unpaced: the simulator at its own speed")
                    .detail("opportunities", opportunities);
            paced.describe(report, "paced");
            unpaced.describe(report, "unpaced");
            return report.database(postgres);
        }
    }

    private static Rounds rounds(Bench.Run run, EmbeddedPostgres postgres, int opportunities, int pace, int rounds)
            throws Exception {
        Map<String, String> properties =
                Map.of("bench.opportunities", Integer.toString(opportunities), "bench.pace", Integer.toString(pace));
        execute(postgres, "CREATE DATABASE bench_sync");
        try (Child odoo = Child.start("odoo", SimulatedSource.class, properties, run.home());
                Child server = Child.start("server-sync", SyncedServer.class, settings(run, postgres), run.home())) {
            OdooStream stream = new OdooStream(odoo.port(), "nordwind", "integration", "nordwind-demo-key");
            if (pace == 0) {
                // Code that has not been compiled yet would be measured; at a pace it does not matter.
                stream.all(null);
            }
            List<Round> measured = new ArrayList<>();
            for (int number = 0; number <= rounds; number++) {
                run.say((number == 0 ? "The first sync of the server" : "Round %d of %d".formatted(number, rounds))
                        + (pace == 0 ? ", unpaced …" : ", %d records per second …".formatted(pace)));
                Round round = round(postgres, odoo, server, stream, number);
                run.say("  %.3f of its streaming, what changed %.3f"
                        .formatted(round.first.ratio(), round.incremental.ratio()));
                measured.add(round);
            }
            return new Rounds(measured.getFirst(), measured.subList(1, measured.size()));
        } finally {
            execute(postgres, "DROP DATABASE bench_sync WITH (FORCE)");
        }
    }

    private static Round round(EmbeddedPostgres postgres, Child odoo, Child server, OdooStream stream, int number)
            throws Exception {
        String slug = server.order("organization sync-" + number);
        boolean streamFirst = number % 2 == 1;
        OdooStream.Streamed all = streamFirst ? stream.all(null) : null;
        Instant begin = Instant.now();
        String token = SignIn.token(server.port(), SyncedServer.administrator(slug), SalesDatabase.PASSWORD);
        // Whoever connects an Odoo has it read at once.
        SignIn.put(
                server.port(),
                "/api/v2/sync/connection",
                Map.of(
                        "url",
                        "http://127.0.0.1:" + odoo.port(),
                        "database",
                        "nordwind",
                        "login",
                        "integration",
                        "key",
                        "nordwind-demo-key"),
                token);
        Instant firstOnViews = awaitJobs(postgres, 2 * number + 1);
        JsonNode first = lastJob(server, token);
        odoo.order("touch " + EVERY_TENTH);
        // The connector reads again what was written shortly before the last window.
        String since = ODOO.format(begin.minus(OVERLAP));
        OdooStream.Streamed changed = streamFirst ? stream.all(since) : null;
        SignIn.post(server.port(), "/api/v2/sync", token);
        Instant incrementalOnViews = awaitJobs(postgres, 2 * number + 2);
        JsonNode incremental = lastJob(server, token);
        if (changed == null) {
            changed = stream.all(since);
        }
        if (all == null) {
            all = stream.all(null);
        }
        return new Round(pair(all, first, firstOnViews), pair(changed, incremental, incrementalOnViews));
    }

    private static JsonNode lastJob(Child server, String token) throws IOException, InterruptedException {
        return SignIn.get(server.port(), "/api/v2/sync/jobs", token)
                .path("items")
                .path(0);
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
     * Waits until so many jobs have ended and every event is on the views; answers when that was. Looks into the database: what asking the
     * server costs, the sync would pay.
     */
    private static Instant awaitJobs(EmbeddedPostgres postgres, int ended) throws SQLException, InterruptedException {
        await(postgres, "SELECT count(finished_at) >= " + ended + " FROM sync_jobs");
        return await(postgres, """
                SELECT bool_and(h.last_position = c.position)
                FROM event_log_heads h JOIN projection_checkpoints c USING (organization_id)
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

    private static Map<String, String> settings(Bench.Run run, EmbeddedPostgres postgres) {
        Map<String, String> settings = new HashMap<>();
        settings.put("sightline.home", run.home().resolve("sync").toString());
        settings.put("sightline.database.url", postgres.jdbcUrl("bench_sync"));
        settings.put("sightline.database.user", postgres.user());
        settings.put("sightline.database.password", postgres.password());
        settings.put("sightline.organization.slug", "bench");
        settings.put("sightline.organization.zone", "Europe/Brussels");
        settings.put("sightline.outbound.internal-hosts", "127.0.0.1");
        settings.put("sightline.sync.interval", "12h");
        return settings;
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection owner = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }
}
