package dev.sightline.server.crm.activities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.crm.activities.ActivityFilter.State;
import dev.sightline.server.crm.lists.ListExports;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Order.Key;
import dev.sightline.server.crm.lists.Order.Type;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Page;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The list of activities that a viewer may see. Thread-safe. */
@Component
class FindActivities {
    static final Map<String, Key> ORDERS = Map.of(
            "due", new Key("v.due", Type.DAY),
            "closed_at", new Key("coalesce(v.closed_at, TIMESTAMPTZ '9999-01-01 00:00:00Z')", Type.INSTANT),
            "summary", new Key("v.search", Type.TEXT));

    private final OrganizationTransactions transactions;

    FindActivities(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /** {@code totals} are of the open ones that scope and search find, whatever state the list shows. */
    record Found(
            List<ActivityItem> items,
            Totals totals,
            @Nullable String nextCursor,
            Freshness freshness) {}

    record Totals(long overdue, long today, long upcoming) {
        /** How many a list of the state has; 0 where that is not counted. */
        private long of(State state) {
            return switch (state) {
                case OVERDUE -> overdue;
                case TODAY -> today;
                case UPCOMING -> upcoming;
                case OPEN -> overdue + today + upcoming;
                case DONE -> 0;
            };
        }
    }

    Found find(Scope scope, ActivityFilter filter, LocalDate today, Order order, Page page, Freshness freshness) {
        return transactions.read(scope.organization(), jdbc -> {
            filter.whose().check(jdbc, scope);
            Condition every = filter.everyState(scope, Look.GATHER, today);
            Totals totals = jdbc.sql("""
                            SELECT count(*) FILTER (WHERE v.due < :today) AS overdue,
                                   count(*) FILTER (WHERE v.due = :today) AS today,
                                   count(*) FILTER (WHERE v.due > :today) AS upcoming
                            """ + UpcomingActivities.FROM + " WHERE v.closed_at IS NULL AND " + every.sql())
                    .params(every.params())
                    .query((row, number) ->
                            new Totals(row.getLong("overdue"), row.getLong("today"), row.getLong("upcoming")))
                    .single();
            // The one order that has an index is that of open ones by day.
            boolean walkable = order.name().equals("due") && filter.state() != State.DONE;
            Look look = walkable ? Look.forFirstOfRows(totals.of(filter.state())) : Look.GATHER;
            Condition condition = filter.everyState(scope, look, today);
            Map<String, @Nullable Object> params = new HashMap<>(condition.params());
            String behind = order.behind(page, "v.id", params);
            params.put("limit", page.limit() + 1);
            // Names are looked up for the page alone.
            String found = "SELECT v.* " + UpcomingActivities.FROM + " WHERE " + condition.sql() + filter.ofState()
                    + behind + order.orderBy("v.id") + " LIMIT :limit";
            List<Row> rows = jdbc.sql("SELECT " + order.selected() + " AS sort_value, " + ActivityItem.COLUMNS
                            + " FROM (" + found + ") v " + ActivityItem.JOINS + order.orderBy("v.id"))
                    .params(params)
                    .query((row, number) -> new Row(ActivityItem.map(row, scope, today), row.getString("sort_value")))
                    .list();
            List<ActivityItem> items =
                    rows.stream().limit(page.limit()).map(Row::item).toList();
            String next = rows.size() > page.limit()
                    ? order.next(
                            rows.get(page.limit() - 1).sortValue(),
                            items.getLast().id())
                    : null;
            return new Found(items, totals, next, freshness);
        });
    }

    /** All of them for {@code taker}, one after the other, as they were at one moment. */
    void each(Scope scope, ActivityFilter filter, LocalDate today, Order order, Consumer<ActivityItem> taker) {
        transactions.read(scope.organization(), jdbc -> {
            filter.whose().check(jdbc, scope);
            Condition condition = filter.everyState(scope, Look.GATHER, today);
            jdbc.sql("SELECT " + ActivityItem.COLUMNS + UpcomingActivities.FROM + ActivityItem.JOINS + " WHERE "
                            + condition.sql() + filter.ofState() + order.orderBy("v.id"))
                    .params(condition.params())
                    .withFetchSize(ListExports.ROWS_AT_ONCE)
                    .query(row -> {
                        taker.accept(ActivityItem.map(row, scope, today));
                    });
            return true;
        });
    }

    private record Row(ActivityItem item, String sortValue) {}
}
