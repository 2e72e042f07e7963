package dev.sightline.bench.log;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.bench.Bench;
import dev.sightline.bench.Child;
import dev.sightline.bench.Figures;
import dev.sightline.bench.Report;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.postgres.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A whole log replayed by a JVM of its own with a small heap, which says what it held on the way. */
public final class HeapReplay {
    private static final int HEAP_MEGABYTES = 256;
    private static final int SAMPLES = 10;
    /** A heap that grows with the log grows many times over while it is read. */
    private static final double BOUNDED = 1.25;

    private static final double MEGABYTE = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private HeapReplay() {}

    static void measure(Bench.Run run, LogDatabase database, EmbeddedPostgres postgres, long events, Report report)
            throws Exception {
        Map<String, String> properties = Map.of(
                "bench.url", database.url(),
                "bench.user", postgres.user(),
                "bench.password", postgres.password(),
                "bench.events", Long.toString(events));
        try (Child child = Child.start("heap-replay", HeapReplay.class, properties, run.home(), HEAP_MEGABYTES)) {
            String[] said = child.order("replay", PATIENCE).split(" ");
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("largest_heap_mb", HEAP_MEGABYTES);
            facts.put("events", events);
            facts.put("seconds", Double.parseDouble(said[0]));
            facts.put("events_per_second", Math.round(events / Double.parseDouble(said[0])));
            facts.put("peak_used_mb", Double.parseDouble(said[1]));
            List<Double> live = List.of(said[2].split(",")).stream()
                    .map(Double::parseDouble)
                    .toList();
            double growth = growth(live);
            facts.put("live_after_each_tenth_mb", live);
            facts.put("bounded", growth <= BOUNDED);
            report.figure("replay.heap_growth", growth).detail("heap", facts);
        }
    }

    /** The most that was alive in the last third of the log over the most that was in the first. */
    private static double growth(List<Double> live) {
        int third = Math.max(1, live.size() / 3);
        return Collections.max(live.subList(live.size() - third, live.size()))
                / Collections.max(live.subList(0, third));
    }

    /** The tally, and after every tenth of the log what is still alive. */
    private static final class Watched implements Projection {
        private final StreamTally tally = new StreamTally();
        private final long events;
        private final StringBuilder live = new StringBuilder();
        private long seen;
        private int samples;

        Watched(long events) {
            this.events = events;
        }

        @Override
        public String name() {
            return tally.name();
        }

        @Override
        public Set<String> eventTypes() {
            return tally.eventTypes();
        }

        @Override
        public void apply(ProjectionBatch batch) throws SQLException {
            tally.apply(batch);
            seen += batch.events().size();
            if (seen >= events * (samples + 1) / SAMPLES) {
                samples++;
                System.gc();
                double used =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
                live.append(samples == 1 ? "" : ",").append(Figures.round(used));
            }
        }

        @Override
        public void reset(Connection transaction, OrganizationId organization) throws SQLException {
            tally.reset(transaction, organization);
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (HikariDataSource pool = new HikariDataSource();
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            pool.setJdbcUrl(System.getProperty("bench.url"));
            pool.setUsername(System.getProperty("bench.user"));
            pool.setPassword(System.getProperty("bench.password"));
            pool.setConnectionInitSql("SET ROLE sightline_app");
            pool.setMaximumPoolSize(2);
            Child.say("listening 0");
            orders.readLine();
            Child.say("done " + replay(pool, Long.parseLong(System.getProperty("bench.events"))));
            while (orders.readLine() != null) {
                // Until whoever started it closes the door, or is gone.
            }
        }
    }

    /** Seconds, most megabytes in use at any time, megabytes alive after each tenth. */
    private static String replay(HikariDataSource pool, long events) {
        Watched watched = new Watched(events);
        OrganizationId organization = new OrganizationId(1);
        try (ProjectionEngine engine =
                new ProjectionEngine(pool, List.of(watched), EngineSettings.defaults(), Clock.systemUTC())) {
            long start = System.nanoTime();
            long position = engine.catchUp(watched.name(), organization);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (position != events) {
                throw new IllegalStateException("the replay ended at " + position + " of " + events);
            }
            double peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(pools -> pools.getType() == MemoryType.HEAP)
                            .map(MemoryPoolMXBean::getPeakUsage)
                            .mapToLong(usage -> usage.getUsed())
                            .sum()
                    / MEGABYTE;
            return Figures.round(seconds) + " " + Figures.round(peak) + " " + watched.live;
        }
    }
}
