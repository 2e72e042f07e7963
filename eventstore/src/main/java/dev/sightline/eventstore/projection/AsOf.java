package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.OrganizationTransaction.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Shows a projection's rows as they were: its events up to a past position are applied anew, to tables that are there for one
 * transaction and one connection alone. Costs as much as a rebuild of one organisation, and no one else notices. Thread-safe.
 *
 * <p>The rows are those that today's code makes of the events, discarded ones left out; what cannot be applied is left out with
 * all behind it in its stream, as in the parking lot. Of a single stream at a past time ask the log:
 * {@code store.read(organization, EventFilter.all().ofStream(stream).asOf(time), limit)}.
 */
public final class AsOf {
    private final DataSource database;
    private final EngineSettings settings;

    /** @param database connections in the role {@code sightline_app}, which may make temporary tables */
    public AsOf(DataSource database, EngineSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * Runs queries on the rows as they were when the log had come to a position.
     *
     * @param query the projection's tables by their usual names; other tables are as they are now. Nothing that it writes stays.
     * @throws IllegalArgumentException where the projection names no tables, or such as cannot be copied, or has effects outside
     * @throws EventStoreException when the database fails
     */
    public <T> T at(Projection projection, OrganizationId organization, long position, Work<T> query) {
        if (!projection.replayable() || projection.tables().isEmpty()) {
            throw notShown(projection, "it has effects outside, or names no tables");
        }
        return ProjectionEngine.guarded("show the past", projection.name(), organization, () -> {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    OrganizationTransaction.enter(connection, organization);
                    prepare(connection, projection);
                    new BatchApplication(database, projection, Edition.SERVING, organization, settings)
                            .applyUpTo(connection, position);
                    finish(connection, projection);
                    return query.run(connection);
                } finally {
                    connection.rollback();
                }
            }
        });
    }

    /** The same as of an instant: after the last event that the log took at or before it. */
    public <T> T at(Projection projection, OrganizationId organization, Instant time, Work<T> query) {
        return at(projection, organization, position(organization, time), query);
    }

    /** The last position recorded at or before the instant; 0 where there is none. */
    public long position(OrganizationId organization, Instant time) {
        return ProjectionEngine.run(
                "find the position of " + time + " in organisation " + organization,
                () -> OrganizationTransaction.run(database, organization, transaction -> {
                    try (PreparedStatement select =
                            transaction.prepareStatement("SELECT event_log_position_as_of(?, ?)")) {
                        select.setInt(1, organization.value());
                        select.setObject(2, time.atOffset(ZoneOffset.UTC));
                        try (ResultSet row = select.executeQuery()) {
                            row.next();
                            return row.getLong(1);
                        }
                    }
                }));
    }

    private static IllegalArgumentException notShown(Projection projection, @Nullable String why) {
        return new IllegalArgumentException(
                "projection " + projection.name() + " cannot be shown as of a past position: " + why);
    }

    /** Temporary tables are found before all others: the batches go into these, and so do checkpoint and parked events. */
    private static void prepare(Connection connection, Projection projection) throws SQLException {
        List<String> names = new ArrayList<>(projection.tables());
        names.addAll(List.of("projection_checkpoints", "parked_events"));
        ServingTables tables = ServingTables.named(connection, names);
        // Decisions of administrators hold for the past too.
        TableClones.execute(
                connection,
                List.of("CREATE TEMPORARY TABLE discarded AS SELECT * FROM parked_events WHERE state = 'discarded'"));
        try {
            TableClones.create(connection, "pg_temp", tables);
        } catch (EditionRefused unfit) {
            throw notShown(projection, unfit.getMessage());
        }
        TableClones.execute(
                connection,
                List.of(
                        "INSERT INTO parked_events SELECT * FROM discarded",
                        // What this connection has planned would go on to the tables that these hide, unnoticed.
                        "DISCARD PLANS"));
    }

    private static void finish(Connection connection, Projection projection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The caller may take his time between two statements, and with a result: nobody waits for this
            // transaction.
            statement.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', true),"
                    + " set_config('tcp_user_timeout', '0', true)");
            statement.execute("ANALYZE "
                    + String.join(
                            ", ",
                            projection.tables().stream().map(SqlNames::quoted).toList()));
        }
    }
}
