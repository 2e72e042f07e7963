package dev.sightline.bench;

import dev.sightline.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dashboard request beside an authenticated request that returns a constant, and at a hundred times as many opportunities
 * beside itself. One client, one request at a time: what is compared is the work of a request, not queueing. The dashboards of the first
 * rounds have mostly not changed since they were last asked for; the same with deals coming in stands in the detail.
 */
final class DashboardBench implements Bench.Measurement {
    private static final String DASHBOARD = "/api/v2/dashboard";
    private static final Duration EVERY = Duration.ofMillis(200);

    /**
     * @param perLevel viewers of each level of the reporting tree
     * @param requests of each kind in a round
     */
    private record Size(int people, int few, int many, int perLevel, int warmUp, int rounds, int requests) {}

    private static final Size FULL = new Size(10_000, 10_000, 1_000_000, 6, 4_000, 15, 1_000);
    private static final Size QUICK = new Size(500, 1_000, 10_000, 2, 500, 5, 200);

    @Override
    public Report measure(Bench.Run run) throws Exception {
        Size size = run.quick() ? QUICK : FULL;
        List<Viewer> viewers = Viewer.sample(size.people, size.perLevel);
        try (EmbeddedPostgres postgres = SalesDatabase.postgres(run)) {
            String suffix = run.quick() ? "_quick" : "";
            SalesDatabase few = new SalesDatabase(postgres, "bench_few" + suffix, size.people, size.few);
            SalesDatabase many = new SalesDatabase(postgres, "bench_many" + suffix, size.people, size.many);
            double filledFew = few.fill(run, viewers);
            double filledMany = many.fill(run, viewers);
            run.say("Starting two servers …");
            try (Child smaller = Child.start("server-few", MeasuredServer.class, few.settings(run.home()), run.home());
                    Child larger =
                            Child.start("server-many", MeasuredServer.class, many.settings(run.home()), run.home())) {
                Report report = compare(run, size, viewers, smaller, larger);
                living(run, size, viewers, many, larger, report);
                return report.database(postgres)
                        .detail("filled_few_s", Figures.round(filledFew))
                        .detail("filled_many_s", Figures.round(filledMany))
                        .detail("filled_note", "0 where a database of an earlier run was used again");
            }
        }
    }

    private static Report compare(Bench.Run run, Size size, List<Viewer> viewers, Child smaller, Child larger)
            throws IOException, InterruptedException {
        List<String> few = SignIn.tokens(smaller.port(), viewers);
        List<String> many = SignIn.tokens(larger.port(), viewers);
        RequestKind constant = new RequestKind(larger.port(), MeasuredServer.CONSTANT, many);
        RequestKind atFew = new RequestKind(smaller.port(), DASHBOARD, few);
        RequestKind atMany = new RequestKind(larger.port(), DASHBOARD, many);
        run.say("Warming up …");
        for (RequestKind kind : List.of(constant, atFew, atMany)) {
            kind.round(size.warmUp);
            kind.forget();
        }
        for (int round = 0; round < size.rounds; round++) {
            // Each kind is first, second and third equally often.
            List<RequestKind> order = new ArrayList<>(List.of(constant, atFew, atMany));
            java.util.Collections.rotate(order, round);
            for (RequestKind kind : order) {
                kind.round(size.requests);
            }
        }
        Map<String, Object> byLevel = new LinkedHashMap<>();
        viewers.stream()
                .map(Viewer::level)
                .distinct()
                .forEach(level -> byLevel.put("level " + level, Figures.round(atMany.medianOf(level, viewers) / 1e6)));
        return new Report("dashboard", size.rounds)
                .figure("dashboard.p99_vs_constant", atMany.p99() / constant.p99())
                .figure("dashboard.growth", atMany.p99() / atFew.p99())
                .detail("p50_vs_constant", Figures.round(atMany.p50() / constant.p50()))
                .detail("growth_p50", Figures.round(atMany.p50() / atFew.p50()))
                .detail("constant_ms", constant.milliseconds())
                .detail("dashboard_few_ms", atFew.milliseconds())
                .detail("dashboard_many_ms", atMany.milliseconds())
                .detail("dashboard_many_p50_ms_by_level", byLevel)
                .detail("opportunities_few", size.few)
                .detail("opportunities_many", size.many)
                .detail("people", size.people)
                .detail("levels", byLevel.size())
                .detail("viewers", viewers.size())
                .detail("requests_of_each_kind_per_round", size.requests)
                .detail("server_many_rss_mb", Figures.round(Processes.residentMegabytes(larger.pid())));
    }

    /** The same while deals come in: what is beneath a viewer has then often changed since the viewer's last request. */
    private static void living(
            Bench.Run run, Size size, List<Viewer> viewers, SalesDatabase database, Child server, Report report)
            throws Exception {
        run.say("The same while " + 1_000 / EVERY.toMillis() + " deals a second come in …");
        List<String> tokens = SignIn.tokens(server.port(), viewers);
        RequestKind constant = new RequestKind(server.port(), MeasuredServer.CONSTANT, tokens);
        RequestKind dashboard = new RequestKind(server.port(), DASHBOARD, tokens);
        try (AutoCloseable living = database.live(run.home(), EVERY)) {
            for (int round = 0; round < size.rounds; round++) {
                constant.round(size.requests);
                dashboard.round(size.requests);
            }
        }
        report.detail("living_deals_a_second", 1_000 / EVERY.toMillis())
                .detail("living_constant_ms", constant.milliseconds())
                .detail("living_dashboard_ms", dashboard.milliseconds())
                .detail("living_p99_vs_constant", Figures.round(dashboard.p99() / constant.p99()));
    }
}
