package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * R3 and R7: the projections' rows are the folds of the log, and the parking lot holds what it must. Stateless; what does not hold is
 * thrown as {@link BrokenPromise}.
 */
final class Views {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private Views() {}

    /** Whose rows are looked at. */
    static final List<String> NAMES = List.of(Ledger.NAME, Blocks.NAME);

    /** An engine of which nothing is remembered, and whose projections have no bad moments. Close it. */
    static ProjectionEngine engine(DataSource database) {
        return new ProjectionEngine(database, projections(() -> Moment.GOOD), Victim.settings(), Clock.systemUTC());
    }

    /** In the order of {@link #NAMES}. */
    static List<Projection> projections(Supplier<Moment> moments) {
        return List.of(new Ledger(moments), new Blocks(moments));
    }

    /** What a new engine makes of it. */
    static void look(DataSource database, OrganizationLog log) throws SQLException, InterruptedException {
        try (ProjectionEngine engine = engine(database)) {
            engine.start();
            await(database, engine, log, log.position(), PATIENCE);
            String difference = difference(database, engine, log);
            if (difference != null) {
                throw log.broken(difference);
            }
        }
    }

    /**
     * The engine comes to say that it shows the position. How long that takes depends on how much there is to replay, after a rebuild all;
     * so it is the time without any progress that counts.
     *
     * @throws BrokenPromise where nothing moved for that long
     */
    static void await(
            DataSource database, ProjectionEngine engine, OrganizationLog log, long position, Duration patience)
            throws SQLException, InterruptedException {
        for (String name : NAMES) {
            await(database, engine, name, log, position, patience);
        }
    }

    private static void await(
            DataSource database,
            ProjectionEngine engine,
            String name,
            OrganizationLog log,
            long position,
            Duration patience)
            throws SQLException, InterruptedException {
        long reached = -1;
        long before;
        do {
            before = reached;
            if (engine.awaitPosition(name, log.organization(), position, patience)) {
                return;
            }
            reached = checkpoint(database, name, log);
        } while (reached != before);
        throw log.broken("an engine does not say that " + name + " shows position " + position + ": it stands at "
                + reached + ", and nothing moved for " + patience);
    }

    private static long checkpoint(DataSource database, String name, OrganizationLog log) throws SQLException {
        return OrganizationTransaction.run(database, log.organization(), transaction -> {
            try (PreparedStatement select = transaction.prepareStatement(
                    "SELECT position FROM projection_checkpoints WHERE organization_id = ? AND projection = ?")) {
                select.setInt(1, log.organization().value());
                select.setString(2, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0;
                }
            }
        });
    }

    /** As {@link #await}, of the log's end; and then the rows agree, within the time. */
    static void await(DataSource database, ProjectionEngine engine, OrganizationLog log, Duration patience)
            throws SQLException, InterruptedException {
        await(database, engine, log, log.position(), patience);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
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
        if (!rows.isEmpty()) {
            return "there are rows of streams that are not: " + rows.keySet();
        }
        if (!engine.parkingLot(Blocks.NAME, log.organization()).streams(0, 1).isEmpty()) {
            return "the blocks have parked what does not fail in them";
        }
        return OrganizationTransaction.run(
                        database,
                        log.organization(),
                        transaction ->
                                Optional.ofNullable(Blocks.difference(transaction, log.organization(), log.blocks())))
                .orElse(null);
    }
}
