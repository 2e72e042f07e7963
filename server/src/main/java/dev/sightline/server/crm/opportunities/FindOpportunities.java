package dev.sightline.server.crm.opportunities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.crm.dashboard.DashboardSums;
import dev.sightline.server.crm.dashboard.ReadSums;
import dev.sightline.server.crm.dashboard.Sums;
import dev.sightline.server.crm.lists.Amounts;
import dev.sightline.server.crm.lists.ListExports;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Order.Key;
import dev.sightline.server.crm.lists.Order.Type;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Page;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The list of opportunities that a viewer may see, with sums over all that the filter finds. Thread-safe. */
@Component
class FindOpportunities {
    static final Map<String, Key> ORDERS = Map.ofEntries(
            Map.entry("expected_revenue", new Key("o.amount_key", Type.NUMBER)),
            Map.entry("weighted", new Key("o.weighted_key", Type.NUMBER)),
            Map.entry("probability", new Key("o.probability_key", Type.NUMBER)),
            Map.entry("name", new Key("o.sort_name", Type.TEXT)),
            Map.entry("stage", new Key("coalesce(s.sequence, -1)", Type.NUMBER)),
            Map.entry("owner", new Key("coalesce(p.sort_name, '')", Type.TEXT)),
            Map.entry("deadline", new Key("coalesce(o.deadline, DATE '9999-12-31')", Type.DAY)),
            Map.entry("created_at", new Key("o.created_at", Type.INSTANT)),
            Map.entry("closed_at", new Key("coalesce(o.closed_at, o.created_at)", Type.INSTANT)),
            Map.entry("updated_at", new Key("o.updated_at", Type.INSTANT)));

    /** What the orders by another table's columns need. */
    private static final Map<String, String> JOINS = Map.of(
            "stage", "LEFT JOIN crm_stages s ON s.organization_id = o.organization_id AND s.id = o.stage_id",
            "owner", "LEFT JOIN user_profiles p ON p.organization_id = o.organization_id AND p.person_id = o.owner_id");

    private static final Set<String> WITHOUT_INDEX = Set.of("stage", "owner", "probability");

    /** Behind every day that anything changed on. */
    private static final LocalDate NO_DAY = LocalDate.of(9999, 12, 31);

    private final OrganizationTransactions transactions;

    FindOpportunities(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /** A page; {@code nextCursor} is null on the last one. */
    record Found(
            List<OpportunityItem> items,
            Totals totals,
            @Nullable String nextCursor,
            @Nullable LocalDate knownFrom,
            Freshness freshness) {}

    /**
     * Over all pages. Amounts in the organisation's currency.
     *
     * @param withheld what of it is in no item: deals of an earlier day that have since been deleted, or moved out of the viewer's
     *     sight; null where now is asked for
     */
    record Totals(
            long count,
            BigDecimal amount,
            BigDecimal weighted,
            @Nullable Sum withheld) {}

    record Sum(long count, BigDecimal amount, BigDecimal weighted) {}

    /** @param knownFrom handed through */
    Found find(
            Scope scope,
            OpportunityFilter filter,
            Order order,
            Page page,
            @Nullable LocalDate knownFrom,
            Freshness freshness) {
        return transactions.read(scope.organization(), jdbc -> {
            filter.whose().check(jdbc, scope);
            Sum all = filter.hasSums() ? kept(jdbc, scope, filter) : counted(jdbc, filter.relation(), filter, scope);
            Look look = walkable(filter, order) ? Look.forFirstOfRows(all.count) : Look.GATHER;
            Condition condition = filter.condition(scope, look);
            Map<String, @Nullable Object> params = new HashMap<>(condition.params());
            String behind = order.behind(page, "o.id", params);
            String from = shown(filter, scope, params);
            Sum withheld = null;
            if (filter.asOf() != null) {
                Sum shown = counted(jdbc, from, filter, scope);
                withheld = new Sum(
                        all.count - shown.count,
                        all.amount.subtract(shown.amount),
                        all.weighted.subtract(shown.weighted));
            }
            Totals totals = new Totals(all.count, all.amount, all.weighted, withheld);
            params.put("limit", page.limit() + 1);
            // Names are looked up for the page alone.
            String found = "SELECT o.* FROM " + from + " " + JOINS.getOrDefault(order.name(), "") + " WHERE "
                    + condition.sql() + behind + order.orderBy("o.id") + " LIMIT :limit";
            List<Row> rows = jdbc.sql("SELECT " + order.selected() + " AS sort_value, " + OpportunityItems.COLUMNS
                            + " FROM (" + found + ") o " + OpportunityItems.JOINS + order.orderBy("o.id"))
                    .params(params)
                    .query((row, number) -> new Row(OpportunityItems.map(row, scope), row.getString("sort_value")))
                    .list();
            List<OpportunityItem> items =
                    rows.stream().limit(page.limit()).map(Row::item).toList();
            String next = rows.size() > page.limit()
                    ? order.next(
                            rows.get(page.limit() - 1).sortValue(),
                            items.getLast().id())
                    : null;
            return new Found(items, totals, next, knownFrom, freshness);
        });
    }

    /** All of them for {@code taker}, one after the other, as they were at one moment. */
    void each(Scope scope, OpportunityFilter filter, Order order, Consumer<OpportunityItem> taker) {
        transactions.read(scope.organization(), jdbc -> {
            filter.whose().check(jdbc, scope);
            Condition condition = filter.condition(scope, Look.GATHER);
            Map<String, @Nullable Object> params = new HashMap<>(condition.params());
            String from = shown(filter, scope, params);
            jdbc.sql("SELECT " + OpportunityItems.COLUMNS + " FROM " + from + " " + OpportunityItems.JOINS + " WHERE "
                            + condition.sql() + order.orderBy("o.id"))
                    .params(params)
                    .withFetchSize(ListExports.ROWS_AT_ONCE)
                    .query(row -> {
                        taker.accept(OpportunityItems.map(row, scope));
                    });
            return true;
        });
    }

    /** {@code FROM} item {@code o} with the rows to show; adds its parameters. */
    private static String shown(OpportunityFilter filter, Scope scope, Map<String, @Nullable Object> params) {
        if (filter.asOf() == null) {
            return filter.relation();
        }
        // Counted as the figures count them; but nothing is shown of what the viewer may not see any more (R4).
        Condition now = Visibility.visible(scope, "n");
        params.putAll(now.params());
        return filter.relation()
                + " JOIN opportunity_view n ON n.organization_id = o.organization_id AND n.id = o.id AND " + now.sql()
                + " ";
    }

    /** Whether an index has the wanted order; each begins with the status, and none is of an earlier day. */
    private static boolean walkable(OpportunityFilter filter, Order order) {
        return filter.asOf() == null
                && filter.status() != OpportunityFilter.Status.ALL
                && !WITHOUT_INDEX.contains(order.name());
    }

    /** @param from {@code FROM} item {@code o}; what else is in it may be restricted to what the viewer sees now */
    private static Sum counted(JdbcClient jdbc, String from, OpportunityFilter filter, Scope scope) {
        Condition condition = filter.condition(scope, Look.GATHER);
        return jdbc.sql("SELECT count(*) AS n, sum(o.amount) AS amount, sum(o.weighted) AS weighted FROM " + from
                        + " WHERE " + condition.sql())
                .params(condition.params())
                .params(Visibility.visible(scope, "n").params())
                .query((row, number) -> new Sum(
                        row.getLong("n"),
                        Amounts.orZero(row.getBigDecimal("amount")),
                        Amounts.orZero(row.getBigDecimal("weighted"))))
                .single();
    }

    /** The sums that the dashboard shows, of the same records: nobody's million rows are counted for the head of a list. */
    private static Sum kept(JdbcClient jdbc, Scope scope, OpportunityFilter filter) {
        DashboardSums sums = ReadSums.read(jdbc, scope, filter.whose().person(), NO_DAY)
                .of(filter.whose().part());
        String stage = filter.stage();
        Sums open = stage == null ? sums.open() : sums.openIn(stage.equals(OpportunityFilter.NONE) ? "" : stage);
        return new Sum(open.openCount(), Amounts.of(open.openAmount()), Amounts.of(open.openWeighted()));
    }

    private record Row(OpportunityItem item, String sortValue) {}
}
