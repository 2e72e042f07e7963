package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Data-quality issues of reading itself: the table {@code sync_issues}. */
public final class SyncIssues {
    /** A value of the record no longer fits its field's type. */
    public static final String CHANGED_SHAPE = "changed_shape";
    /** No translator could make events of the record. */
    public static final String UNTRANSLATED = "untranslated_record";
    /** Odoo itself fails to read the record. */
    public static final String UNREADABLE_RECORD = "unreadable_record";
    /** The field exists, but may not be read. */
    public static final String FORBIDDEN_FIELD = "forbidden_field";
    /** The model may not be read, or is not installed. */
    public static final String MISSING_MODEL = "missing_model";
    /** Too many records vanished at once; none was deleted. */
    public static final String MASS_DISAPPEARANCE = "mass_disappearance";
    /** The sync user sees less than before; nothing was deleted. */
    public static final String ACCESS_SHRANK = "access_shrank";

    /** Those that end when the record can be read and translated again, or is gone. */
    static final List<String> OF_RECORDS = List.of(CHANGED_SHAPE, UNTRANSLATED, UNREADABLE_RECORD);

    /** One of them; {@code detail} is a JSON object. */
    public record Issue(
            String kind, String subjectType, String subjectId, String subjectName, String detail, Instant since) {}

    private SyncIssues() {}

    static void raise(
            JdbcClient jdbc,
            OrganizationId organization,
            String kind,
            String subjectType,
            String subjectId,
            Map<String, ?> detail,
            Instant now) {
        jdbc.sql("""
                INSERT INTO sync_issues (organization_id, kind, subject_type, subject_id, subject_name, detail, since)
                VALUES (?, ?, ?, ?, ?, ?::jsonb, ?)
                ON CONFLICT (organization_id, kind, subject_type, subject_id) DO UPDATE SET detail = EXCLUDED.detail
                """)
                .params(
                        organization.value(),
                        kind,
                        subjectType,
                        subjectId,
                        subjectType + " " + subjectId,
                        RawSnapshots.JSON.writeValueAsString(detail),
                        OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .update();
    }

    static void clear(JdbcClient jdbc, OrganizationId organization, List<String> kinds, String type, List<String> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql("""
                    DELETE FROM sync_issues
                    WHERE organization_id = ? AND kind = ANY (?) AND subject_type = ? AND subject_id = ANY (?)
                    """)
                    .params(organization.value(), kinds.toArray(String[]::new), type, ids.toArray(String[]::new))
                    .update();
        }
    }

    /** Its source is another from now on. */
    static void forget(JdbcClient jdbc, OrganizationId organization) {
        jdbc.sql("DELETE FROM sync_issues WHERE organization_id = ?")
                .param(organization.value())
                .update();
    }

    /** All of an organisation, oldest first; at most 500. */
    public static List<Issue> all(JdbcClient jdbc, OrganizationId organization) {
        return jdbc.sql("""
                        SELECT kind, subject_type, subject_id, subject_name, detail::text, since FROM sync_issues
                        WHERE organization_id = ? ORDER BY since, kind, subject_id LIMIT 500
                        """)
                .param(organization.value())
                .query((row, n) -> new Issue(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant()))
                .list();
    }
}
