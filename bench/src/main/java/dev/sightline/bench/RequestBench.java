package dev.sightline.bench;

import dev.sightline.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What the whole security chain adds to a request: token, session, scope, row-level security. The same row is read with it and without, by
 * one server, in turn; one client, one request at a time.
 */
final class RequestBench implements Bench.Measurement {
    /**
     * @param perLevel viewers of each level of the reporting tree
     * @param requests of each kind in a round
     */
    private record Size(int people, int opportunities, int perLevel, int warmUp, int rounds, int requests) {}

    private static final Size FULL = new Size(10_000, 10_000, 6, 20_000, 21, 2_000);
    private static final Size QUICK = new Size(500, 1_000, 2, 1_500, 7, 300);

    @Override
    public Report measure(Bench.Run run) throws Exception {
        Size size = run.quick() ? QUICK : FULL;
        List<Viewer> viewers = Viewer.sample(size.people, size.perLevel);
        try (EmbeddedPostgres postgres = SalesDatabase.postgres(run)) {
            // The one that `bench dashboard` has filled, where it has.
            SalesDatabase sales = new SalesDatabase(
                    postgres, "bench_few" + (run.quick() ? "_quick" : ""), size.people, size.opportunities);
            sales.fill(run, viewers);
            run.say("Starting a server …");
            try (Child server = Child.start("server-bare", BareServer.class, sales.settings(run.home()), run.home())) {
                return compare(run, size, viewers, server.port()).database(postgres);
            }
        }
    }

    private static Report compare(Bench.Run run, Size size, List<Viewer> viewers, int port)
            throws IOException, InterruptedException {
        List<String> tokens = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (String token : SignIn.tokens(port, viewers)) {
            JsonNode items = SignIn.get(port, "/api/v2/opportunities?status=all&limit=1", token)
                    .get("items");
            // Where there are as many people as opportunities, somebody without reports may see none.
            if (!items.isEmpty()) {
                tokens.add(token);
                ids.add("?id=" + items.get(0).get("id").asString());
            }
        }
        RequestKind guarded = new RequestKind(port, BareServer.GUARDED, ids, tokens);
        RequestKind bare = new RequestKind(port, BareServer.BARE, ids, tokens);
        RequestKind constant = new RequestKind(port, MeasuredServer.CONSTANT, tokens);
        RequestKind bareConstant = new RequestKind(port, BareServer.BARE_CONSTANT, tokens);
        List<RequestKind> kinds = List.of(guarded, bare, constant, bareConstant);
        run.say("Warming up …");
        for (RequestKind kind : kinds) {
            kind.round(size.warmUp);
            kind.forget();
        }
        for (int round = 0; round < size.rounds; round++) {
            // Each kind is first, second, third and last equally often.
            List<RequestKind> order = new ArrayList<>(kinds);
            Collections.rotate(order, round);
            for (RequestKind kind : order) {
                kind.round(size.requests);
            }
        }
        return new Report("request", size.rounds)
                .figure("request.security_ms", guarded.above(bare) / 1e6)
                .detail("guarded_ms", guarded.milliseconds())
                .detail("bare_ms", bare.milliseconds())
                .detail("constant_ms", constant.milliseconds())
                .detail("bare_constant_ms", bareConstant.milliseconds())
                .detail("token_session_and_scope_ms", Figures.round(constant.above(bareConstant) / 1e6))
                .detail("times_without", Figures.round(guarded.p50() / bare.p50()))
                .detail("in_both", "Tomcat, request id, limits per address and of bodies, headers, JSON")
                .detail("people", size.people)
                .detail("viewers", tokens.size())
                .detail("requests_of_each_kind_per_round", size.requests);
    }
}
