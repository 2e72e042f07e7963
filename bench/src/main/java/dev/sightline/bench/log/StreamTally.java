package dev.sightline.bench.log;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows that replays are compared by: of each stream the number of its events and of their characters. The statement is
 * the same for all rivals, and writes a batch in one round trip.
 */
final class StreamTally implements Projection {
    private static final String ADD = """
            INSERT INTO stream_tally AS t (organization_id, stream, events, characters)
            SELECT ?, added.* FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS added
            ON CONFLICT (organization_id, stream)
            DO UPDATE SET events = t.events + EXCLUDED.events, characters = t.characters + EXCLUDED.characters
            """;

    /** What a batch adds. For one thread. */
    static final class Sums {
        /** In order, so that parallel parts of a rival's processor lock rows in one order. */
        private final Map<String, long[]> streams = new TreeMap<>();

        void add(String stream, int characters) {
            long[] sums = streams.computeIfAbsent(stream, name -> new long[2]);
            sums[0]++;
            sums[1] += characters;
        }

        /** How many were added. */
        long events() {
            return streams.values().stream().mapToLong(sums -> sums[0]).sum();
        }

        void write(Connection transaction, int organization) throws SQLException {
            String[] names = new String[streams.size()];
            Long[] events = new Long[names.length];
            Long[] characters = new Long[names.length];
            int at = 0;
            for (Map.Entry<String, long[]> stream : streams.entrySet()) {
                names[at] = stream.getKey();
                events[at] = stream.getValue()[0];
                characters[at] = stream.getValue()[1];
                at++;
            }
            try (PreparedStatement add = transaction.prepareStatement(ADD)) {
                add.setInt(1, organization);
                add.setArray(2, transaction.createArrayOf("text", names));
                add.setArray(3, transaction.createArrayOf("int8", events));
                add.setArray(4, transaction.createArrayOf("int8", characters));
                add.executeUpdate();
            }
        }
    }

    static void createTable(Connection owner) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE stream_tally (
                        organization_id integer NOT NULL,
                        stream text NOT NULL,
                        events bigint NOT NULL,
                        characters bigint NOT NULL,
                        PRIMARY KEY (organization_id, stream)
                    )
                    """);
            statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON stream_tally TO sightline_app");
        }
    }

    /** Events and characters of all streams of an organisation. */
    record Total(long events, long characters) {
        static Total of(Connection connection, int organization) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT coalesce(sum(events), 0), coalesce(sum(characters), 0) FROM stream_tally WHERE organization_id = ?
                    """)) {
                select.setInt(1, organization);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new Total(row.getLong(1), row.getLong(2));
                }
            }
        }
    }

    @Override
    public String name() {
        return "stream_tally";
    }

    @Override
    public Set<String> eventTypes() {
        return Set.of();
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        Sums sums = new Sums();
        for (RecordedEvent event : batch.events()) {
            sums.add(event.stream().toString(), event.data().length());
        }
        sums.write(batch.connection(), batch.organization().value());
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM stream_tally WHERE organization_id = ?")) {
            delete.setInt(1, organization.value());
            delete.executeUpdate();
        }
    }
}
