package dev.sightline.eventstore.seal;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table {@code event_seals}; each call within a transaction that entered the organisation. */
final class Seals {
    private Seals() {}

    /** @return false where somebody else has sealed from there meanwhile; nothing is done then */
    static boolean insert(Connection transaction, Seal seal) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO event_seals (organization_id, from_position, to_position, root, previous, sealed_at, key_id,
                                         signature, leaves)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (organization_id, from_position) DO NOTHING
                """)) {
            insert.setInt(1, seal.organization().value());
            insert.setLong(2, seal.from());
            insert.setLong(3, seal.to());
            insert.setBytes(4, seal.root());
            insert.setBytes(5, seal.previous());
            insert.setObject(6, seal.sealedAt().atOffset(ZoneOffset.UTC));
            insert.setString(7, seal.keyId());
            insert.setBytes(8, seal.signature());
            insert.setBytes(9, Fingerprints.join(seal.leaves()));
            return insert.executeUpdate() == 1;
        }
    }

    /** Without its leaves; null where nothing is sealed. */
    static @Nullable Seal last(Connection transaction, OrganizationId organization) throws SQLException {
        return one(transaction, organization, "''::bytea", "true ORDER BY from_position DESC LIMIT 1", 0);
    }

    /** The seal whose range begins there; null where there is none. */
    static @Nullable Seal from(Connection transaction, OrganizationId organization, long position) throws SQLException {
        return one(transaction, organization, "leaves", "from_position = ?", position);
    }

    private static @Nullable Seal one(
            Connection transaction, OrganizationId organization, String leaves, String which, long from)
            throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT from_position, to_position, root, previous, sealed_at, key_id, signature, %s
                FROM event_seals WHERE organization_id = ? AND %s
                """.formatted(leaves, which))) {
            select.setInt(1, organization.value());
            if (which.contains("?")) {
                select.setLong(2, from);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? seal(organization, row) : null;
            }
        }
    }

    private static Seal seal(OrganizationId organization, ResultSet row) throws SQLException {
        byte[] leaves = row.getBytes(8);
        return new Seal(
                organization,
                row.getLong(1),
                row.getLong(2),
                row.getBytes(3),
                row.getBytes(4),
                Objects.requireNonNull(row.getObject(5, OffsetDateTime.class)).toInstant(),
                row.getString(6),
                row.getBytes(7),
                leaves.length == 0 ? List.of() : Fingerprints.split(leaves));
    }
}
