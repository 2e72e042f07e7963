package dev.sightline.server.crm.activities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.Person;
import dev.sightline.server.crm.tables.Rows;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something to do, or done.
 *
 * @param state {@code overdue}, {@code today}, {@code upcoming}, or {@code done} once closed
 * @param on what it is about
 */
public record ActivityItem(
        String id,
        @Nullable String type,
        @Nullable String summary,
        @Nullable Person owner,
        boolean mine,
        LocalDate due,

        @Schema(allowableValues = {"overdue", "today", "upcoming", "done"})
        String state,

        @Nullable Subject on,
        @Nullable Instant closedAt) {
    /** For {@code FROM activity_view v} and {@link #JOINS}. */
    public static final String COLUMNS = """
            v.id, ty.name AS type, v.summary, v.owner_id, p.name AS owner_name, v.due, v.on_kind, v.on_id,
            coalesce(v.on_name, o.name, a.name) AS on_name, v.closed_at
            """;

    public static final String JOINS = """
            LEFT JOIN crm_labels ty ON ty.organization_id = v.organization_id AND ty.kind = 'activity_type' AND ty.id = v.type_id
            LEFT JOIN user_profiles p ON p.organization_id = v.organization_id AND p.person_id = v.owner_id
            LEFT JOIN opportunity_view o ON v.on_kind = 'opportunity' AND o.organization_id = v.organization_id AND o.id = v.on_id
            LEFT JOIN account_view a ON v.on_kind = 'account' AND a.organization_id = v.organization_id AND a.id = v.on_id
            """;

    /** {@code kind} is {@code opportunity}, {@code account}, or the source's own word. */
    public record Subject(String kind, String id, String name) {}

    /** @param today in the organisation's zone */
    public static ActivityItem map(ResultSet row, Scope scope, LocalDate today) throws SQLException {
        String ownerId = row.getString("owner_id");
        LocalDate due = Objects.requireNonNull(Rows.day(row, "due"));
        Instant closedAt = Rows.instant(row, "closed_at");
        String kind = row.getString("on_kind");
        String subject = row.getString("on_id");
        String name = row.getString("on_name");
        return new ActivityItem(
                row.getString("id"),
                row.getString("type"),
                row.getString("summary"),
                Person.of(ownerId, row.getString("owner_name")),
                ownerId != null && ownerId.equals(scope.viewerId()),
                due,
                closedAt != null ? "done" : due.isBefore(today) ? "overdue" : due.isEqual(today) ? "today" : "upcoming",
                kind == null || subject == null ? null : new Subject(kind, subject, name == null ? subject : name),
                closedAt);
    }
}
