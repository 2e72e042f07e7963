package dev.sightline.server.crm.dashboard;

import dev.sightline.server.access.PersonFigures;
import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.crm.lists.Amounts;
import dev.sightline.server.platform.Period;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.OrganizationTransactions;
import dev.sightline.server.tenancy.Organizations;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The figures beside people's names. Three queries, however many people. */
@Component
class FiguresOfPeople implements PersonFigures {
    private static final String SEEN = """
             AND (:all OR %1$s = :viewer OR EXISTS (
                 SELECT 1 FROM user_access_matrix m
                 WHERE m.organization_id = x.organization_id AND m.viewer_id = :viewer AND m.owner_id = %1$s))
            """;

    private final OrganizationTransactions transactions;
    private final Organizations organizations;
    private final Clock clock;

    FiguresOfPeople(OrganizationTransactions transactions, Organizations organizations, Clock clock) {
        this.transactions = transactions;
        this.organizations = organizations;
        this.clock = clock;
    }

    @Override
    public Map<String, Figures> of(Scope viewer) {
        Organization organization = organizations.get(viewer.organization());
        Period quarter = Period.quarterOf(
                LocalDate.ofInstant(clock.instant(), organization.zone()), organization.fiscalYearStart());
        Map<String, Object> params = Map.of(
                "organization", viewer.organization().value(),
                "viewer", viewer.viewerId() == null ? "?" : viewer.viewerId(),
                "all", viewer.all(),
                "period", Comparison.peopleKey(quarter),
                "from", quarter.from().toString(),
                "to", quarter.lastDay().toString());
        return transactions.read(viewer.organization(), jdbc -> {
            Map<String, Sums> own = new HashMap<>();
            jdbc.sql("""
                    SELECT x.owner_id, x.open_count, x.open_amount, x.open_weighted, x.won_count, x.won_amount, x.won_days,
                           x.lost_count
                    FROM dashboard_people x
                    WHERE x.organization_id = :organization AND x.period IN ('open', :period) AND x.team_id = '*'
                    """ + SEEN.formatted("x.owner_id")).params(params).query(row -> {
                own.merge(row.getString("owner_id"), ReadSums.sums(row, 2), Sums::plus);
            });
            Map<String, Sums> below = new HashMap<>();
            jdbc.sql("""
                    SELECT x.viewer_id, sum(CASE x.kind WHEN 'stage' THEN x.open_count ELSE 0 END) AS open_count,
                           sum(CASE x.kind WHEN 'stage' THEN x.open_amount ELSE 0 END) AS open_amount,
                           sum(CASE x.kind WHEN 'stage' THEN x.open_weighted ELSE 0 END) AS open_weighted,
                           sum(x.won_count) AS won_count, sum(x.won_amount) AS won_amount, sum(x.won_days) AS won_days,
                           sum(x.lost_count) AS lost_count
                    FROM dashboard_metrics x
                    WHERE x.organization_id = :organization AND x.part = 'below' AND left(x.viewer_id, 1) <> '*'
                      AND (x.kind = 'stage' OR x.kind = 'day' AND x.key BETWEEN :from AND :to)
                    """ + SEEN.formatted("x.viewer_id") + " GROUP BY x.viewer_id")
                    .params(params)
                    .query(row -> {
                        below.put(row.getString("viewer_id"), ReadSums.sums(row, 2));
                    });
            Map<String, Figures> figures = new HashMap<>();
            own.forEach((person, sums) -> figures.put(person, figures(sums, below.getOrDefault(person, Sums.ZERO))));
            below.forEach((person, sums) -> figures.putIfAbsent(person, figures(Sums.ZERO, sums)));
            return figures;
        });
    }

    @Override
    public Counts visibleTo(Scope viewer) {
        Condition seen = Visibility.visible(viewer, "o");
        Condition accounts = Visibility.visible(viewer, "a");
        Map<String, Object> params = new HashMap<>(seen.params());
        params.putAll(accounts.params());
        return transactions.read(
                viewer.organization(),
                jdbc -> jdbc.sql("""
                        WITH seen AS MATERIALIZED (SELECT o.account_id, o.kind FROM opportunity_view o WHERE %s)
                        SELECT (SELECT count(*) FROM seen WHERE kind = 'opportunity') AS opportunities,
                               (SELECT count(*) FROM account_view a
                                WHERE a.organization_id = :scope_organization AND a.commercial_id = a.id
                                  AND (a.id IN (SELECT s.account_id FROM seen s WHERE s.account_id IS NOT NULL)
                                       OR a.active AND NOT a.internal AND %s)) AS accounts
                        """.formatted(seen.sql(), accounts.sql()))
                        .params(params)
                        .query((row, number) -> new Counts(row.getLong("opportunities"), row.getLong("accounts")))
                        .single());
    }

    private static Figures figures(Sums own, Sums below) {
        return new Figures(
                own.openCount(),
                Amounts.of(own.openAmount()),
                Amounts.of(own.openWeighted()),
                Amounts.of(own.wonAmount()),
                own.wonCount(),
                dev.sightline.server.crm.dashboard.Figures.winRate(own),
                new Team(below.openCount(), Amounts.of(below.openAmount()), Amounts.of(below.wonAmount())));
    }
}
