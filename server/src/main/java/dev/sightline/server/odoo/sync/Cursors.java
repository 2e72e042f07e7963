package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code sync_cursors}. */
final class Cursors {
    private Cursors() {}

    /** One for each of the models, in their order. */
    static List<SyncCursor> load(JdbcClient jdbc, OrganizationId organization, String purpose, List<SyncModel> models) {
        Map<String, SyncCursor> stored = new HashMap<>();
        jdbc.sql("""
                        SELECT model, complete, window_from, window_to, last_id, undated FROM sync_cursors
                        WHERE organization_id = ? AND purpose = ?
                        """)
                .params(organization.value(), purpose)
                .query((row, n) -> new SyncCursor(
                        purpose,
                        row.getString(1),
                        row.getBoolean(2),
                        instant(row.getObject(3, OffsetDateTime.class)),
                        instant(row.getObject(4, OffsetDateTime.class)),
                        row.getLong(5),
                        row.getBoolean(6)))
                .list()
                .forEach(cursor -> stored.put(cursor.model(), cursor));
        return models.stream()
                .map(SyncModel::model)
                .map(model -> stored.getOrDefault(model, SyncCursor.fresh(purpose, model)))
                .toList();
    }

    /**
     * Replaces {@code before} by {@code after}.
     *
     * @throws Overtaken where the stored cursor is not {@code before}: another process has gone on from there
     */
    static void move(JdbcClient jdbc, OrganizationId organization, SyncCursor before, SyncCursor after, Instant now) {
        int rows = jdbc.sql("""
                        INSERT INTO sync_cursors AS c (organization_id, purpose, model, complete, window_from, window_to,
                                                       last_id, undated, updated_at)
                        VALUES (:organization, :purpose, :model, :complete, :from, :to, :last, :undated, :now)
                        ON CONFLICT (organization_id, purpose, model) DO UPDATE
                        SET complete = EXCLUDED.complete, window_from = EXCLUDED.window_from,
                            window_to = EXCLUDED.window_to, last_id = EXCLUDED.last_id, undated = EXCLUDED.undated,
                            updated_at = EXCLUDED.updated_at
                        WHERE c.last_id = :expected_last
                          AND c.window_to IS NOT DISTINCT FROM CAST(:expected_to AS timestamptz)
                        """)
                .param("organization", organization.value())
                .param("purpose", after.purpose())
                .param("model", after.model())
                .param("complete", after.complete())
                .param("from", at(after.windowFrom()))
                .param("to", at(after.windowTo()))
                .param("last", after.lastId())
                .param("undated", after.undated())
                .param("now", at(now))
                .param("expected_last", before.lastId())
                .param("expected_to", at(before.windowTo()))
                .update();
        if (rows != 1) {
            throw new Overtaken(organization, before.model());
        }
    }

    /** Every model is read as if nothing of it had been. */
    static void forget(JdbcClient jdbc, OrganizationId organization) {
        jdbc.sql("""
                        UPDATE sync_cursors
                        SET complete = false, window_from = NULL, window_to = NULL, last_id = 0, undated = false
                        WHERE organization_id = ?
                        """).param(organization.value()).update();
    }

    static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** Another process works on the same organisation; this one's page was not stored. */
    static final class Overtaken extends IllegalStateException {
        Overtaken(OrganizationId organization, String model) {
            super("organisation " + organization + ": another process reads " + model + " at the same time");
        }
    }
}
