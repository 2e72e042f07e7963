package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code odoo_raw_data}; a page costs the same few round trips whatever its size. Stateless but for ids. */
final class RawSnapshots {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final int BLOCK = 1000;

    private long nextId;
    private long blockEnd;

    /**
     * What is stored of a record.
     *
     * @param same whether its checksum is that of the record just read
     * @param goodId the last version that was translated; null where none was
     * @param good that version's document where it is needed: null for an unchanged record and for one that was gone
     */
    record Stored(
            long rawId,
            boolean same,
            boolean translated,
            @Nullable Long goodId,
            @Nullable JsonNode good) {}

    /** A row to be stored as the latest of its record; {@code json} null where the record is gone. */
    record Row(
            long rawId,
            long recordId,
            byte[] checksum,
            @Nullable String json,
            boolean translated,
            @Nullable Long lastGoodId) {}

    synchronized long newId(Connection connection) throws SQLException {
        if (nextId == blockEnd) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT nextval('odoo_raw_data_id_seq')");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                nextId = row.getLong(1);
                blockEnd = nextId + BLOCK;
            }
        }
        return nextId++;
    }

    Map<Long, Stored> stored(
            Connection connection, OrganizationId organization, String model, List<Long> ids, List<byte[]> checksums)
            throws SQLException {
        Map<Long, Stored> found = HashMap.newHashMap(ids.size());
        Array idArray = connection.createArrayOf("bigint", ids.toArray());
        Array checksumArray = connection.createArrayOf("bytea", checksums.toArray(byte[][]::new));
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT r.record_id, r.id, r.checksum = read.checksum AS same, r.translated,
                       CASE WHEN r.translated THEN r.id ELSE r.last_good_id END AS good_id,
                       CASE WHEN r.checksum = read.checksum AND r.translated THEN NULL
                            WHEN r.translated THEN r.document
                            ELSE (SELECT g.document FROM odoo_raw_data g
                                  WHERE g.organization_id = r.organization_id AND g.id = r.last_good_id)
                       END AS good
                FROM unnest(?::bigint[], ?::bytea[]) AS read (record_id, checksum)
                -- One look into the index for each record, also while a table that is being filled has no statistics yet.
                CROSS JOIN LATERAL (
                    SELECT * FROM odoo_raw_data l
                    WHERE l.organization_id = ? AND l.model = ? AND l.record_id = read.record_id AND l.is_latest
                    LIMIT 1) AS r
                """)) {
            statement.setArray(1, idArray);
            statement.setArray(2, checksumArray);
            statement.setInt(3, organization.value());
            statement.setString(4, model);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long good = rows.getLong(5);
                    Long goodId = rows.wasNull() ? null : good;
                    String document = rows.getString(6);
                    found.put(
                            rows.getLong(1),
                            new Stored(
                                    rows.getLong(2),
                                    rows.getBoolean(3),
                                    rows.getBoolean(4),
                                    goodId,
                                    document == null ? null : JSON.readTree(document)));
                }
            }
        }
        return found;
    }

    /** Stores new versions; what was the latest of {@code replaced} no longer is. */
    void store(
            Connection connection,
            OrganizationId organization,
            String model,
            UUID job,
            Instant fetchedAt,
            List<Long> replaced,
            List<Row> rows)
            throws SQLException {
        if (!replaced.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement("""
                    UPDATE odoo_raw_data SET is_latest = false
                    WHERE organization_id = ? AND model = ? AND record_id = ANY (?::bigint[]) AND is_latest
                    """)) {
                statement.setInt(1, organization.value());
                statement.setString(2, model);
                statement.setArray(3, connection.createArrayOf("bigint", replaced.toArray()));
                statement.executeUpdate();
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        Object[] ids = new Object[rows.size()];
        Object[] recordIds = new Object[rows.size()];
        byte[][] checksums = new byte[rows.size()][];
        Object[] translated = new Object[rows.size()];
        @Nullable Object[] lastGood = new @Nullable Object[rows.size()];
        @Nullable String[] documents = new @Nullable String[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            ids[i] = row.rawId();
            recordIds[i] = row.recordId();
            checksums[i] = row.checksum();
            translated[i] = row.translated();
            lastGood[i] = row.lastGoodId();
            documents[i] = row.json();
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO odoo_raw_data (organization_id, id, model, record_id, checksum, document, fetched_at, job_id,
                                           is_latest, translated, last_good_id)
                SELECT ?, id, ?, record_id, checksum, document::json, ?, ?, true, translated, last_good_id
                FROM unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::text[], ?::boolean[], ?::bigint[])
                     AS page (id, record_id, checksum, document, translated, last_good_id)
                """)) {
            statement.setInt(1, organization.value());
            statement.setString(2, model);
            statement.setObject(3, OffsetDateTime.ofInstant(fetchedAt, ZoneOffset.UTC));
            statement.setObject(4, job);
            statement.setArray(5, connection.createArrayOf("bigint", ids));
            statement.setArray(6, connection.createArrayOf("bigint", recordIds));
            statement.setArray(7, connection.createArrayOf("bytea", checksums));
            statement.setArray(8, connection.createArrayOf("text", documents));
            statement.setArray(9, connection.createArrayOf("boolean", translated));
            statement.setArray(10, connection.createArrayOf("bigint", lastGood));
            statement.executeUpdate();
        }
    }

    /** Notes which versions could and which could not be translated. */
    void markTranslated(
            Connection connection,
            OrganizationId organization,
            Map<Long, @Nullable Long> lastGoodOfFailed,
            List<Long> good)
            throws SQLException {
        if (!good.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement("""
                    UPDATE odoo_raw_data SET translated = true, last_good_id = NULL
                    WHERE organization_id = ? AND id = ANY (?::bigint[])
                    """)) {
                statement.setInt(1, organization.value());
                statement.setArray(2, connection.createArrayOf("bigint", good.toArray()));
                statement.executeUpdate();
            }
        }
        if (!lastGoodOfFailed.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement("""
                    UPDATE odoo_raw_data r SET translated = false, last_good_id = failed.last_good_id
                    FROM unnest(?::bigint[], ?::bigint[]) AS failed (id, last_good_id)
                    WHERE r.organization_id = ? AND r.id = failed.id
                    """)) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "bigint", lastGoodOfFailed.keySet().toArray()));
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint", lastGoodOfFailed.values().toArray()));
                statement.setInt(3, organization.value());
                statement.executeUpdate();
            }
        }
    }
}
