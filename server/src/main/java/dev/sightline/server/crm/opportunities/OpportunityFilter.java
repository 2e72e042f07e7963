package dev.sightline.server.crm.opportunities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.crm.lists.Choice;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.crm.past.OpenAt;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Refused;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which opportunities are asked for. One place for the rows and for their sums, so that they cannot differ (R10). Immutable.
 *
 * @param closed the days it was closed in; null for any time
 * @param asOf what was open at the end of this day; null for what is now
 * @param words all of them are to be found in the record, its account or its owner
 */
record OpportunityFilter(
        Whose whose,
        Status status,
        Kind kind,
        @Nullable String stage,
        @Nullable String owner,
        @Nullable String team,
        @Nullable String account,
        @Nullable Days closed,
        @Nullable LocalDate asOf,
        List<String> words) {
    /** Stands for "none" in stage, owner and team. */
    static final String NONE = "none";

    OpportunityFilter {
        if (asOf != null && (status != Status.OPEN || kind != Kind.OPPORTUNITY || closed != null)) {
            throw Refused.field(
                    "as_of", "invalid_day", "as_of asks for what was open: it goes with status open alone.");
        }
    }

    /** Both included. */
    record Days(LocalDate from, LocalDate to) {
        static Days of(Period period) {
            return new Days(period.from(), period.lastDay());
        }
    }

    enum Status {
        OPEN,
        WON,
        LOST,
        ARCHIVED,
        ALL;

        static Status parse(String text) {
            return Choice.of("status", text, values(), Status::word);
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Kind {
        OPPORTUNITY,
        LEAD;

        static Kind parse(String text) {
            return Choice.of("kind", text, values(), Kind::word);
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it asks for all that is open, or all in one stage: what sums are kept of. */
    boolean hasSums() {
        return status == Status.OPEN
                && kind == Kind.OPPORTUNITY
                && owner == null
                && team == null
                && account == null
                && closed == null
                && asOf == null
                && words.isEmpty();
    }

    /** {@code FROM} item {@code o} that {@link #condition} is about. */
    String relation() {
        return asOf == null ? "opportunity_view o" : OpenAt.RELATION;
    }

    /** The condition on {@link #relation}, and the parameters of both. */
    Condition condition(Scope scope, Look look) {
        Condition visible = whose.condition(scope, "o", look);
        Map<String, Object> params = new HashMap<>(visible.params());
        params.put("organization", scope.organization().value());
        StringBuilder sql = new StringBuilder(visible.sql()).append(" AND o.kind = :kind");
        params.put("kind", kind.word());
        if (status != Status.ALL) {
            sql.append(" AND o.status = :status");
            params.put("status", status.word());
        }
        equal(sql, params, "stage_id", stage);
        equal(sql, params, "owner_id", owner);
        equal(sql, params, "team_id", team);
        if (account != null) {
            sql.append(" ").append("""
                     AND o.account_id IN (SELECT ac.id FROM account_view ac
                                          WHERE ac.organization_id = :organization AND ac.commercial_id = :account
                                          UNION ALL SELECT :account)""");
            params.put("account", account);
        }
        if (closed != null) {
            sql.append(" AND o.closed_day BETWEEN :closed_from AND :closed_to AND o.status IN ('won', 'lost')");
            params.put("closed_from", closed.from());
            params.put("closed_to", closed.to());
        }
        if (asOf != null) {
            params.put("as_of", asOf);
        }
        for (int i = 0; i < words.size(); i++) {
            sql.append(" ").append("""
                     AND (o.search LIKE :word%1$d
                          OR o.account_id IN (SELECT sa.id FROM account_view sa
                                              WHERE sa.organization_id = :organization AND sa.sort_name LIKE :word%1$d)
                          OR o.owner_id IN (SELECT sp.person_id FROM user_profiles sp
                                            WHERE sp.organization_id = :organization AND sp.sort_name LIKE :word%1$d))""".formatted(i));
            params.put("word" + i, words.get(i));
        }
        return new Condition(sql.toString(), params);
    }

    private static void equal(StringBuilder sql, Map<String, Object> params, String column, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (value.equals(NONE)) {
            sql.append(" AND o.").append(column).append(" IS NULL");
        } else {
            sql.append(" AND o.").append(column).append(" = :").append(column);
            params.put(column, value);
        }
    }
}
