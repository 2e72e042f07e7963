package dev.sightline.eventstore.testkit.chaos;

import com.zaxxer.hikari.HikariDataSource;
import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Two processes write and project, while processes, connections and the database are killed or stopped, clocks jump, editions are
 * switched and parked streams are retried and discarded; an engine in this process outlives it all. After each round all promises are
 * checked. Memory grows by some fifty bytes with each append, and with the events of one organisation when all is read again at the
 * end. For one thread.
 */
public final class Chaos implements AutoCloseable {
    private static final int ORGANIZATIONS = 3;
    private static final int PROCESSES = 2;
    private static final int LAST_WORDS_EVERY = 4;
    private static final long A_LOT = 500_000;
    private static final Duration SURVIVOR_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_FIRST_TIME = Duration.ofMinutes(1);

    private final Random random;
    private final Duration round;
    private final Server server;
    private final HikariDataSource database;
    private final PostgresEventStore store;
    private final List<OrganizationLog> logs = new ArrayList<>();
    private final Heard heard;
    private final SealCheck seals;
    private final Switches switches;
    private final HikariDataSource survivorsDatabase;
    private final ProjectionEngine survivor;
    private final Parking parking;
    private final Tallies tallies = new Tallies();

    /** How often what happened. */
    private static final class Tallies {
        long rounds;
        long processesKilled;
        long processesStopped;
        long databaseKills;
        long killsBehindLastWord;
        long connectionsCut;
        long rebuilds;
        long acknowledged;
        long events;
        long poison;
        long readAgain;
    }

    /** What may happen while all is at work, the more likely ones more often. */
    private enum Disturbance {
        KILL_PROCESS,
        STOP_PROCESS,
        KILL_DATABASE,
        MEDDLE_WITH_EDITIONS,
        CUT_CONNECTIONS,
        RETRY,
        DISCARD;

        static final List<Disturbance> OFTEN = List.of(
                KILL_PROCESS,
                KILL_PROCESS,
                STOP_PROCESS,
                STOP_PROCESS,
                KILL_DATABASE,
                MEDDLE_WITH_EDITIONS,
                MEDDLE_WITH_EDITIONS,
                CUT_CONNECTIONS,
                CUT_CONNECTIONS,
                CUT_CONNECTIONS,
                RETRY,
                DISCARD);
    }

    /**
     * @param round between two looks; with the looks themselves a round takes longer, and so does the first, in which everything
     *     happens at least once
     * @param folder an empty or absent one
     */
    public Chaos(long seed, Duration round, Path folder) throws SQLException {
        this.random = new Random(seed);
        this.round = round;
        this.server = new Server(folder.resolve("postgres"));
        this.database = server.application();
        this.store = new PostgresEventStore(database, Clock.systemUTC());
        for (int n = 1; n <= ORGANIZATIONS; n++) {
            logs.add(new OrganizationLog(store, new OrganizationId(n)));
        }
        this.heard = new Heard(logs);
        this.seals = new SealCheck(database, store);
        this.switches = new Switches(server.owner(), database, new Random(seed));
        this.survivorsDatabase = server.application();
        this.survivor = Views.engine(survivorsDatabase);
        this.parking = new Parking(database, survivor, ORGANIZATIONS, new Random(seed));
        survivor.start();
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
            look();
            last = System.nanoTime() >= end || tallies.events >= enough;
            // Rarer as the log grows: it reads all of it.
            if (tallies.rebuilds == 0 || (!last && random.nextInt(4 + (int) (tallies.events / A_LOT)) == 0)) {
                rebuild(last || random.nextBoolean());
            }
        }
        look();
        for (OrganizationLog log : logs) {
            log.lookAgain();
            seals.lookAgain(log);
            tallies.readAgain += log.position();
        }
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
        List<Disturbance> firstTimes = new ArrayList<>(tallies.rounds == 1 ? List.of(Disturbance.values()) : List.of());
        Collections.shuffle(firstTimes, random);
        long end = System.nanoTime() + round.toNanos();
        // Left open in another database for the whole round: nobody may wait for it.
        Connection[] bystander = {server.bystander()};
        try {
            for (Disturbance each : firstTimes) {
                pause(500);
                untilDone(each, victims, bystander);
            }
            while (System.nanoTime() < end) {
                pause(2_500);
                disturb(Disturbance.OFTEN.get(random.nextInt(Disturbance.OFTEN.size())), victims, bystander);
            }
        } finally {
            for (Running each : victims) {
                each.kill();
            }
            Server.close(bystander[0]);
        }
        quiet();
        if (tallies.rounds == 1 || random.nextInt(LAST_WORDS_EVERY) == 0) {
            killBehindLastWord();
        }
    }

    private void pause(int longestMillis) {
        LockSupport.parkNanos(
                Duration.ofMillis(200 + random.nextInt(longestMillis)).toNanos());
    }

    private void untilDone(Disturbance what, List<Running> victims, Connection[] bystander)
            throws IOException, SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_FIRST_TIME.toNanos();
        while (!disturb(what, victims, bystander)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + " was not possible within " + LONGEST_FIRST_TIME);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** Whether it came to pass. */
    private boolean disturb(Disturbance what, List<Running> victims, Connection[] bystander)
            throws IOException, SQLException, InterruptedException {
        int who = random.nextInt(PROCESSES);
        switch (what) {
            case KILL_PROCESS -> {
                victims.get(who).kill();
                victims.set(who, start());
                tallies.processesKilled++;
            }
            case STOP_PROCESS -> {
                victims.get(who).stopFor(Duration.ofMillis(random.nextInt(4_000)));
                tallies.processesStopped++;
            }
            case KILL_DATABASE -> {
                server.crash();
                Server.close(bystander[0]);
                bystander[0] = server.bystander();
                tallies.databaseKills++;
            }
            case MEDDLE_WITH_EDITIONS -> {
                long before = switches.done();
                switches.meddle();
                return switches.done() > before;
            }
            case CUT_CONNECTIONS -> {
                long cut = server.cutConnections(new Random(random.nextLong()));
                tallies.connectionsCut += cut;
                return cut > 0;
            }
            case RETRY -> {
                return parking.retry();
            }
            case DISCARD -> {
                return parking.discard();
            }
        }
        return true;
    }

    private void quiet() throws SQLException {
        server.awaitQuiet();
        // Those of this program were among them, and a pool lends out what it has just used without a look. The
        // survivor gets no such help.
        database.getHikariPoolMXBean().softEvictConnections();
    }

    /**
     * The database dies as soon as the surviving engine says that it shows an event, behind which no writer is left to append: the
     * event stands, what the engine made of it need not.
     */
    private void killBehindLastWord() throws SQLException, InterruptedException {
        for (OrganizationLog log : logs) {
            NewEvent event = Writer.event(Seeds.uuid(random), Ledger.amount(1), null);
            AppendResult result = store.append(
                    log.organization(),
                    List.of(new StreamAppend(
                            new StreamId("account", "last-word"), ExpectedVersion.any(), List.of(event))));
            if (!(result instanceof AppendResult.Appended appended)) {
                throw log.broken("an append that expects nothing was answered " + result);
            }
            log.told().add(new Acknowledged(log.organization(), appended.lastPosition(), 1, event.id()));
            Views.await(database, survivor, log, appended.lastPosition(), SURVIVOR_PATIENCE);
        }
        server.crash();
        database.getHikariPoolMXBean().softEvictConnections();
        tallies.databaseKills++;
        tallies.killsBehindLastWord++;
    }

    /**
     * By an engine that ends as soon as it has emptied the tables; others find them so.
     *
     * @param atOnce a new engine fills them before anything else happens, rather than the next round's under fire
     */
    private void rebuild(boolean atOnce) throws SQLException, InterruptedException {
        OrganizationLog log = logs.get(random.nextInt(ORGANIZATIONS));
        try (ProjectionEngine engine = Views.engine(database)) {
            engine.rebuild(Views.NAMES.get(random.nextInt(Views.NAMES.size())), log.organization());
        }
        tallies.rebuilds++;
        if (atOnce) {
            Views.look(database, log);
        }
    }

    private Running start() throws IOException {
        List<String> arguments = new ArrayList<>(server.coordinates());
        arguments.add(Integer.toString(ORGANIZATIONS));
        arguments.add(Long.toString(random.nextLong()));
        return Running.start(arguments, heard);
    }

    private void look() throws SQLException, InterruptedException, IOException {
        heard.look();
        tallies.events = 0;
        tallies.poison = 0;
        for (OrganizationLog log : logs) {
            tallies.acknowledged += log.told().events();
            log.look();
            tallies.events += log.position();
            tallies.poison += log.fold().poison();
            parking.look(log);
        }
        for (OrganizationLog log : logs) {
            // Before another engine could mend what it left.
            Views.await(database, survivor, log, SURVIVOR_PATIENCE);
        }
        for (OrganizationLog log : logs) {
            Views.look(database, log);
            seals.look(log);
        }
        switches.look(ORGANIZATIONS);
        for (OrganizationLog log : logs) {
            Views.look(database, log); // of another edition, perhaps
        }
        System.err.printf(
                Locale.ROOT,
                "Round %d: %,d events, %,d acknowledged, all promises kept.%n",
                tallies.rounds,
                tallies.events,
                tallies.acknowledged);
    }

    /** How often what happened. After the shortest run none is zero. */
    public Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("rounds", tallies.rounds);
        figures.put("events", tallies.events);
        figures.put("acknowledged", tallies.acknowledged);
        figures.put("deliveries", heard.deliveries());
        figures.put("undone", heard.undone());
        figures.put("poison_events", tallies.poison);
        figures.put("parked_retries", parking.retries());
        figures.put("parked_discards", parking.discards());
        figures.put("processes_killed", tallies.processesKilled);
        figures.put("processes_stopped", tallies.processesStopped);
        figures.put("database_kills", tallies.databaseKills);
        figures.put("database_kills_behind_last_word", tallies.killsBehindLastWord);
        figures.put("connections_cut", tallies.connectionsCut);
        figures.put("rebuilds", tallies.rebuilds);
        figures.put("edition_steps", switches.done());
        figures.put("edition_switches", switches.switched());
        figures.put("seals", seals.seals());
        figures.put("read_again", tallies.readAgain);
        return figures;
    }

    @Override
    public void close() {
        survivor.close();
        survivorsDatabase.close();
        database.close();
        server.close();
    }
}
