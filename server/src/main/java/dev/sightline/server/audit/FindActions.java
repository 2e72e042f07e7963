package dev.sightline.server.audit;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Cursor;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Page;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Searches the recorded actions of one organisation. Thread-safe. */
@Component
class FindActions {
    private final OrganizationTransactions transactions;

    FindActions(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * What is looked for; null: whatever.
     *
     * @param action a whole action, or its area such as {@code session}
     * @param person part of an e-mail, or the id of an account: who did it or whom it was done to
     * @param from the first instant; {@code to}: the first no more
     * @param q part of what the entry says, whatever its case
     */
    record Wanted(
            @Nullable String action,
            @Nullable String person,
            @Nullable String outcome,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String q,
            boolean oldestFirst) {

        String list() {
            return "audit:" + (oldestFirst ? "at" : "-at");
        }
    }

    record Actor(@Nullable String accountId, @Nullable String email) {}

    record Origin(
            @Nullable String address,
            @Nullable String userAgent,
            @Nullable String requestId) {}

    record Subject(
            @Nullable String kind,
            @Nullable String id,
            @Nullable String name) {}

    /** @param position of the event in the organisation's log */
    record Item(
            long position,
            Instant at,
            String action,
            String outcome,
            @Nullable String reason,
            Actor actor,
            Origin from,
            Subject on,
            @Nullable String detail) {}

    record Found(List<Item> items, @Nullable String nextCursor, Freshness freshness) {}

    Found find(OrganizationId organization, Wanted wanted, Page page, Freshness freshness) {
        Long behind = page.cursor() == null
                ? null
                : Cursor.open(wanted.list(), 1, page.cursor()).number(0);
        List<Item> found = find(organization, wanted, behind, page.limit() + 1);
        boolean more = found.size() > page.limit();
        List<Item> shown = more ? found.subList(0, page.limit()) : found;
        return new Found(
                shown, more ? Cursor.close(wanted.list(), shown.getLast().position()) : null, freshness);
    }

    /** @param behind the position of the row before the first wanted; null: from the beginning */
    List<Item> find(OrganizationId organization, Wanted wanted, @Nullable Long behind, int limit) {
        Map<String, @Nullable Object> params = new HashMap<>();
        StringBuilder where = new StringBuilder("organization_id = :organization");
        params.put("organization", organization.value());
        params.put("limit", limit);
        and(where, params, wanted.action, "action", "(action = :action OR starts_with(action, :action || '.'))");
        and(
                where,
                params,
                lower(wanted.person),
                "person",
                "(actor_id = :person OR subject_id = :person OR strpos(lower(actor_email), :person) > 0"
                        + " OR strpos(lower(subject_name), :person) > 0)");
        and(where, params, wanted.outcome, "outcome", "outcome = :outcome");
        and(where, params, at(wanted.from), "from", "at >= :from");
        and(where, params, at(wanted.to), "to", "at < :to");
        and(where, params, lower(wanted.q), "q", "strpos(search, :q) > 0");
        // Positions are given in the order of time.
        and(where, params, behind, "behind", wanted.oldestFirst ? "position > :behind" : "position < :behind");
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT position, at, action, outcome, reason, actor_id, actor_email, address, user_agent, request_id,
                            subject_kind, subject_id, subject_name, detail
                        FROM audit_view WHERE %s ORDER BY position %s LIMIT :limit
                        """.formatted(where, wanted.oldestFirst ? "ASC" : "DESC"))
                        .params(params)
                        .query(FindActions::map)
                        .list());
    }

    private static void and(
            StringBuilder where,
            Map<String, @Nullable Object> params,
            @Nullable Object value,
            String name,
            String sql) {
        if (value != null) {
            where.append(" AND ").append(sql);
            params.put(name, value);
        }
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static Item map(ResultSet row, int number) throws SQLException {
        return new Item(
                row.getLong("position"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("action"),
                row.getString("outcome"),
                row.getString("reason"),
                new Actor(row.getString("actor_id"), row.getString("actor_email")),
                new Origin(row.getString("address"), row.getString("user_agent"), row.getString("request_id")),
                new Subject(row.getString("subject_kind"), row.getString("subject_id"), row.getString("subject_name")),
                row.getString("detail"));
    }
}
