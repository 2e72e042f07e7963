package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * R3 and R7: the projection's rows are the fold of the log, and the parking lot holds what it must. Stateless; what does not hold is
 * thrown as {@link BrokenPromise}.
 */
final class Views {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private Views() {}

    /** An engine of which nothing is remembered, and whose ledger has no bad moments. Close it. */
    static ProjectionEngine engine(DataSource database) {
        return new ProjectionEngine(database, List.of(ledger()), Victim.settings(), Clock.systemUTC());
    }

    static Ledger ledger() {
        return new Ledger(() -> Ledger.Moment.GOOD);
    }

    /** What a new engine makes of it. */
    static void look(DataSource database, OrganizationLog log) throws SQLException, InterruptedException {
        try (ProjectionEngine engine = engine(database)) {
            engine.start();
            if (!engine.awaitPosition(Ledger.NAME, log.organization(), log.position(), PATIENCE)) {
                throw log.broken("the projection does not catch up");
            }
            String difference = difference(database, engine, log);
            if (difference != null) {
                throw log.broken(difference);
            }
        }
    }

    /** The engine says that it shows the log's end, and the rows agree, both within the time. */
    static void await(DataSource database, ProjectionEngine engine, OrganizationLog log, Duration patience)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!engine.awaitPosition(Ledger.NAME, log.organization(), log.position(), left)) {
                throw log.broken("an engine that outlived everything does not say that it shows position "
                        + log.position() + " within " + patience);
            }
            String difference = difference(database, engine, log);
            if (difference == null) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw log.broken("an engine that outlived everything says that it shows position " + log.position()
                        + ", and after " + patience + " still does not: " + difference);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** Between what serves and the fold; null for none. */
    private static @Nullable String difference(DataSource database, ProjectionEngine engine, OrganizationLog log)
            throws SQLException {
        Map<String, Long> parked = new TreeMap<>();
        engine.parkingLot(Ledger.NAME, log.organization())
                .streams(0, Integer.MAX_VALUE)
                .forEach(stream -> parked.put(stream.first().stream().toString(), stream.waiting()));
        Map<String, Long> toBeParked = new TreeMap<>();
        log.fold().lines().forEach((stream, line) -> {
            if (line.parked() > 0) {
                toBeParked.put(stream, line.parked());
            }
        });
        if (!parked.equals(toBeParked)) {
            return "parked is " + parked + ", not " + toBeParked;
        }
        Map<String, Fold.Line> rows = OrganizationTransaction.run(
                database, log.organization(), transaction -> Ledger.rows(transaction, log.organization()));
        for (Map.Entry<String, Fold.Line> each : log.fold().lines().entrySet()) {
            Fold.Line row = rows.remove(each.getKey());
            Fold.Line line = each.getValue();
            Fold.Line expected = line.hasRow() ? new Fold.Line(0, line.events(), line.total(), line.chain(), 0) : null;
            if (!Objects.equals(row, expected)) {
                return "the row of " + each.getKey() + " is " + row + ", not " + expected;
            }
        }
        return rows.isEmpty() ? null : "there are rows of streams that are not: " + rows.keySet();
    }
}
