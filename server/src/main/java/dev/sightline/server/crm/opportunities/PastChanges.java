package dev.sightline.server.crm.opportunities;

import dev.sightline.server.crm.Opportunity.Status;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch makes past: how opportunities stood while they were open, from one day to before another. What came and went within a
 * day leaves nothing, for only ends of days are asked for. Confined to one thread.
 */
final class PastChanges {
    private final Connection connection;
    private final int organization;
    private final List<Past> added = new ArrayList<>();
    /** Where the past of those that appear ends. */
    private final Map<String, LocalDate> ends = new HashMap<>();

    private record Past(OpportunityRow row, LocalDate until) {}

    PastChanges(Connection connection, int organization) {
        this.connection = connection;
        this.organization = organization;
    }

    /** Reads what is needed to {@link #follow} these. */
    void read(Collection<String> ids) throws SQLException {
        if (!ids.isEmpty()) {
            Rows.query(
                    connection,
                    "SELECT id, max(until_day) AS until_day FROM opportunity_past"
                            + " WHERE organization_id = ? AND id = ANY (?) GROUP BY id",
                    row -> ends.put(row.getString("id"), row.getObject("until_day", LocalDate.class)),
                    organization,
                    List.copyOf(ids));
        }
    }

    /** One that appears: where it was there before and had gone, it is there again, not twice. */
    OpportunityRow follow(OpportunityRow row) {
        LocalDate end = ends.get(row.id());
        return end == null || !row.since().isBefore(end) ? row : row.since(end);
    }

    /** @param until the day at whose end it no longer stood so */
    void add(OpportunityRow before, LocalDate until) {
        if (before.counts() && before.status() == Status.OPEN && before.since().isBefore(until)) {
            added.add(new Past(before, until));
            ends.put(before.id(), until);
        }
    }

    void write() throws SQLException {
        new Columns<Past>(added)
                .text("id", past -> past.row().id())
                .day("from_day", past -> past.row().since())
                .day("until_day", Past::until)
                .text("owner_id", past -> past.row().ownerId())
                .text("team_id", past -> past.row().state().teamId())
                .text("stage_id", past -> past.row().state().stageId())
                .number("expected_revenue", past -> past.row().state().details().expectedRevenue())
                .text("money", past -> past.row().money())
                .number("amount", past -> past.row().amount())
                .number("probability", past -> past.row().state().details().probability())
                .number("weighted", past -> past.row().weighted())
                .upsert(connection, organization, "opportunity_past", "id", "from_day");
        added.clear();
    }
}
