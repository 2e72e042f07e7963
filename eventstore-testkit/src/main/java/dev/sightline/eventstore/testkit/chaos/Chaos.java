package dev.sightline.eventstore.testkit.chaos;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Two processes write and project, while processes, connections and the database are killed or stopped, clocks jump and editions are
 * switched; after each round all promises are checked. Memory grows with a round's work, not with the log. For one thread.
 */
public final class Chaos implements AutoCloseable {
    private static final int ORGANIZATIONS = 3;
    private static final int PROCESSES = 2;
    private static final int SEALS_EVERY = 8;
    private static final long A_LOT = 500_000;
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(1);

    private final Random random;
    private final Duration round;
    private final Path folder;
    private final Map<OrganizationId, Acknowledged.Runs> acknowledged = new ConcurrentHashMap<>();
    private final List<String> wrongs = new ArrayList<>();
    private final Tallies tallies = new Tallies();
    private EmbeddedPostgres postgres;
    private final HikariDataSource database;
    private final Oracles oracles;
    private final Switches switches;

    /** How often what happened. */
    private static final class Tallies {
        long rounds;
        long processesKilled;
        long processesStopped;
        long databaseKills;
        long connectionsCut;
        long rebuilds;
        long acknowledged;
        long events;
    }

    /**
     * @param round between two looks; with the looks themselves a round takes longer
     * @param folder an empty or absent one
     */
    public Chaos(long seed, Duration round, Path folder) throws SQLException {
        this.random = new Random(seed);
        this.round = round;
        this.folder = folder;
        this.postgres = EmbeddedPostgres.in(folder.resolve("postgres")).start();
        try (Connection owner = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            EventStoreSchema.install(owner);
            Ledger.createTable(owner);
        }
        this.database = Victim.connect(postgres.jdbcUrl(), postgres.user(), postgres.password());
        this.oracles = new Oracles(database, SealKeys.generate());
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(postgres.jdbcUrl());
        owner.setUser(postgres.user());
        owner.setPassword(postgres.password());
        this.switches = new Switches(owner, database, new Random(seed));
        for (int n = 1; n <= ORGANIZATIONS; n++) {
            acknowledged.put(new OrganizationId(n), new Acknowledged.Runs());
        }
    }

    /**
     * Rounds until the time is over or the logs hold so many events; at least one.
     *
     * @throws BrokenPromise with what was not kept
     */
    public void run(Duration time, long enough) throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        boolean last = false;
        while (!last) {
            round();
            look(false);
            last = System.nanoTime() >= end || tallies.events >= enough;
            // Rarer as the log grows: both read all of it.
            if (!last && random.nextInt(4 + (int) (tallies.events / A_LOT)) == 0) {
                oracles.rebuild(random, ORGANIZATIONS);
                tallies.rebuilds++;
            }
            if (!last && random.nextInt(SEALS_EVERY + (int) (tallies.events / A_LOT)) == 0) {
                look(true);
            }
        }
        look(true);
    }

    private void round() throws IOException, SQLException, InterruptedException {
        tallies.rounds++;
        List<Running> victims = new ArrayList<>();
        for (int n = 0; n < PROCESSES; n++) {
            victims.add(start());
        }
        for (Running each : victims) {
            each.awaitWork();
        }
        long end = System.nanoTime() + round.toNanos();
        // Left open in another database for the whole round: nobody may wait for it.
        Connection bystander = bystander();
        try {
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(
                        Duration.ofMillis(200 + random.nextInt(2_500)).toNanos());
                int who = random.nextInt(PROCESSES);
                switch (random.nextInt(10)) {
                    case 0, 1 -> {
                        victims.get(who).kill();
                        victims.set(who, start());
                        tallies.processesKilled++;
                    }
                    case 2, 3 -> {
                        victims.get(who).stopFor(Duration.ofMillis(random.nextInt(4_000)));
                        tallies.processesStopped++;
                    }
                    case 4 -> {
                        postgres.crash();
                        postgres = EmbeddedPostgres.in(folder.resolve("postgres"))
                                .port(postgres.port())
                                .start();
                        close(bystander);
                        bystander = bystander();
                        tallies.databaseKills++;
                    }
                    case 5, 6 -> switches.meddle();
                    default -> tallies.connectionsCut += cutConnections();
                }
            }
        } finally {
            for (Running each : victims) {
                each.kill();
            }
            close(bystander);
        }
        awaitQuiet();
    }

    /** What a killed process had asked for goes on in the database: until its sessions are over, more may be committed. */
    private void awaitQuiet() throws SQLException {
        try (Connection owner = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = owner.createStatement()) {
            long deadline = System.nanoTime() + LONGEST_QUIET.toNanos();
            while (olderSessions(statement) > 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("sessions of killed processes do not end");
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        // Those of this program were among them, and a pool lends out what it has just used without a look.
        database.getHikariPoolMXBean().softEvictConnections();
    }

    /** Ends all sessions that are older than this one, and counts them. */
    private static long olderSessions(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a, pg_stat_activity own
                WHERE own.pid = pg_backend_pid() AND a.datname = current_database() AND a.pid <> own.pid
                  AND a.backend_type = 'client backend' AND a.backend_start <= own.backend_start
                """)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection bystander() throws SQLException {
        Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl("template1"), postgres.user(), postgres.password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // With a transaction id of its own, it holds back the whole server's horizon.
            statement.execute("SELECT pg_current_xact_id()");
        }
        return connection;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // Its server was killed meanwhile.
            System.err.println("bystander: " + e.getMessage());
        }
    }

    private long cutConnections() throws SQLException {
        try (Connection owner = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.5
                        """)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Running start() throws IOException {
        return Running.start(
                List.of(
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password(),
                        Integer.toString(ORGANIZATIONS),
                        Long.toString(random.nextLong())),
                this::heard);
    }

    private void heard(String line) {
        Acknowledged.parse(line).ifPresent(run -> {
            try {
                runs(run.organization()).add(run);
            } catch (BrokenPromise e) {
                wrong(String.valueOf(e.getMessage()));
            }
        });
        Acknowledged.Undone.parse(line)
                .ifPresent(event -> runs(event.organization()).add(event));
        if (line.startsWith(Victim.WRONG)) {
            wrong(line);
        }
    }

    private void wrong(String what) {
        synchronized (wrongs) {
            wrongs.add(what);
        }
    }

    private Acknowledged.Runs runs(OrganizationId organization) {
        return acknowledged.computeIfAbsent(organization, id -> new Acknowledged.Runs());
    }

    private void look(boolean seals) throws SQLException, InterruptedException, IOException {
        synchronized (wrongs) {
            if (!wrongs.isEmpty()) {
                throw new BrokenPromise(wrongs.getFirst());
            }
        }
        long events = 0;
        for (Map.Entry<OrganizationId, Acknowledged.Runs> each : acknowledged.entrySet()) {
            tallies.acknowledged += each.getValue().events();
            events += oracles.log(each.getKey(), each.getValue());
            oracles.projection(each.getKey());
            if (seals) {
                oracles.seals(each.getKey());
            }
        }
        switches.look(ORGANIZATIONS);
        for (OrganizationId organization : acknowledged.keySet()) {
            oracles.projection(organization); // of another edition, perhaps
        }
        tallies.events = events;
        System.err.printf(
                Locale.ROOT,
                "Round %d: %,d events, %,d acknowledged, all promises kept.%n",
                tallies.rounds,
                tallies.events,
                tallies.acknowledged);
    }

    /** How often what happened. */
    public Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("rounds", tallies.rounds);
        figures.put("events", tallies.events);
        figures.put("acknowledged", tallies.acknowledged);
        figures.put("processes_killed", tallies.processesKilled);
        figures.put("processes_stopped", tallies.processesStopped);
        figures.put("database_kills", tallies.databaseKills);
        figures.put("connections_cut", tallies.connectionsCut);
        figures.put("rebuilds", tallies.rebuilds);
        figures.put("edition_steps", switches.done());
        return figures;
    }

    /** Events in the logs at the last look. */
    public long events() {
        return tallies.events;
    }

    @Override
    public void close() {
        database.close();
        postgres.close();
    }
}
