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
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Counts each event in two tables: by stream, with the last position, and in all. Both sums are the same number in every snapshot,
 * and the checkpoint's position too when all is quiet, as long as nothing is parked.
 */
class Pairs implements Projection {
    static final String NAME = "pairs";

    volatile Predicate<RecordedEvent> poisonous = event -> false;
    /** Added to every total: what a changed projection makes of the same events. */
    volatile long bonus;

    private final int version;

    Pairs() {
        this(1);
    }

    Pairs(int version) {
        this.version = version;
    }

    static void createTables(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE pairs_streams (
                        organization_id integer NOT NULL,
                        stream text NOT NULL CHECK (stream <> ''),
                        events bigint NOT NULL DEFAULT 1,
                        last_position bigint NOT NULL,
                        twice bigint GENERATED ALWAYS AS (events * 2) STORED,
                        PRIMARY KEY (organization_id, stream)
                    ) WITH (fillfactor = 70);
                    CREATE INDEX pairs_streams_last ON pairs_streams (organization_id, last_position DESC)
                        INCLUDE (events) WHERE events > 1;
                    CREATE UNIQUE INDEX pairs_streams_lower ON pairs_streams (organization_id, lower(stream));

                    CREATE TABLE pairs_total (
                        organization_id integer NOT NULL,
                        name text NOT NULL DEFAULT 'all',
                        total bigint NOT NULL,
                        CONSTRAINT one_row UNIQUE (organization_id, name)
                    );
                    COMMENT ON COLUMN pairs_total.total IS 'of all events';

                    ALTER TABLE pairs_streams ENABLE ROW LEVEL SECURITY;
                    ALTER TABLE pairs_streams FORCE ROW LEVEL SECURITY;
                    ALTER TABLE pairs_total ENABLE ROW LEVEL SECURITY;
                    CREATE POLICY organization ON pairs_streams
                        USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer))
                        WITH CHECK (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
                    CREATE POLICY organization ON pairs_total TO sightline_app
                        USING (organization_id = (SELECT nullif(current_setting('sightline.organization', true), '')::integer));
                    GRANT SELECT, INSERT, UPDATE, DELETE ON pairs_streams, pairs_total TO sightline_app;
                    GRANT SELECT ON pairs_total TO PUBLIC;

                    CREATE VIEW pairs_busy WITH (security_invoker = true) AS
                        SELECT s.organization_id, s.stream, s.events, t.total
                        FROM pairs_streams s JOIN pairs_total t ON t.organization_id = s.organization_id
                        WHERE s.events > 1;
                    GRANT SELECT ON pairs_busy TO sightline_app
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
        return List.of("pairs_streams", "pairs_total");
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        String streams = """
                INSERT INTO pairs_streams (organization_id, stream, last_position) VALUES (?, ?, ?)
                ON CONFLICT (organization_id, stream) DO UPDATE
                SET events = pairs_streams.events + 1, last_position = EXCLUDED.last_position
                WHERE pairs_streams.last_position < EXCLUDED.last_position
                """;
        try (PreparedStatement upsert = batch.connection().prepareStatement(streams)) {
            for (RecordedEvent event : batch.events()) {
                upsert.setInt(1, batch.organization().value());
                upsert.setString(2, event.stream().toString());
                upsert.setLong(3, event.position());
                if (upsert.executeUpdate() != 1) {
                    throw new AssertionError("out of order or twice: position " + event.position());
                }
                if (poisonous.test(event)) {
                    throw new IllegalStateException("poison at " + event.position());
                }
            }
        }
        String total = """
                INSERT INTO pairs_total (organization_id, total) VALUES (?, ?)
                ON CONFLICT ON CONSTRAINT one_row DO UPDATE SET total = pairs_total.total + EXCLUDED.total
                """;
        try (PreparedStatement upsert = batch.connection().prepareStatement(total)) {
            upsert.setInt(1, batch.organization().value());
            upsert.setLong(2, batch.events().size() * (1 + bonus));
            upsert.executeUpdate();
        }
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        for (String table : tables()) {
            try (PreparedStatement delete =
                    transaction.prepareStatement("DELETE FROM " + table + " WHERE organization_id = ?")) {
                delete.setInt(1, organization.value());
                delete.executeUpdate();
            }
        }
    }

    /** What a transaction sees, in three statements. */
    record Seen(long position, long events, long total) {
        static Seen by(Connection transaction, OrganizationId organization) throws SQLException {
            return new Seen(
                    number(transaction, organization, """
                            SELECT position FROM projection_checkpoints WHERE organization_id = ? AND projection = 'pairs'
                            """),
                    number(
                            transaction,
                            organization,
                            "SELECT sum(events) FROM pairs_streams WHERE organization_id = ?"),
                    number(transaction, organization, "SELECT total FROM pairs_total WHERE organization_id = ?"));
        }

        /** The tables with each other; and they are not older than the position that was read before them. */
        boolean agrees() {
            return events == total && events >= position;
        }
    }

    private static long number(Connection transaction, OrganizationId organization, String sql) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setInt(1, organization.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
