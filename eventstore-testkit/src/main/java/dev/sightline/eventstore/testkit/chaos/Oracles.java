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
import java.io.PipedReader;
import java.io.PipedWriter;
import java.security.KeyPair;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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
    private final Map<OrganizationId, Instant> recorded = new HashMap<>();
    /** What a source has delivered: a few thousand things, again and again. */
    private final Map<OrganizationId, Set<String>> delivered = new HashMap<>();

    Oracles(DataSource database, KeyPair keys) {
        this.database = database;
        this.store = new PostgresEventStore(database, Clock.systemUTC());
        this.keys = keys;
    }

    /**
     * R1, R2 and R5: every acknowledged event is there, once, at the position that was told, none that was refused or rolled back, and
     * none of a source twice; positions and versions have no gap, and times of recording never fall, whatever the clocks did.
     *
     * @param acknowledged since the last look; emptied. It may be as large as a round's appends, but not as the log.
     * @return the last position
     */
    long log(OrganizationId organization, Acknowledged.Runs acknowledged) {
        Fold fold = folds.computeIfAbsent(organization, id -> new Fold());
        long[] position = {looked.getOrDefault(organization, 0L)};
        Set<String> ofSource = delivered.computeIfAbsent(organization, id -> new HashSet<>());
        Instant[] latest = {recorded.getOrDefault(organization, Instant.MIN)};
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
                if (event.recordedAt().isBefore(latest[0])) {
                    throw new BrokenPromise("organisation " + organization + ": position " + event.position()
                            + " was recorded at " + event.recordedAt() + ", the one before at " + latest[0]);
                }
                latest[0] = event.recordedAt();
                String sourceEventId = event.event().origin().sourceEventId();
                if (sourceEventId != null && !ofSource.add(sourceEventId)) {
                    throw new BrokenPromise("organisation " + organization + ": " + sourceEventId
                            + " of the source is recorded again at position " + event.position());
                }
                acknowledged.found(event.position(), event.event().id());
                fold.add(event);
            });
        }
        acknowledged.end(position[0]);
        looked.put(organization, position[0]);
        recorded.put(organization, latest[0]);
        return position[0];
    }

    /** R3 and R7: the projection's rows are the fold of the log, and the parking lot holds what it must. */
    void projection(OrganizationId organization) throws SQLException, InterruptedException {
        Fold fold = folds.computeIfAbsent(organization, id -> new Fold());
        try (ProjectionEngine engine =
                new ProjectionEngine(database, List.of(ledger()), Victim.settings(), Clock.systemUTC())) {
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

    /** Verifies the dump while it is written, so that neither memory nor disk must hold it. */
    private LogVerification.Report verified(OrganizationId organization) throws IOException {
        AtomicReference<@Nullable Exception> fault = new AtomicReference<>();
        try (PipedReader in = new PipedReader(1 << 20)) {
            PipedWriter out = new PipedWriter(in);
            Thread writer = Thread.ofPlatform().start(() -> {
                try (out) {
                    LogDump.write(database, store, organization, out);
                } catch (IOException | RuntimeException e) {
                    fault.set(e);
                }
            });
            LogVerification.Report report = LogVerification.of(in, List.of(keys.getPublic()), null);
            writer.join();
            Exception broken = fault.get();
            if (broken != null) {
                throw new IOException("the dump broke off", broken);
            }
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The log is sealed to its end, and a dump of it verifies. */
    void seals(OrganizationId organization) throws IOException {
        new Sealer(database, keys, Clock.systemUTC()).seal(organization);
        LogVerification.Report report = verified(organization);
        if (report.finding() != null || report.sealedUpTo() != looked.getOrDefault(organization, 0L)) {
            throw new BrokenPromise("organisation " + organization + ": the seals do not hold: " + report);
        }
    }

    private static Ledger ledger() {
        return new Ledger(() -> Ledger.Moment.GOOD);
    }

    /** Some organisation's projection is rebuilt from position 1 now and then; the next look must find the same rows. */
    void rebuild(Random random, int organizations) {
        OrganizationId organization = new OrganizationId(1 + random.nextInt(organizations));
        try (ProjectionEngine engine =
                new ProjectionEngine(database, List.of(ledger()), Victim.settings(), Clock.systemUTC())) {
            engine.rebuild(Ledger.NAME, organization);
        }
    }
}
