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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The projection under fire: a row per stream. Poison events fail for ever, others now and then. Thread-safe. */
final class Ledger implements Projection {
    static final String NAME = "chaos_ledger";
    static final String TYPE = "chaos.amount.added";
    private static final String POISON = "{\"poison\": true}";

    private final Supplier<Moment> moments;

    /** @param moments asked once per batch */
    Ledger(Supplier<Moment> moments) {
        this.moments = moments;
    }

    static String amount(long amount) {
        return "{\"amount\": " + amount + "}";
    }

    static String poison() {
        return POISON;
    }

    static boolean isPoison(RecordedEvent event) {
        return event.data().equals(POISON);
    }

    static long amount(RecordedEvent event) {
        String data = event.data();
        return Long.parseLong(data.substring(data.indexOf(':') + 2, data.length() - 1));
    }

    static void createTable(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE chaos_ledger (organization_id integer, stream text, events bigint, total bigint, chain bigint,
                                               PRIMARY KEY (organization_id, stream));
                    GRANT SELECT, INSERT, UPDATE, DELETE ON chaos_ledger TO sightline_app
                    """);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> eventTypes() {
        return Set.of();
    }

    @Override
    public List<String> tables() {
        return List.of("chaos_ledger");
    }

    private record Row(long events, long total, long chain) {}

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        Map<String, Row> rows = load(batch);
        for (RecordedEvent event : batch.events()) {
            if (isPoison(event)) {
                throw new IllegalStateException("poison at " + event.position());
            }
            rows.merge(
                    event.stream().toString(),
                    new Row(1, amount(event), Fold.chained(0, event.position())),
                    (before, added) -> new Row(
                            before.events + 1,
                            before.total + added.total,
                            Fold.chained(before.chain, event.position())));
        }
        store(batch, rows);
        moments.get().befall(batch);
    }

    private static Map<String, Row> load(ProjectionBatch batch) throws SQLException {
        Object[] streams = batch.events().stream()
                .map(event -> event.stream().toString())
                .distinct()
                .toArray();
        Map<String, Row> rows = new LinkedHashMap<>();
        try (PreparedStatement select = batch.connection().prepareStatement("""
                SELECT stream, events, total, chain FROM chaos_ledger WHERE organization_id = ? AND stream = ANY (?)
                """)) {
            select.setInt(1, batch.organization().value());
            select.setArray(2, batch.connection().createArrayOf("text", streams));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.put(row.getString(1), new Row(row.getLong(2), row.getLong(3), row.getLong(4)));
                }
            }
        }
        return rows;
    }

    private static void store(ProjectionBatch batch, Map<String, Row> rows) throws SQLException {
        try (PreparedStatement upsert = batch.connection().prepareStatement("""
                INSERT INTO chaos_ledger VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (organization_id, stream) DO UPDATE
                SET events = EXCLUDED.events, total = EXCLUDED.total, chain = EXCLUDED.chain
                """)) {
            for (Map.Entry<String, Row> each : rows.entrySet()) {
                upsert.setInt(1, batch.organization().value());
                upsert.setString(2, each.getKey());
                upsert.setLong(3, each.getValue().events);
                upsert.setLong(4, each.getValue().total);
                upsert.setLong(5, each.getValue().chain);
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM chaos_ledger WHERE organization_id = ?")) {
            delete.setInt(1, organization.value());
            delete.executeUpdate();
        }
    }

    /** The rows as they stand, without versions, as nothing is parked in them. */
    static Map<String, Fold.Line> rows(Connection transaction, OrganizationId organization) throws SQLException {
        Map<String, Fold.Line> rows = new HashMap<>();
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT stream, events, total, chain FROM chaos_ledger WHERE organization_id = ?")) {
            select.setInt(1, organization.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.put(row.getString(1), new Fold.Line(0, row.getLong(2), row.getLong(3), row.getLong(4), 0));
                }
            }
        }
        return rows;
    }
}
