package dev.sightline.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.bench.Bench;
import dev.sightline.bench.Figures;
import dev.sightline.bench.Report;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.postgres.EmbeddedPostgres;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thousand organisations append at once while an engine projects all of them, with ten connections for everything. */
final class ManyOrganizations {
    private static final int CONNECTIONS = 10;
    private static final int APPENDS_EACH = 20;
    private static final int EVENTS_PER_APPEND = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ManyOrganizations() {}

    static void measure(Bench.Run run, EmbeddedPostgres postgres, Sizes sizes, SampleEvents sample, Report report)
            throws Exception {
        run.say(sizes.organizations() + " organisations at once …");
        try (LogDatabase database = LogDatabase.create(postgres, "bench_many");
                HikariDataSource pool = database.application(CONNECTIONS);
                ProjectionEngine engine = new ProjectionEngine(
                        pool, List.of(new StreamTally()), EngineSettings.defaults(), Clock.systemUTC())) {
            // Who waits for one of ten connections with a thousand others waits long.
            pool.setConnectionTimeout(PATIENCE.toMillis());
            EventStore store = new PostgresEventStore(pool, Clock.systemUTC());
            engine.start();
            long start = System.nanoTime();
            appendToAll(store, sizes, sample);
            double appended = (System.nanoTime() - start) / 1e9;
            for (int organization = 1; organization <= sizes.organizations(); organization++) {
                OrganizationId id = new OrganizationId(organization);
                if (!engine.awaitPosition("stream_tally", id, APPENDS_EACH * EVENTS_PER_APPEND, PATIENCE)) {
                    throw new IllegalStateException("organisation " + organization + " was not projected");
                }
            }
            double projected = (System.nanoTime() - start) / 1e9;
            long events = (long) sizes.organizations() * APPENDS_EACH * EVENTS_PER_APPEND;
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("organizations", sizes.organizations());
            facts.put("connections", CONNECTIONS);
            facts.put("events", events);
            facts.put("appends_per_second", Math.round(events / (double) EVENTS_PER_APPEND / appended));
            facts.put("appended_s", Figures.round(appended));
            facts.put("projected_s", Figures.round(projected));
            report.detail("many_organizations", facts);
        }
    }

    private static void appendToAll(EventStore store, Sizes sizes, SampleEvents sample) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int organization = 1; organization <= sizes.organizations(); organization++) {
                OrganizationId id = new OrganizationId(organization);
                writers.add(threads.submit(() -> {
                    SampleEvents.Feed feed = sample.opportunities("o");
                    for (int append = 0; append < APPENDS_EACH; append++) {
                        BatchAppends.append(store, id, feed.next(EVENTS_PER_APPEND));
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }
}
