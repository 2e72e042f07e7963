package dev.sightline.server.crm.opportunities;

import static java.util.Objects.requireNonNull;

import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.server.access.PersonId;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.Opportunity.Outcome;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Rows;
import dev.sightline.server.platform.FoldedText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code opportunity_view} as the projection reads and writes it: sets of rows, one round trip each. */
final class OpportunityTable {
    private static final String SELECT = """
            SELECT id, name, kind, status, active, account_id, owner_id, team_id, stage_id, company_id, expected_revenue,
                   currency, money, amount, probability, weighted, priority, deadline, created_at, closed_at, closed_day,
                   updated_at, since, lost_reason_id, tag_ids, contact_name, email, phone, city, country
            FROM opportunity_view
            WHERE organization_id = ?
            """;

    private OpportunityTable() {}

    static List<OpportunityRow> read(Connection connection, int organization, Collection<String> ids)
            throws SQLException {
        return ids.isEmpty()
                ? List.of()
                : Rows.query(
                        connection,
                        SELECT + " AND id = ANY (?)",
                        OpportunityTable::map,
                        organization,
                        List.copyOf(ids));
    }

    /** Those reached, by id, behind {@code afterId}; somebody has to be. */
    static List<OpportunityRow> reached(Connection connection, int organization, Reach reach, String afterId, int limit)
            throws SQLException {
        List<String> any = new ArrayList<>();
        List<Object> params = new ArrayList<>(List.of(organization));
        // What does not apply is left out, so that the planner finds the indexes of the rest.
        either(any, params, "money = ANY (?)", reach.money());
        if (reach.butMoney() != null) {
            any.add("money <> ?");
            params.add(reach.butMoney());
        }
        either(any, params, "currency IS NULL AND company_id = ANY (?)", reach.companies());
        either(any, params, "account_id = ANY (?)", reach.accounts());
        either(any, params, "id = ANY (?)", reach.ids());
        params.add(afterId);
        params.add(limit);
        return Rows.query(
                connection,
                SELECT + " AND (" + String.join(" OR ", any) + ") AND id > ? ORDER BY id LIMIT ?",
                OpportunityTable::map,
                params.toArray());
    }

    private static void either(List<String> any, List<Object> params, String condition, Set<String> values) {
        if (!values.isEmpty()) {
            any.add(condition);
            params.add(values);
        }
    }

    static void write(Connection connection, int organization, Collection<OpportunityRow> rows) throws SQLException {
        columns(rows).upsert(connection, organization, "opportunity_view", "id");
    }

    /** All columns but the organisation. */
    static Columns<OpportunityRow> columns(Collection<OpportunityRow> rows) {
        return new Columns<OpportunityRow>(rows)
                .text("id", OpportunityRow::id)
                .text("name", row -> row.state().details().name())
                .text("kind", row -> row.state().details().kind())
                .text("status", row -> row.status().name().toLowerCase(Locale.ROOT))
                .flag("active", row -> row.state().details().active())
                .text("account_id", row -> row.state().details().accountId())
                .text("owner_id", OpportunityRow::ownerId)
                .text("team_id", row -> row.state().teamId())
                .text("stage_id", row -> row.state().stageId())
                .text("company_id", row -> row.state().details().companyId())
                .number("expected_revenue", row -> row.state().details().expectedRevenue())
                .text("currency", row -> row.state().details().currency())
                .text("money", OpportunityRow::money)
                .number("amount", OpportunityRow::amount)
                .number("probability", row -> row.state().details().probability())
                .number("weighted", OpportunityRow::weighted)
                .text("priority", row -> row.state().details().priority())
                .day("deadline", row -> row.state().details().deadline())
                .instant("created_at", row -> row.state().createdAt())
                .instant("closed_at", row -> row.state().closedAt())
                .day("closed_day", OpportunityRow::closedDay)
                .instant("updated_at", OpportunityRow::updatedAt)
                .day("since", OpportunityRow::since)
                .text("lost_reason_id", row -> row.state().lostReasonId())
                .texts("tag_ids", row -> row.state().details().tagIds())
                .text("contact_name", row -> row.state().details().contactName())
                .text("email", row -> row.state().details().email())
                .text("phone", row -> row.state().details().phone())
                .text("city", row -> row.state().details().city())
                .text("country", row -> row.state().details().country())
                .text("search", OpportunityTable::search)
                .text("sort_name", row -> FoldedText.fold(row.state().details().name()));
    }

    static void delete(Connection connection, int organization, Collection<String> ids) throws SQLException {
        if (!ids.isEmpty()) {
            Rows.update(
                    connection,
                    "DELETE FROM opportunity_view WHERE organization_id = ? AND id = ANY (?)",
                    organization,
                    List.copyOf(ids));
        }
    }

    private static String search(OpportunityRow row) {
        OpportunityDetails details = row.state().details();
        return FoldedText.fold(
                details.name(),
                details.contactName(),
                details.email(),
                details.phone(),
                details.city(),
                details.country());
    }

    private static OpportunityRow map(ResultSet row) throws SQLException {
        OpportunityDetails details = new OpportunityDetails(
                row.getString("name"),
                row.getString("kind"),
                row.getBoolean("active"),
                row.getBigDecimal("expected_revenue"),
                row.getString("currency"),
                row.getBigDecimal("probability"),
                row.getString("company_id"),
                row.getString("account_id"),
                row.getString("contact_name"),
                row.getString("email"),
                row.getString("phone"),
                row.getString("city"),
                row.getString("country"),
                row.getString("priority"),
                Rows.texts(row, "tag_ids"),
                Rows.day(row, "deadline"));
        Opportunity state = new Opportunity(
                true,
                details,
                row.getString("stage_id"),
                PersonId.userOf(row.getString("owner_id")),
                row.getString("team_id"),
                requireNonNull(Rows.instant(row, "created_at")),
                switch (row.getString("status")) {
                    case "won" -> Outcome.WON;
                    case "lost" -> Outcome.LOST;
                    default -> Outcome.NONE;
                },
                Rows.instant(row, "closed_at"),
                row.getString("lost_reason_id"));
        return new OpportunityRow(
                row.getString("id"),
                state,
                row.getString("money"),
                row.getBigDecimal("amount"),
                row.getBigDecimal("weighted"),
                Rows.day(row, "closed_day"),
                requireNonNull(Rows.instant(row, "updated_at")),
                requireNonNull(Rows.day(row, "since")));
    }
}
