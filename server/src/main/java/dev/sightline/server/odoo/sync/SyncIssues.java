package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    /** The field is not there or may not be read, and its model is not read without it. */
    public static final String NEEDED_FIELD = "needed_field";
    /** The model may not be read, or is not installed. */
    public static final String MISSING_MODEL = "missing_model";
    /** Too many records vanished at once; none was deleted. */
    public static final String MASS_DISAPPEARANCE = "mass_disappearance";
    /** The sync user sees less than before; nothing was deleted. */
    public static final String ACCESS_SHRANK = "access_shrank";

    /** Those that end when the record can be read and translated again, or is gone. */
    static final List<String> OF_RECORDS = List.of(CHANGED_SHAPE, UNTRANSLATED, UNREADABLE_RECORD);

    /** Those of fields, which end when the model has been read with them. */
    static final List<String> OF_FIELDS = List.of(FORBIDDEN_FIELD, NEEDED_FIELD);

    private static final String FIELD = "field";

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

    /** Of one field, such as {@code name} of {@code crm.lead}. */
    static void raiseOfField(
            JdbcClient jdbc, OrganizationId organization, String kind, SyncModel model, String field, Instant now) {
        raise(jdbc, organization, kind, FIELD, fieldId(model, field), Map.of(), now);
    }

    /** Ends those of the model's fields but the {@code refused}. */
    static void clearOfFields(
            JdbcClient jdbc,
            OrganizationId organization,
            SyncModel model,
            Collection<String> known,
            Collection<String> refused) {
        Set<String> staying =
                refused.stream().map(field -> fieldId(model, field)).collect(Collectors.toUnmodifiableSet());
        clear(
                jdbc,
                organization,
                OF_FIELDS,
                FIELD,
                known.stream()
                        .filter(id -> isOf(model, id) && !staying.contains(id))
                        .toList());
    }

    /** The ids of all fields that something is known of. */
    static List<String> fields(JdbcClient jdbc, OrganizationId organization) {
        return jdbc.sql("SELECT DISTINCT subject_id FROM sync_issues WHERE organization_id = ? AND subject_type = ?")
                .params(organization.value(), FIELD)
                .query(String.class)
                .list();
    }

    /** Whether an id is that of a field of the model; {@code res.currency.rate.name} is none of {@code res.currency}. */
    static boolean isOf(SyncModel model, String fieldId) {
        return fieldId.substring(0, fieldId.lastIndexOf('.')).equals(model.model());
    }

    static String fieldId(SyncModel model, String field) {
        return model.model() + "." + field;
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
