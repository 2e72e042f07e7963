package dev.sightline.eventstore.testkit;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Writes down, per stream, the positions that it was given, in the order given: an event missed, repeated or out of order is
 * seen at once. Refuses what {@link #poisonous} says.
 */
class Tally implements Projection {
    static final String NAME = "tally";

    volatile Predicate<RecordedEvent> poisonous = event -> false;
    volatile SQLException passing = new SQLException("none", "00000");
    final AtomicInteger failuresToCome = new AtomicInteger();
    final AtomicInteger batches = new AtomicInteger();

    private final Set<String> types;

    Tally(String... types) {
        this.types = Set.of(types);
    }

    static void createTable(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE tally (
                        organization_id integer NOT NULL,
                        stream text NOT NULL,
                        positions bigint[] NOT NULL,
                        PRIMARY KEY (organization_id, stream)
                    );
                    GRANT SELECT, INSERT, UPDATE, DELETE ON tally TO sightline_app
                    """);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> eventTypes() {
        return types;
    }

    @Override
    public List<String> tables() {
        return List.of("tally");
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        batches.incrementAndGet();
        String sql = """
                INSERT INTO tally VALUES (?, ?, ARRAY[?::bigint])
                ON CONFLICT (organization_id, stream) DO UPDATE SET positions = tally.positions || EXCLUDED.positions
                """;
        try (PreparedStatement upsert = batch.connection().prepareStatement(sql)) {
            for (RecordedEvent event : batch.events()) {
                upsert.setInt(1, batch.organization().value());
                upsert.setString(2, event.stream().toString());
                upsert.setLong(3, event.position());
                upsert.executeUpdate();
                if (poisonous.test(event)) {
                    throw new IllegalStateException("poison at " + event.position());
                }
            }
        }
        if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw passing;
        }
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement("DELETE FROM tally WHERE organization_id = ?")) {
            delete.setInt(1, organization.value());
            delete.executeUpdate();
        }
    }

    /** What it wrote down of a stream. */
    static List<Long> positions(Connection transaction, OrganizationId organization, String stream)
            throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT unnest(positions) FROM tally WHERE organization_id = ? AND stream LIKE ? ORDER BY stream")) {
            select.setInt(1, organization.value());
            select.setString(2, stream);
            try (ResultSet rows = select.executeQuery()) {
                List<Long> positions = new ArrayList<>();
                while (rows.next()) {
                    positions.add(rows.getLong(1));
                }
                return positions;
            }
        }
    }
}
