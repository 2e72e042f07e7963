package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code sync_state}: what is known of an organisation's source between two jobs. */
public final class SyncStates {
    private SyncStates() {}

    /** One row of it; all null before the first sync. */
    public record SyncState(
            @Nullable String host,
            @Nullable String database,
            @Nullable String version,
            @Nullable Instant lastSuccessAt,
            @Nullable Instant downSince,
            @Nullable String lastError,
            @Nullable Instant lastRescanAt,
            @Nullable Instant lastDeletionsAt,
            @Nullable Long reader,
            Set<Long> companies,
            @Nullable Instant brakedSince) {
        static final SyncState EMPTY =
                new SyncState(null, null, null, null, null, null, null, null, null, Set.of(), null);
    }

    public static SyncState load(JdbcClient jdbc, OrganizationId organization) {
        return jdbc.sql("""
                        SELECT source_host, source_database, source_version, last_success_at, down_since, last_error,
                               last_rescan_at, last_deletions_at, reader, companies, braked_since
                        FROM sync_state WHERE organization_id = ?
                        """)
                .param(organization.value())
                .query((row, n) -> new SyncState(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        time(row, 4),
                        time(row, 5),
                        row.getString(6),
                        time(row, 7),
                        time(row, 8),
                        row.getObject(9, Long.class),
                        longs(row.getArray(10)),
                        time(row, 11)))
                .optional()
                .orElse(SyncState.EMPTY);
    }

    /**
     * Begins anew where the source is another than the one that was read: every model is read from its first record, and what was known
     * of the old one is forgotten. Only whoever holds the lease may call this. Where it is the settings' word before and now, the
     * operator has moved the same Odoo elsewhere, and it goes on.
     *
     * @param own whether the organisation's administrators have named it
     * @return whether it began anew
     */
    public static boolean beginsAnew(
            JdbcClient jdbc, OrganizationId organization, String host, String database, boolean own) {
        boolean another = jdbc.sql("""
                        UPDATE sync_state
                        SET source_own = :own, source_host = :host, source_database = :database, source_version = NULL,
                            last_success_at = NULL, down_since = NULL, last_error = NULL, last_error_kind = NULL,
                            last_rescan_at = NULL, last_deletions_at = NULL, reader = NULL, companies = NULL, braked_since = NULL
                        WHERE organization_id = :organization AND (source_own OR :own)
                          AND (source_own, source_host, source_database) IS DISTINCT FROM (:own, :host, :database)
                        """)
                        .param("organization", organization.value())
                        .param("host", host)
                        .param("database", database)
                        .param("own", own)
                        .update()
                > 0;
        if (another) {
            Cursors.forget(jdbc, organization);
            SyncIssues.forget(jdbc, organization);
        }
        return another;
    }

    /** @param own whether the organisation's administrators have named it */
    public static void reached(
            JdbcClient jdbc, OrganizationId organization, String host, String database, String version, boolean own) {
        jdbc.sql("""
                INSERT INTO sync_state (organization_id, source_host, source_database, source_version, source_own)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (organization_id) DO UPDATE
                SET source_own = EXCLUDED.source_own, source_host = EXCLUDED.source_host, source_database = EXCLUDED.source_database,
                    source_version = EXCLUDED.source_version, down_since = NULL
                """).params(organization.value(), host, database, version, own).update();
    }

    /** Ends the error of what was done now; what reads all that changed has done what anything smaller failed at as well. */
    public static void succeeded(
            JdbcClient jdbc, OrganizationId organization, SyncRun.Kind kind, Instant startedAt, Instant now) {
        jdbc.sql("""
                UPDATE sync_state
                SET down_since = NULL,
                    last_error = CASE WHEN :reads OR last_error_kind = :kind THEN NULL ELSE last_error END,
                    last_error_kind = CASE WHEN :reads OR last_error_kind = :kind THEN NULL ELSE last_error_kind END,
                    last_success_at = CASE WHEN :reads THEN CAST(:now AS timestamptz) ELSE last_success_at END,
                    last_rescan_at = CASE WHEN :kind IN ('rescan', 'full') THEN CAST(:started AS timestamptz)
                                          ELSE coalesce(last_rescan_at, CAST(:started AS timestamptz)) END,
                    last_deletions_at = CASE WHEN :kind = 'deletions' THEN CAST(:started AS timestamptz)
                                             ELSE coalesce(last_deletions_at, CAST(:started AS timestamptz)) END
                WHERE organization_id = :organization
                """)
                .param("reads", kind.readsChanges())
                .param("kind", kind.text())
                .param("started", Cursors.at(startedAt))
                .param("now", Cursors.at(now))
                .param("organization", organization.value())
                .update();
    }

    /** Something small that fails says nothing new while what reads all that changed fails. */
    public static void failed(
            JdbcClient jdbc,
            OrganizationId organization,
            SyncRun.Kind kind,
            String error,
            boolean sourceDown,
            Instant now) {
        jdbc.sql("""
                INSERT INTO sync_state AS s (organization_id, last_error, last_error_kind, down_since)
                VALUES (:organization, :error, :kind, CASE WHEN :down THEN CAST(:now AS timestamptz) END)
                ON CONFLICT (organization_id) DO UPDATE
                SET last_error = CASE WHEN :reads OR s.last_error IS NULL OR s.last_error_kind NOT IN ('full', 'incremental')
                                      THEN EXCLUDED.last_error ELSE s.last_error END,
                    last_error_kind = CASE WHEN :reads OR s.last_error IS NULL OR s.last_error_kind NOT IN ('full', 'incremental')
                                           THEN EXCLUDED.last_error_kind ELSE s.last_error_kind END,
                    down_since = CASE WHEN :down THEN coalesce(s.down_since, EXCLUDED.down_since) END
                """)
                .param("organization", organization.value())
                .param("error", error)
                .param("kind", kind.text())
                .param("reads", kind.readsChanges())
                .param("down", sourceDown)
                .param("now", Cursors.at(now))
                .update();
    }

    static void access(
            JdbcClient jdbc,
            OrganizationId organization,
            long reader,
            Set<Long> companies,
            @Nullable Instant brakedSince) {
        jdbc.sql("""
                INSERT INTO sync_state (organization_id, reader, companies, braked_since)
                VALUES (:organization, :reader, :companies, :braked)
                ON CONFLICT (organization_id) DO UPDATE
                SET reader = EXCLUDED.reader, companies = EXCLUDED.companies, braked_since = EXCLUDED.braked_since
                """)
                .param("organization", organization.value())
                .param("reader", reader)
                .param("companies", companies.toArray(Long[]::new))
                .param("braked", Cursors.at(brakedSince))
                .update();
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        return Cursors.instant(row.getObject(column, OffsetDateTime.class));
    }

    private static Set<Long> longs(@Nullable Array array) throws SQLException {
        return array == null
                ? Set.of()
                : Arrays.stream((Long[]) array.getArray()).collect(Collectors.toUnmodifiableSet());
    }
}
