package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.ingest.Lookups;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Latest snapshots for translators, read within the current transaction. Remembers what it found: while one model is being
 * written, the others stand still, for one job at a time works on an organisation. For one thread at a time.
 */
final class SnapshotLookups implements Lookups {
    private static final int REMEMBERED = 10_000;

    private final OrganizationId organization;
    private final JdbcClient jdbc;
    private final Map<String, Optional<JsonNode>> remembered = new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<JsonNode>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** By {@code model/field}: the ids that any latest snapshot refers to. Most records are referred to by none. */
    private final Map<String, Set<String>> referredTo = new HashMap<>();

    SnapshotLookups(OrganizationId organization, JdbcClient jdbc) {
        this.organization = organization;
        this.jdbc = jdbc;
    }

    /** To be called when records of {@code model} have been stored, or a transaction was rolled back. */
    void forget(String model) {
        remembered.keySet().removeIf(key -> key.startsWith(model + "/"));
        referredTo.keySet().removeIf(key -> key.startsWith(model + "/"));
    }

    @Override
    public @Nullable JsonNode latest(String model, String id) {
        if (!id.matches("\\d{1,18}")) {
            return null;
        }
        Optional<JsonNode> known = remembered.get(model + "/" + id);
        if (known == null) {
            known = jdbc.sql("""
                            SELECT CASE WHEN r.translated THEN r.document
                                        ELSE (SELECT g.document FROM odoo_raw_data g
                                              WHERE g.organization_id = r.organization_id AND g.id = r.last_good_id)
                                   END
                            FROM odoo_raw_data r
                            WHERE r.organization_id = ? AND r.model = ? AND r.record_id = ? AND r.is_latest
                            """)
                    .params(organization.value(), model, Long.parseLong(id))
                    .query((row, n) -> Optional.ofNullable(row.getString(1)))
                    .optional()
                    .flatMap(text -> text)
                    .map(RawSnapshots.JSON::readTree);
            remembered.put(model + "/" + id, known);
        }
        return known.orElse(null);
    }

    @Override
    public List<JsonNode> latestReferring(String model, String field, String id) {
        if (!referredTo
                .computeIfAbsent(model + "/" + field, key -> referredTo(model, field))
                .contains(id)) {
            return List.of();
        }
        return jdbc.sql("""
                        SELECT document::text FROM odoo_raw_data
                        WHERE organization_id = :organization AND model = :model AND is_latest AND translated
                          AND document IS NOT NULL
                          AND (document -> :field ->> 0 = :id OR document ->> :field = :id)
                        ORDER BY record_id
                        """)
                .param("organization", organization.value())
                .param("model", model)
                .param("field", field)
                .param("id", id)
                .query((row, n) -> JsonNode.class.cast(RawSnapshots.JSON.readTree(row.getString(1))))
                .list();
    }

    private Set<String> referredTo(String model, String field) {
        return new HashSet<>(jdbc.sql("""
                        SELECT DISTINCT referred.id
                        FROM odoo_raw_data r,
                             LATERAL (VALUES (r.document -> :field ->> 0), (r.document ->> :field)) AS referred (id)
                        WHERE r.organization_id = :organization AND r.model = :model AND r.is_latest AND r.translated
                          AND r.document IS NOT NULL AND referred.id IS NOT NULL
                        """)
                .param("organization", organization.value())
                .param("model", model)
                .param("field", field)
                .query(String.class)
                .list());
    }
}
