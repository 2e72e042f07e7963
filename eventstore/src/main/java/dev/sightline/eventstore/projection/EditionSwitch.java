package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import dev.sightline.eventstore.projection.EditionStatus.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets another edition serve, in one transaction of the owner: the tables change schemas, checkpoints and parked events change
 * names. For one switch.
 *
 * <p>In this order: the checkpoints of what serves are locked, so that its workers stand still; what the other edition lacks is
 * applied, and its checkpoints are locked too. Readers whose snapshot is older are waited for, as they would see the other tables as those were then. Only now
 * the serving tables are locked, for a fraction of a second: a reader that meanwhile asks for them waits, looks the name up again
 * and finds the other table. Whoever cannot have the tables within that time lets everything go and comes again, so that no reader
 * waits long, and none is the victim of a deadlock: PostgreSQL looks for those after a second.
 */
final class EditionSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(EditionSwitch.class);
    private static final int LOCK_MILLIS = 250;
    private static final int SNAPSHOT_MILLIS = 10;
    private static final int WORKERS_MILLIS = 3_000;
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(1);
    /** What may be left to apply while the workers stand still. */
    static final long CATCH_UP = 5_000;

    private final DataSource owner;
    private final DataSource application;
    private final Projection projection;
    private final EngineSettings settings;
    private final Edition other;

    EditionSwitch(
            DataSource owner, DataSource application, Projection projection, EngineSettings settings, Edition other) {
        this.owner = owner;
        this.application = application;
        this.projection = projection;
        this.settings = settings;
        this.other = other;
    }

    /** Tries until it is done, refused, or the patience is at its end. */
    void run(Duration patience) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String hindrance;
            try {
                hindrance = attempt();
            } catch (SQLException e) {
                if (!passes(e)) {
                    throw e;
                }
                hindrance = String.valueOf(e.getMessage());
            }
            if (hindrance == null) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new EditionRefused(Reason.BUSY, hindrance);
            }
            LOG.debug("the switch of {} waits: {}", projection.name(), hindrance);
            LockSupport.parkNanos(Duration.ofMillis(LOCK_MILLIS / 2).toNanos());
        }
    }

    /** Locks not given in time, a deadlock noticed here. */
    private static boolean passes(SQLException e) {
        return List.of("55P03", "57014", "40P01").contains(String.valueOf(e.getSQLState()));
    }

    /** @return what was in the way; null when it is done */
    private @Nullable String attempt() throws SQLException {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            try {
                String hindrance = attempt(connection);
                if (hindrance == null) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                return hindrance;
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException broken) {
                    e.addSuppressed(broken);
                }
                throw e;
            }
        }
    }

    private @Nullable String attempt(Connection connection) throws SQLException {
        List<String> open = Snapshots.olderThanASecond(connection);
        if (!open.isEmpty()) {
            return Snapshots.describe(open); // before anybody is made to stand still
        }
        EditionRows.lock(connection, projection, other);
        ServingTables serving = ServingTables.of(connection, projection);
        if (!EditionTables.fits(connection, projection, other)) {
            throw new EditionRefused(Reason.OUTDATED, EditionTables.UNFIT);
        }
        setTimeouts(connection, WORKERS_MILLIS, 0);
        int organizations = standStill(connection);
        open = Snapshots.held(connection);
        lockTables(connection, otherTables(connection, serving));
        long deadline = System.nanoTime() + SNAPSHOT_PATIENCE.toNanos();
        while (!open.isEmpty()) {
            if (System.nanoTime() > deadline) {
                return Snapshots.describe(open);
            }
            LockSupport.parkNanos(Duration.ofMillis(SNAPSHOT_MILLIS).toNanos());
            open = Snapshots.stillHeld(connection, open);
        }
        setTimeouts(connection, LOCK_MILLIS, LOCK_MILLIS);
        lockTables(connection, servingTables(serving));
        if (organizations(connection) != organizations) {
            return "a new organisation came";
        }
        setTimeouts(connection, LOCK_MILLIS, 0);
        move(connection, serving);
        return null;
    }

    /**
     * Locks all checkpoints, those of what serves first; brings the edition to where those are meanwhile, in transactions of its
     * own: a reader's snapshot must find these rows committed.
     *
     * @return the number of organisations
     */
    private int standStill(Connection connection) throws SQLException {
        Map<OrganizationId, Long> serving = EditionRows.standStill(connection, projection.name());
        long missing = 0;
        for (Standing standing : EditionRows.standings(connection, other.checkpointOf(projection.name()))) {
            missing += Math.max(0, serving.getOrDefault(standing.organization(), 0L) - standing.position());
        }
        if (missing > CATCH_UP) {
            throw new EditionRefused(
                    Reason.BEHIND, "the edition lacks " + missing + " events that the serving tables hold");
        }
        if (missing > 0) {
            EditionRows.requireOwnVersion(connection, projection, other);
            for (Map.Entry<OrganizationId, Long> each : serving.entrySet()) {
                BatchApplication behind = new BatchApplication(application, projection, other, each.getKey(), settings);
                behind.applyUpTo(each.getValue());
            }
        }
        Map<OrganizationId, Long> others = EditionRows.standStill(connection, other.checkpointOf(projection.name()));
        if (replacesPrevious(connection)) {
            EditionRows.standStill(connection, Edition.PREVIOUS.checkpointOf(projection.name()));
        }
        others.forEach((organization, position) -> {
            if (position < serving.getOrDefault(organization, 0L)) {
                throw new IllegalStateException("an edition went back in organisation " + organization);
            }
        });
        return serving.size();
    }

    private List<String> otherTables(Connection connection, ServingTables serving) throws SQLException {
        List<String> tables = new ArrayList<>();
        boolean replaces = replacesPrevious(connection);
        for (String name : serving.names()) {
            tables.add(SqlNames.qualified(other.schemaOf(projection.name()), name));
            if (replaces) {
                tables.add(SqlNames.qualified(Edition.PREVIOUS.schemaOf(projection.name()), name));
            }
        }
        return tables;
    }

    /** Whether an older previous edition makes room. */
    private boolean replacesPrevious(Connection connection) throws SQLException {
        return other == Edition.NEXT && EditionRows.exists(connection, projection.name(), Edition.PREVIOUS);
    }

    private static List<String> servingTables(ServingTables serving) {
        List<String> tables = new ArrayList<>();
        serving.names().forEach(name -> tables.add(SqlNames.qualified(serving.schema(), name)));
        serving.views().forEach(view -> tables.add(view.qualifiedName()));
        return tables;
    }

    private static void lockTables(Connection connection, List<String> tables) throws SQLException {
        execute(connection, "LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
    }

    private void move(Connection connection, ServingTables serving) throws SQLException {
        String name = projection.name();
        String aside = SqlNames.quoted(name + "_switch");
        String from = SqlNames.quoted(other.schemaOf(name));
        String home = SqlNames.quoted(serving.schema());
        String previous = SqlNames.quoted(Edition.PREVIOUS.schemaOf(name));
        TableClones.createSchema(connection, name + "_switch", serving);
        List<String> statements = new ArrayList<>();
        for (String table : serving.names()) {
            statements.add("ALTER TABLE " + home + "." + SqlNames.quoted(table) + " SET SCHEMA " + aside);
            statements.add("ALTER TABLE " + from + "." + SqlNames.quoted(table) + " SET SCHEMA " + home);
        }
        // By the same names, which mean other tables now.
        serving.views().forEach(view -> statements.add(view.create()));
        statements.add("DROP SCHEMA " + from);
        if (other == Edition.NEXT) {
            statements.add("DROP SCHEMA IF EXISTS " + previous + " CASCADE");
        }
        statements.add("ALTER SCHEMA " + aside + " RENAME TO " + previous);
        TableClones.execute(connection, statements);
        try (PreparedStatement swap = connection.prepareStatement("SELECT projection_swap(?, ?, ?)")) {
            swap.setString(1, name);
            swap.setString(2, other.checkpointOf(name));
            swap.setString(3, Edition.PREVIOUS.checkpointOf(name));
            swap.execute();
        }
        EditionRows.switched(connection, projection, other);
    }

    private static int organizations(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM event_log_heads")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void setTimeouts(Connection connection, int lockMillis, int statementMillis) throws SQLException {
        set(connection, "lock_timeout", lockMillis + "ms");
        set(connection, "statement_timeout", statementMillis + "ms");
    }

    private static void set(Connection connection, String name, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config(?, ?, true)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.execute();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
