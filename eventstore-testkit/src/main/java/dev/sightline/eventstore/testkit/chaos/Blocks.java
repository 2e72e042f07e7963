package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A second projection beside the {@link Ledger}: a row per ten thousand positions, of all streams together. It takes poison as any other
 * event, so whatever the ledger parks or waits for, this one shows all of the log. Thread-safe.
 */
final class Blocks implements Projection {
    static final String NAME = "chaos_blocks";
    private static final long SIZE = 10_000;
    private static final long FACTOR = 1_000_003;

    private final Supplier<Moment> moments;

    /** @param moments asked once per batch */
    Blocks(Supplier<Moment> moments) {
        this.moments = moments;
    }

    /** One block's events, and a chain over their ids that differs where one is left out, applied twice or out of turn. */
    record Row(long events, long chain) {
        private static final Row NONE = new Row(0, 0);
    }

    /** The event's own block takes it. */
    static void take(Map<Long, Row> rows, RecordedEvent event) {
        long block = (event.position() - 1) / SIZE;
        Row row = rows.getOrDefault(block, Row.NONE);
        rows.put(
                block,
                new Row(row.events + 1, row.chain * FACTOR + event.event().id().getLeastSignificantBits()));
    }

    static void createTable(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE chaos_blocks (organization_id integer, block bigint, events bigint, chain bigint,
                                               PRIMARY KEY (organization_id, block));
                    GRANT SELECT, INSERT, UPDATE, DELETE ON chaos_blocks TO sightline_app
                    """);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> eventTypes() {
        return Set.of(Ledger.TYPE);
    }

    @Override
    public List<String> tables() {
        return List.of("chaos_blocks");
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        List<RecordedEvent> events = batch.events();
        long first = (events.getFirst().position() - 1) / SIZE;
        Map<Long, Row> rows = rows(batch.connection(), batch.organization(), first);
        events.forEach(event -> take(rows, event));
        try (PreparedStatement upsert = batch.connection().prepareStatement("""
                INSERT INTO chaos_blocks VALUES (?, ?, ?, ?)
                ON CONFLICT (organization_id, block) DO UPDATE SET events = EXCLUDED.events, chain = EXCLUDED.chain
                """)) {
            for (Map.Entry<Long, Row> each : rows.entrySet()) {
                upsert.setInt(1, batch.organization().value());
                upsert.setLong(2, each.getKey());
                upsert.setLong(3, each.getValue().events);
                upsert.setLong(4, each.getValue().chain);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
        moments.get().befall(batch);
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM chaos_blocks WHERE organization_id = ?")) {
            delete.setInt(1, organization.value());
            delete.executeUpdate();
        }
    }

    /** Between what stands and the fold's rows; null for none. */
    static @Nullable String difference(Connection transaction, OrganizationId organization, Map<Long, Row> fold)
            throws SQLException {
        Map<Long, Row> rows = rows(transaction, organization, 0);
        if (rows.equals(fold)) {
            return null;
        }
        Map<Long, Row> odd = new TreeMap<>(rows);
        odd.entrySet().removeAll(fold.entrySet());
        Map<Long, Row> missing = new TreeMap<>(fold);
        missing.entrySet().removeAll(rows.entrySet());
        return "the blocks are " + odd + ", not " + missing;
    }

    private static Map<Long, Row> rows(Connection transaction, OrganizationId organization, long from)
            throws SQLException {
        Map<Long, Row> rows = new TreeMap<>();
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT block, events, chain FROM chaos_blocks WHERE organization_id = ? AND block >= ?")) {
            select.setInt(1, organization.value());
            select.setLong(2, from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.put(row.getLong(1), new Row(row.getLong(2), row.getLong(3)));
                }
            }
        }
        return rows;
    }
}
