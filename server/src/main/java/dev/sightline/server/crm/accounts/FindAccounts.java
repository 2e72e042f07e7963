package dev.sightline.server.crm.accounts;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.crm.lists.Amounts;
import dev.sightline.server.crm.lists.ListExports;
import dev.sightline.server.crm.lists.Order;
import dev.sightline.server.crm.lists.Order.Key;
import dev.sightline.server.crm.lists.Order.Type;
import dev.sightline.server.crm.lists.Person;
import dev.sightline.server.crm.tables.Rows;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Page;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Companies, and contacts that belong to none: those whose own record the viewer sees, or at least one opportunity of theirs or of
 * a contact of theirs. Figures are over the opportunities that the viewer sees. Thread-safe.
 */
@Component
class FindAccounts {
    static final Map<String, Key> ORDERS = Map.of(
            "name", new Key("x.sort_name", Type.TEXT),
            "pipeline", new Key("x.pipeline_key", Type.NUMBER),
            "won_amount", new Key("x.won_key", Type.NUMBER),
            "open_count", new Key("x.open_count", Type.NUMBER),
            "last_activity", new Key("coalesce(x.last_activity, TIMESTAMPTZ '0001-01-02 00:00:00Z')", Type.INSTANT));

    /** %1$s: the viewer's opportunities o; %2$s: the accounts a that the viewer sees themselves; %3$s: more conditions on a. */
    static final String SEEN = """
            WITH sums AS (
                SELECT coalesce(c.commercial_id, o.account_id) AS id,
                       count(*) FILTER (WHERE o.status = 'open') AS open_count,
                       coalesce(sum(o.amount) FILTER (WHERE o.status = 'open'), 0) AS pipeline,
                       coalesce(sum(o.amount) FILTER (WHERE o.status = 'won'), 0) AS won_amount,
                       max(o.updated_at) AS last_activity
                FROM opportunity_view o
                LEFT JOIN account_view c ON c.organization_id = o.organization_id AND c.id = o.account_id
                WHERE %1$s AND o.kind = 'opportunity' AND o.account_id IS NOT NULL
                GROUP BY 1),
            x AS (
                SELECT a.id, a.name, a.is_company, a.sort_name, a.city, a.country, a.email, a.phone, a.website, a.industry, a.owner_id,
                       coalesce(s.open_count, 0) AS open_count, coalesce(s.pipeline, 0) AS pipeline,
                       coalesce(s.won_amount, 0) AS won_amount, s.last_activity,
                       (coalesce(s.pipeline, 0) * 10000)::bigint AS pipeline_key,
                       (coalesce(s.won_amount, 0) * 10000)::bigint AS won_key
                FROM account_view a LEFT JOIN sums s ON s.id = a.id
                WHERE a.organization_id = :scope_organization
                  AND (s.id IS NOT NULL OR a.commercial_id = a.id AND a.active AND NOT a.internal AND %2$s)
                  %3$s)
            """;

    private static final String WITH_OWNERS = """
            x.*, p.name AS owner_name
            FROM x LEFT JOIN user_profiles p ON p.organization_id = :scope_organization AND p.person_id = x.owner_id
            """;

    private final OrganizationTransactions transactions;

    FindAccounts(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * @param isCompany false for a person that belongs to no company
     * @param lastActivity when one of its opportunities last changed
     */
    record Item(
            String id,
            String name,
            boolean isCompany,
            @Nullable String city,
            @Nullable String country,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String website,
            @Nullable String industry,
            @Nullable Person owner,
            long openCount,
            BigDecimal pipeline,
            BigDecimal wonAmount,
            @Nullable Instant lastActivity) {}

    record Totals(long count, BigDecimal pipeline, BigDecimal wonAmount) {}

    record Found(List<Item> items, Totals totals, @Nullable String nextCursor, Freshness freshness) {}

    Found find(Scope scope, List<String> words, Order order, Page page, Freshness freshness) {
        Map<String, @Nullable Object> params = new HashMap<>();
        String seen = seen(scope, words, params);
        return transactions.read(scope.organization(), jdbc -> {
            Totals totals = jdbc.sql(
                            seen
                                    + "SELECT count(*) AS n, sum(x.pipeline) AS pipeline, sum(x.won_amount) AS won_amount FROM x")
                    .params(Map.copyOf(params))
                    .query((row, number) -> new Totals(
                            row.getLong("n"),
                            Amounts.orZero(row.getBigDecimal("pipeline")),
                            Amounts.orZero(row.getBigDecimal("won_amount"))))
                    .single();
            String behind = order.behind(page, "x.id", params);
            params.put("limit", page.limit() + 1);
            List<Row> rows = jdbc.sql(seen + "SELECT " + order.selected() + " AS sort_value, " + WITH_OWNERS
                            + " WHERE true" + behind + order.orderBy("x.id") + " LIMIT :limit")
                    .params(params)
                    .query((row, number) -> new Row(map(row), row.getString("sort_value")))
                    .list();
            List<Item> items = rows.stream().limit(page.limit()).map(Row::item).toList();
            String next = rows.size() > page.limit()
                    ? order.next(
                            rows.get(page.limit() - 1).sortValue(),
                            items.getLast().id())
                    : null;
            return new Found(items, totals, next, freshness);
        });
    }

    /** All of them for {@code taker}, one after the other, as they were at one moment. */
    void each(Scope scope, List<String> words, Order order, Consumer<Item> taker) {
        Map<String, @Nullable Object> params = new HashMap<>();
        String seen = seen(scope, words, params);
        transactions.read(scope.organization(), jdbc -> {
            jdbc.sql(seen + "SELECT " + WITH_OWNERS + order.orderBy("x.id"))
                    .params(params)
                    .withFetchSize(ListExports.ROWS_AT_ONCE)
                    .query(row -> {
                        taker.accept(map(row));
                    });
            return true;
        });
    }

    /** {@link #SEEN} for a viewer and a search; adds its parameters. */
    private static String seen(Scope scope, List<String> words, Map<String, @Nullable Object> params) {
        Condition opportunities = Visibility.visible(scope, "o");
        Condition accounts = Visibility.visible(scope, "a");
        params.putAll(opportunities.params());
        params.putAll(accounts.params());
        StringBuilder search = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            search.append(" AND a.search LIKE :word").append(i);
            params.put("word" + i, words.get(i));
        }
        return SEEN.formatted(opportunities.sql(), accounts.sql(), search);
    }

    static Item map(ResultSet row) throws SQLException {
        return new Item(
                row.getString("id"),
                row.getString("name"),
                row.getBoolean("is_company"),
                row.getString("city"),
                row.getString("country"),
                row.getString("email"),
                row.getString("phone"),
                row.getString("website"),
                row.getString("industry"),
                Person.of(row.getString("owner_id"), row.getString("owner_name")),
                row.getLong("open_count"),
                Amounts.of(row.getBigDecimal("pipeline")),
                Amounts.of(row.getBigDecimal("won_amount")),
                Rows.instant(row, "last_activity"));
    }

    private record Row(Item item, String sortValue) {}
}
