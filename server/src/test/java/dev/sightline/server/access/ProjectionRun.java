package dev.sightline.server.access;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.ingest.PersonalTexts;
import dev.sightline.server.ingest.TestKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Feeds a projection as the engine does, each batch in a transaction of the application's role, and reads tables back. */
record ProjectionRun(DataSource database, OrganizationId organization, Projection projection) {

    AccessChanges apply(List<RecordedEvent> events) throws SQLException {
        return inTransaction(connection -> {
            ProjectionBatch batch = new ProjectionBatch(organization, connection, events);
            batch.share(PersonalTexts.class, TestKeys.texts(TestKeys.keys(), database));
            projection.apply(batch);
            return batch.shared(AccessChanges.class).orElseThrow();
        });
    }

    void forget(String... subjects) throws SQLException {
        inTransaction(connection -> TestKeys.keys()
                .forget(connection, organization, List.of(subjects), Instant.EPOCH, "test", "asked for it"));
    }

    void reset() throws SQLException {
        inTransaction(connection -> {
            projection.reset(connection, organization);
            return organization;
        });
    }

    /** All rows of the tables as text, sorted. */
    TreeMap<String, List<String>> rows(String... tables) throws SQLException {
        return inTransaction(connection -> {
            TreeMap<String, List<String>> rows = new TreeMap<>();
            for (String table : tables) {
                List<String> found = new ArrayList<>();
                try (PreparedStatement select =
                                connection.prepareStatement("SELECT t::text FROM " + table + " t ORDER BY 1");
                        ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
                rows.put(table, found);
            }
            return rows;
        });
    }

    /** The (viewer, owner) pairs of the access matrix. */
    TreeSet<String> pairs() throws SQLException {
        return inTransaction(connection -> {
            TreeSet<String> pairs = new TreeSet<>();
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT viewer_id || ' ' || owner_id FROM user_access_matrix");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    pairs.add(row.getString(1));
                }
            }
            return pairs;
        });
    }

    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement enter =
                    connection.prepareStatement("SELECT set_config('sightline.organization', ?, true)")) {
                enter.setString(1, organization.toString());
                enter.execute();
            }
            T result = work.run(connection);
            connection.commit();
            return result;
        }
    }
}
