package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import dev.sightline.eventstore.projection.EditionStatus.Standing;
import dev.sightline.eventstore.projection.EditionTables.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code projection_editions}, which the owner alone changes. Stateless. */
final class EditionRows {
    private EditionRows() {}

    /** Whether the edition is new. */
    static boolean insert(Connection owner, Projection projection, Edition edition) throws SQLException {
        String sql = """
                INSERT INTO projection_editions (projection, edition, version, since) VALUES (?, ?, ?, clock_timestamp())
                ON CONFLICT (projection, edition) DO NOTHING
                """;
        try (PreparedStatement insert = owner.prepareStatement(sql)) {
            insert.setString(1, projection.name());
            insert.setString(2, edition.label());
            insert.setInt(3, projection.version());
            return insert.executeUpdate() == 1;
        }
    }

    static boolean exists(Connection owner, String projection, Edition edition) throws SQLException {
        return find(owner, projection, edition, "");
    }

    /** Until the transaction ends, nobody else begins, switches or drops it. */
    static void lock(Connection owner, Projection projection, Edition edition) throws SQLException {
        if (!find(owner, projection.name(), edition, " FOR UPDATE")) {
            throw new EditionRefused(Reason.NO_EDITION, projection.name() + " has no " + edition.label() + " edition");
        }
    }

    /** A next edition is for a process of the version that began it alone to add to: another's code would give other rows. */
    static void requireOwnVersion(Connection connection, Projection projection, Edition edition) throws SQLException {
        for (Known known : Known.all(connection)) {
            if (edition == Edition.NEXT
                    && known.projection().equals(projection.name())
                    && known.edition() == edition
                    && known.version() != projection.version()) {
                throw new EditionRefused(
                        Reason.BEHIND,
                        "the next edition of " + projection.name() + " lacks events that a program of version "
                                + known.version() + " has to apply; this one has version " + projection.version());
            }
        }
    }

    private static boolean find(Connection owner, String projection, Edition edition, String how) throws SQLException {
        String sql = "SELECT 1 FROM projection_editions WHERE projection = ? AND edition = ?" + how;
        try (PreparedStatement select = owner.prepareStatement(sql)) {
            select.setString(1, projection);
            select.setString(2, edition.label());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Locks a checkpoint in all organisations until the transaction ends, and tells its positions. */
    static Map<OrganizationId, Long> standStill(Connection owner, String checkpoint) throws SQLException {
        Map<OrganizationId, Long> positions = new LinkedHashMap<>();
        try (PreparedStatement select =
                owner.prepareStatement("SELECT organization, reached FROM projection_lock_positions(?)")) {
            select.setString(1, checkpoint);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    positions.put(new OrganizationId(rows.getInt(1)), rows.getLong(2));
                }
            }
        }
        return positions;
    }

    /** Where a checkpoint stands in all organisations, without waiting. */
    static List<Standing> standings(Connection connection, String checkpoint) throws SQLException {
        List<Standing> standings = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT organization, reached, head, parked FROM projection_positions(?)")) {
            select.setString(1, checkpoint);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    standings.add(new Standing(
                            new OrganizationId(rows.getInt(1)), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
                }
            }
        }
        return standings;
    }

    /** The edition serves now, and the one that did is the previous one. */
    static void switched(Connection owner, Projection projection, Edition edition) throws SQLException {
        delete(owner, projection.name(), Edition.PREVIOUS);
        delete(owner, projection.name(), edition);
        insert(owner, projection, Edition.PREVIOUS);
    }

    static void delete(Connection owner, String projection, Edition edition) throws SQLException {
        try (PreparedStatement delete =
                owner.prepareStatement("DELETE FROM projection_editions WHERE projection = ? AND edition = ?")) {
            delete.setString(1, projection);
            delete.setString(2, edition.label());
            delete.executeUpdate();
        }
    }
}
