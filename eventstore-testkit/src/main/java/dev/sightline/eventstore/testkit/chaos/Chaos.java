package dev.sightline.eventstore.testkit.chaos;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.seal.SealKeys;
import dev.sightline.eventstore.testkit.chaos.Oracles.BrokenPromise;
import dev.sightline.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code chaos [--seed N] [--minutes M]}: two processes write, project and seal, while processes, connections and the database
 * are killed or stopped; after each round all promises are checked. Ends with one line of JSON: exit code 0 where all were kept.
 */
public final class Chaos implements AutoCloseable {
    private static final int ORGANIZATIONS = 3;
    private static final int PROCESSES = 2;
    private static final int SEALS_EVERY = 8;

    private final Random random;
    private final Duration round;
    private final Path folder;
    private final Map<OrganizationId, Map<UUID, Long>> acknowledged = new ConcurrentHashMap<>();
    private final List<String> wrongs = new ArrayList<>();
    private final Tallies tallies = new Tallies();
    private EmbeddedPostgres postgres;
    private final HikariDataSource database;
    private final Oracles oracles;

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
        for (int n = 1; n <= ORGANIZATIONS; n++) {
            acknowledged.put(new OrganizationId(n), new ConcurrentHashMap<>());
        }
    }

    public static void main(String[] arguments) throws Exception {
        long seed = option(arguments, "--seed", new Random().nextLong(Long.MAX_VALUE));
        long minutes = option(arguments, "--minutes", 2);
        System.err.println("seed: repeat with --seed " + seed);
        Path folder = Files.createTempDirectory("sightline-chaos");
        int exit;
        try (Chaos chaos = new Chaos(seed, Duration.ofSeconds(15), folder)) {
            chaos.run(Duration.ofMinutes(minutes));
            System.out.println(chaos.report(seed, minutes));
            exit = 0;
        } catch (BrokenPromise e) {
            System.out.println("{\"name\":\"chaos\",\"seed\":" + seed + ",\"broken\":\""
                    + String.valueOf(e.getMessage()).replace('"', '\'') + "\"}");
            exit = 1;
        }
        System.exit(exit);
    }

    private static long option(String[] arguments, String name, long otherwise) {
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].equals(name)) {
                return Long.parseLong(arguments[i + 1]);
            }
        }
        return otherwise;
    }

    /** Rounds until the time is over; at least one. Throws {@link BrokenPromise}. */
    public void run(Duration time) throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        do {
            round();
            look(tallies.rounds % SEALS_EVERY == 0 || System.nanoTime() >= end);
            if (random.nextInt(4) == 0) {
                oracles.rebuild(random, ORGANIZATIONS);
                tallies.rebuilds++;
            }
        } while (System.nanoTime() < end);
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
                switch (random.nextInt(8)) {
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
                    default -> tallies.connectionsCut += cutConnections();
                }
            }
        } finally {
            for (Running each : victims) {
                each.kill();
            }
            close(bystander);
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
                var row = statement.executeQuery("""
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
        if (line.startsWith(Victim.ACKNOWLEDGED) && line.endsWith(" .")) {
            String[] words = line.split(" ");
            acknowledged
                    .computeIfAbsent(new OrganizationId(Integer.parseInt(words[1])), id -> new ConcurrentHashMap<>())
                    .put(UUID.fromString(words[2]), Long.parseLong(words[3]));
        } else if (line.startsWith(Victim.WRONG)) {
            synchronized (wrongs) {
                wrongs.add(line);
            }
        }
    }

    private void look(boolean seals) throws SQLException, InterruptedException, IOException {
        synchronized (wrongs) {
            if (!wrongs.isEmpty()) {
                throw new BrokenPromise(wrongs.getFirst());
            }
        }
        long events = 0;
        for (Map.Entry<OrganizationId, Map<UUID, Long>> each : acknowledged.entrySet()) {
            tallies.acknowledged += each.getValue().size();
            events += oracles.log(each.getKey(), each.getValue());
            oracles.projection(each.getKey());
            if (seals) {
                oracles.seals(each.getKey(), folder);
            }
        }
        tallies.events = events;
        System.err.printf(
                Locale.ROOT,
                "Round %d: %,d events, %,d acknowledged, all promises kept.%n",
                tallies.rounds,
                tallies.events,
                tallies.acknowledged);
    }

    /** One line of JSON. */
    private String report(long seed, long minutes) {
        return String.format(
                Locale.ROOT,
                "{\"name\":\"chaos\",\"seed\":%d,\"minutes\":%d,\"rounds\":%d,\"events\":%d,\"acknowledged\":%d,"
                        + "\"processes_killed\":%d,\"processes_stopped\":%d,\"database_kills\":%d,\"connections_cut\":%d,"
                        + "\"rebuilds\":%d,\"broken\":null}",
                seed,
                minutes,
                tallies.rounds,
                tallies.events,
                tallies.acknowledged,
                tallies.processesKilled,
                tallies.processesStopped,
                tallies.databaseKills,
                tallies.connectionsCut,
                tallies.rebuilds);
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
