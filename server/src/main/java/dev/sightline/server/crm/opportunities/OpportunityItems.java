package dev.sightline.server.crm.opportunities;

import static java.util.Objects.requireNonNull;

import dev.sightline.server.access.Scope;
import dev.sightline.server.crm.lists.Amounts;
import dev.sightline.server.crm.lists.Named;
import dev.sightline.server.crm.lists.Person;
import dev.sightline.server.crm.opportunities.OpportunityItem.Owner;
import dev.sightline.server.crm.opportunities.OpportunityItem.Stage;
import dev.sightline.server.crm.tables.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Opportunities with the names of what they refer to, as SQL and from its rows. */
public final class OpportunityItems {
    /** For {@code FROM opportunity_view o} and {@link #JOINS}. */
    public static final String COLUMNS = """
            o.id, o.name, o.kind, o.status, o.account_id, a.name AS account_name, o.owner_id, p.name AS owner_name,
            p.manager_id, r.name AS manager_name, o.team_id, t.name AS team_name, o.stage_id, s.name AS stage_name,
            s.sequence AS stage_sequence, s.won AS stage_won, o.expected_revenue, o.money, o.amount, o.probability,
            o.weighted, o.priority, o.deadline, o.created_at, o.closed_at, o.updated_at, lr.name AS lost_reason,
            ARRAY (SELECT tag.name FROM crm_labels tag
                   WHERE tag.organization_id = o.organization_id AND tag.kind = 'tag' AND tag.id = ANY (o.tag_ids)
                   ORDER BY tag.name) AS tags
            """;

    public static final String JOINS = """
            LEFT JOIN account_view a ON a.organization_id = o.organization_id AND a.id = o.account_id
            LEFT JOIN user_profiles p ON p.organization_id = o.organization_id AND p.person_id = o.owner_id
            LEFT JOIN user_profiles r ON r.organization_id = o.organization_id AND r.person_id = p.manager_id
            LEFT JOIN crm_teams t ON t.organization_id = o.organization_id AND t.id = o.team_id
            LEFT JOIN crm_stages s ON s.organization_id = o.organization_id AND s.id = o.stage_id
            LEFT JOIN crm_labels lr ON lr.organization_id = o.organization_id AND lr.kind = 'lost_reason'
                                       AND lr.id = o.lost_reason_id
            """;

    private OpportunityItems() {}

    public static OpportunityItem map(ResultSet row, Scope scope) throws SQLException {
        String ownerId = row.getString("owner_id");
        return new OpportunityItem(
                row.getString("id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("status"),
                Named.of(row.getString("account_id"), row.getString("account_name")),
                owner(row, ownerId),
                ownerId != null && ownerId.equals(scope.viewerId()),
                Named.of(row.getString("team_id"), row.getString("team_name")),
                stage(row),
                Amounts.of(row.getBigDecimal("expected_revenue")),
                row.getString("money"),
                Amounts.orNull(row.getBigDecimal("amount")),
                Amounts.of(row.getBigDecimal("probability")),
                Amounts.orNull(row.getBigDecimal("weighted")),
                row.getString("priority"),
                Rows.day(row, "deadline"),
                requireNonNull(Rows.instant(row, "created_at")),
                Rows.instant(row, "closed_at"),
                requireNonNull(Rows.instant(row, "updated_at")),
                Rows.texts(row, "tags"),
                row.getString("lost_reason"));
    }

    private static @Nullable Owner owner(ResultSet row, @Nullable String ownerId) throws SQLException {
        Person owner = Person.of(ownerId, row.getString("owner_name"));
        return owner == null
                ? null
                : new Owner(
                        owner.userId(),
                        owner.name(),
                        Person.of(row.getString("manager_id"), row.getString("manager_name")));
    }

    private static @Nullable Stage stage(ResultSet row) throws SQLException {
        Named stage = Named.of(row.getString("stage_id"), row.getString("stage_name"));
        return stage == null
                ? null
                : new Stage(stage.id(), stage.name(), row.getInt("stage_sequence"), row.getBoolean("stage_won"));
    }
}
