package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far each model has been read. */
public final class SyncAges {
    private SyncAges() {}

    /** When each model was last read to the end of a window; models never completed are missing. */
    public static Map<String, Instant> of(JdbcClient jdbc, OrganizationId organization) {
        return jdbc
                .sql("""
                        SELECT model, window_from FROM sync_cursors
                        WHERE organization_id = ? AND purpose = 'changes' AND window_from IS NOT NULL
                        """)
                .param(organization.value())
                .query((row, n) -> Map.entry(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
