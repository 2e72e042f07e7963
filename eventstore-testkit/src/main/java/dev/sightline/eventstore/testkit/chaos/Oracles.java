package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.seal.LogDump;
import dev.sightline.eventstore.seal.LogVerification;
import dev.sightline.eventstore.seal.Sealer;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Says whether every promise was kept, when all is quiet. What an earlier round looked at is not read again but for the seals.
 * Confined to one thread; each check throws {@link BrokenPromise}.
 */
final class Oracles {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final DataSource database;
    private final PostgresEventStore store;
    private final KeyPair keys;
    private final Map<OrganizationId, Fold> folds = new HashMap<>();
    private final Map<OrganizationId, Long> looked = new HashMap<>();

    Oracles(DataSource database, KeyPair keys) {
        this.database = database;
        this.store = new PostgresEventStore(database, Clock.systemUTC());
        this.keys = keys;
    }

    /** A promise of the event store was not kept. */
    static final class BrokenPromise extends RuntimeException {
        BrokenPromise(String message) {
            super(message);
        }
    }

    /**
     * R1 and R2: every acknowledged event is there, once, at the position that was told; positions and versions have no gap.
     *
     * @param acknowledged positions by event id, of events since the last look; emptied
     * @return the last position
     */
    long log(OrganizationId organization, Map<UUID, Long> acknowledged) {
        Fold fold = folds.computeIfAbsent(organization, id -> new Fold());
        long[] position = {looked.getOrDefault(organization, 0L)};
        try (Stream<RecordedEvent> events =
                store.stream(organization, EventFilter.all().after(position[0]))) {
            events.forEach(event -> {
                if (event.position() != ++position[0]) {
                    throw new BrokenPromise("organisation " + organization + ": position " + event.position()
                            + " follows " + (position[0] - 1));
                }
                long before = fold.of(event.stream().toString()).version();
                if (event.version() != before + 1) {
                    throw new BrokenPromise("organisation " + organization + ", " + event.stream() + ": version "
                            + event.version() + " follows " + before);
                }
                Long told = acknowledged.remove(event.event().id());
                if (told != null && told != event.position()) {
                    throw new BrokenPromise("event " + event.event().id() + " was told to be at " + told
                            + " and stands at " + event.position());
                }
                fold.add(event);
            });
        }
        if (!acknowledged.isEmpty()) {
            throw new BrokenPromise("organisation " + organization + ": " + acknowledged.size()
                    + " acknowledged events are lost or stand twice, such as "
                    + acknowledged.entrySet().iterator().next());
        }
        if (position[0] != store.lastPosition(organization)) {
            throw new BrokenPromise("organisation " + organization + ": the head says "
                    + store.lastPosition(organization) + ", the log ends at " + position[0]);
        }
        looked.put(organization, position[0]);
        return position[0];
    }

    /** R3 and R7: the projection's rows are the fold of the log, and the parking lot holds what it must. */
    void projection(OrganizationId organization) throws SQLException, InterruptedException {
        Fold fold = folds.computeIfAbsent(organization, id -> new Fold());
        try (ProjectionEngine engine = new ProjectionEngine(
                database, List.of(new Ledger(() -> false)), Victim.settings(), Clock.systemUTC())) {
            engine.start();
            if (!engine.awaitPosition(Ledger.NAME, organization, looked.getOrDefault(organization, 0L), PATIENCE)) {
                throw new BrokenPromise("organisation " + organization + ": the projection does not catch up");
            }
            Map<String, Long> parked = new TreeMap<>();
            engine.parkingLot(Ledger.NAME, organization)
                    .streams(0, Integer.MAX_VALUE)
                    .forEach(stream -> parked.put(stream.first().stream().toString(), stream.waiting()));
            Map<String, Long> toBeParked = new TreeMap<>();
            fold.lines().forEach((stream, line) -> {
                if (line.parked() > 0) {
                    toBeParked.put(stream, line.parked());
                }
            });
            if (!parked.equals(toBeParked)) {
                throw new BrokenPromise(
                        "organisation " + organization + ": parked is " + parked + ", not " + toBeParked);
            }
        }
        Map<String, Fold.Line> rows = OrganizationTransaction.run(
                database, organization, transaction -> Ledger.rows(transaction, organization));
        fold.lines().forEach((stream, line) -> {
            Fold.Line row = rows.remove(stream);
            Fold.Line expected = line.hasRow() ? new Fold.Line(0, line.events(), line.total(), line.chain(), 0) : null;
            if (!java.util.Objects.equals(row, expected)) {
                throw new BrokenPromise(
                        "organisation " + organization + ", " + stream + ": the row is " + row + ", not " + expected);
            }
        });
        if (!rows.isEmpty()) {
            throw new BrokenPromise(
                    "organisation " + organization + ": rows of streams that are not: " + rows.keySet());
        }
    }

    /** The log is sealed to its end, and a dump of it verifies. */
    void seals(OrganizationId organization, Path folder) throws IOException {
        new Sealer(database, keys, Clock.systemUTC()).seal(organization);
        Path dump = folder.resolve("dump-" + organization);
        try (Writer out = Files.newBufferedWriter(dump)) {
            LogDump.write(database, store, organization, out);
        }
        LogVerification.Report report;
        try (Reader in = Files.newBufferedReader(dump)) {
            report = LogVerification.of(in, List.of(keys.getPublic()), null);
        }
        Files.delete(dump);
        if (report.finding() != null || report.sealedUpTo() != looked.getOrDefault(organization, 0L)) {
            throw new BrokenPromise("organisation " + organization + ": the seals do not hold: " + report);
        }
    }

    /** Some organisation's projection is rebuilt from position 1 now and then; the next look must find the same rows. */
    void rebuild(Random random, int organizations) {
        OrganizationId organization = new OrganizationId(1 + random.nextInt(organizations));
        try (ProjectionEngine engine = new ProjectionEngine(
                database, List.of(new Ledger(() -> false)), Victim.settings(), Clock.systemUTC())) {
            engine.rebuild(Ledger.NAME, organization);
        }
    }
}
