package dev.sightline.server.crm.past;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Questions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was open at the end of a day, as SQL: the rows behind the sums of that day (R10). As with the sums, a row counts for whoever has
 * its owner of that day in view now.
 */
public final class OpenAt {
    /**
     * {@code FROM} item in the place of {@code opportunity_view o}, with its columns; wants {@code :organization} and {@code :as_of}.
     * Owner, team, stage, amounts and probability are those of the day, the rest is as it is now. The name of what has been
     * deleted since is null.
     */
    public static final String RELATION = """
            (SELECT x.organization_id, x.id, v.name, 'opportunity' AS kind, 'open' AS status, v.account_id, x.owner_id,
                    x.team_id, x.stage_id, x.expected_revenue, x.money, x.amount, x.probability, x.weighted, v.priority,
                    v.deadline, v.created_at, CAST(NULL AS timestamptz) AS closed_at, CAST(NULL AS date) AS closed_day,
                    v.updated_at, CAST(NULL AS text) AS lost_reason_id, v.tag_ids, v.search, v.sort_name,
                    coalesce((x.amount * 10000)::bigint, -9223372036854775808) AS amount_key,
                    coalesce((x.weighted * 10000)::bigint, -9223372036854775808) AS weighted_key,
                    (x.probability * 10000)::bigint AS probability_key
             FROM (SELECT p.organization_id, p.id, p.owner_id, p.team_id, p.stage_id, p.expected_revenue, p.money, p.amount,
                          p.probability, p.weighted
                   FROM opportunity_past p
                   WHERE p.organization_id = :organization AND p.from_day <= :as_of AND p.until_day > :as_of
                   UNION ALL
                   SELECT w.organization_id, w.id, w.owner_id, w.team_id, w.stage_id, w.expected_revenue, w.money, w.amount,
                          w.probability, w.weighted
                   FROM opportunity_view w
                   WHERE w.organization_id = :organization AND w.kind = 'opportunity' AND w.status = 'open'
                     AND w.since <= :as_of) x
             LEFT JOIN opportunity_view v ON v.organization_id = x.organization_id AND v.id = x.id) o
            """;

    private OpenAt() {}

    /** @param stageId null for those in no stage */
    public record InStage(@Nullable String stageId, long count, BigDecimal amount, BigDecimal weighted) {}

    /** Asks for the sums by stage. */
    public static Supplier<List<InStage>> askStages(Questions questions, Scope scope, Whose whose, LocalDate day) {
        Condition condition = whose.condition(scope, "o", Look.GATHER);
        Map<String, Object> params = new HashMap<>(condition.params());
        params.put("organization", scope.organization().value());
        params.put("as_of", day);
        return questions.ask(
                "SELECT o.stage_id, count(*) AS n, coalesce(sum(o.amount), 0) AS amount,"
                        + " coalesce(sum(o.weighted), 0) AS weighted FROM " + RELATION + " WHERE " + condition.sql()
                        + " GROUP BY o.stage_id",
                params,
                (row, number) -> new InStage(
                        row.getString("stage_id"),
                        row.getLong("n"),
                        row.getBigDecimal("amount"),
                        row.getBigDecimal("weighted")));
    }
}
