package dev.sightline.server.crm.opportunities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.crm.lists.Amounts;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Order.Key;
import dev.sightline.server.crm.lists.Order.Type;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Page;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
            Map.entry("owner", new Key("lower(coalesce(p.name, ''))", Type.TEXT)),
            Map.entry("deadline", new Key("coalesce(o.deadline, DATE '9999-12-31')", Type.DAY)),
            Map.entry("created_at", new Key("o.created_at", Type.INSTANT)),
            Map.entry("closed_at", new Key("coalesce(o.closed_at, o.created_at)", Type.INSTANT)),
            Map.entry("updated_at", new Key("o.updated_at", Type.INSTANT)));

    private final OrganizationTransactions transactions;

    FindOpportunities(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /** A page; {@code nextCursor} is null on the last one. */
    record Found(
            List<OpportunityItem> items,
            Totals totals,
            @Nullable String nextCursor,
            Freshness freshness) {}

    /** Over all pages. Amounts in the organisation's currency. */
    record Totals(long count, BigDecimal amount, BigDecimal weighted) {}

    Found find(Scope scope, OpportunityFilter filter, Order order, Page page, Freshness freshness) {
        Condition condition = filter.condition(scope);
        Map<String, @Nullable Object> params = new HashMap<>(condition.params());
        String behind = order.behind(page, "o.id", params);
        return transactions.read(scope.organization(), jdbc -> {
            filter.whose().check(jdbc, scope);
            Totals totals = jdbc.sql("SELECT count(*) AS n, sum(o.amount) AS amount, sum(o.weighted) AS weighted"
                            + " FROM opportunity_view o WHERE " + condition.sql())
                    .params(condition.params())
                    .query((row, number) -> new Totals(
                            row.getLong("n"),
                            Amounts.orZero(row.getBigDecimal("amount")),
                            Amounts.orZero(row.getBigDecimal("weighted"))))
                    .single();
            params.put("limit", page.limit() + 1);
            List<Row> rows = jdbc.sql("SELECT " + order.selected() + " AS sort_value, " + OpportunityItems.COLUMNS
                            + " FROM opportunity_view o " + OpportunityItems.JOINS + " WHERE " + condition.sql()
                            + behind + order.orderBy("o.id") + " LIMIT :limit")
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
            return new Found(items, totals, next, freshness);
        });
    }

    private record Row(OpportunityItem item, String sortValue) {}
}
