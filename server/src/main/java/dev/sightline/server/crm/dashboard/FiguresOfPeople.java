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

/**
 * The figures beside people's names, in two queries, however many people. Of a person's team they hold what the list finds that the
 * number opens: the rows of the person's part {@code team} (see {@link Visibility}), as far as the viewer sees them.
 */
@Component
class FiguresOfPeople implements PersonFigures {
    private static final String SEEN = """
             AND (:all OR %1$s = :viewer OR EXISTS (
                 SELECT 1 FROM user_access_matrix m
                 WHERE m.organization_id = x.organization_id AND m.viewer_id = :viewer AND m.owner_id = %1$s))
            """;

    private static final String BELOW = """
            SELECT x.viewer_id AS person, sum(CASE x.kind WHEN 'stage' THEN x.open_count ELSE 0 END) AS open_count,
                   sum(CASE x.kind WHEN 'stage' THEN x.open_amount ELSE 0 END) AS open_amount,
                   sum(x.won_amount) AS won_amount
            FROM dashboard_metrics x
            WHERE x.organization_id = :organization AND x.part = 'below' AND left(x.viewer_id, 1) <> '*'
              AND (x.kind = 'stage' OR x.kind = 'day' AND x.key BETWEEN :from AND :to)
            """ + SEEN.formatted("x.viewer_id") + " GROUP BY x.viewer_id";

    /** Of people who are not below the leader, in the leader's teams: what the viewer sees of it. */
    private static final String LED = """
            SELECT x.leader_id AS person, sum(d.open_count) AS open_count, sum(d.open_amount) AS open_amount,
                   sum(d.won_amount) AS won_amount
            FROM team_leads x
            JOIN dashboard_people d ON d.organization_id = x.organization_id AND d.team_id = x.team_id
                                       AND d.team_id <> '*' AND d.period = ANY (:periods)
            WHERE x.organization_id = :organization AND d.owner_id <> x.leader_id
              AND NOT EXISTS (SELECT 1 FROM user_access_matrix b
                              WHERE b.organization_id = x.organization_id AND b.viewer_id = x.leader_id
                                AND b.owner_id = d.owner_id)
              AND (:all OR d.team_id = ANY (:teams) OR d.owner_id = :viewer OR EXISTS (
                  SELECT 1 FROM user_access_matrix o
                  WHERE o.organization_id = x.organization_id AND o.viewer_id = :viewer AND o.owner_id = d.owner_id))
            """ + SEEN.formatted("x.leader_id") + " GROUP BY x.leader_id";

    /** Of nobody, in the leader's teams. */
    private static final String UNASSIGNED = """
            SELECT x.leader_id AS person, sum(CASE b.kind WHEN 'stage' THEN b.open_count ELSE 0 END) AS open_count,
                   sum(CASE b.kind WHEN 'stage' THEN b.open_amount ELSE 0 END) AS open_amount,
                   sum(b.won_amount) AS won_amount
            FROM team_leads x
            JOIN dashboard_base b ON b.organization_id = x.organization_id AND b.owner_id = '' AND b.team_id = x.team_id
                                     AND (b.kind = 'stage' OR b.kind = 'day' AND b.key BETWEEN :from AND :to)
            WHERE x.organization_id = :organization AND (:all OR :unassigned OR b.team_id = ANY (:teams))
            """ + SEEN.formatted("x.leader_id") + " GROUP BY x.leader_id";

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
        Map<String, Object> params = new HashMap<>();
        params.put("organization", viewer.organization().value());
        params.put("viewer", viewer.viewerId() == null ? "?" : viewer.viewerId());
        params.put("all", viewer.all());
        params.put("unassigned", viewer.unassigned());
        params.put("teams", viewer.ledTeams().toArray(String[]::new));
        params.put("period", Comparison.peopleKey(quarter));
        params.put("periods", TopPerformers.ofOneTeam(quarter));
        params.put("from", quarter.from().toString());
        params.put("to", quarter.lastDay().toString());
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
            Map<String, Team> teams = new HashMap<>();
            jdbc.sql("SELECT t.person, sum(t.open_count) AS open_count, sum(t.open_amount) AS open_amount,"
                            + " sum(t.won_amount) AS won_amount FROM (" + BELOW + " UNION ALL " + LED + " UNION ALL "
                            + UNASSIGNED + ") t GROUP BY t.person")
                    .params(params)
                    .query(row -> {
                        teams.put(
                                row.getString("person"),
                                new Team(
                                        row.getLong("open_count"),
                                        Amounts.of(row.getBigDecimal("open_amount")),
                                        Amounts.of(row.getBigDecimal("won_amount"))));
                    });
            Map<String, Figures> figures = new HashMap<>();
            own.forEach((person, sums) ->
                    figures.put(person, figures(sums, teams.getOrDefault(person, Figures.NONE.team()))));
            teams.forEach((person, team) -> figures.putIfAbsent(person, figures(Sums.ZERO, team)));
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

    private static Figures figures(Sums own, Team team) {
        return new Figures(
                own.openCount(),
                Amounts.of(own.openAmount()),
                Amounts.of(own.openWeighted()),
                Amounts.of(own.wonAmount()),
                own.wonCount(),
                dev.sightline.server.crm.dashboard.Figures.winRate(own),
                team);
    }
}
