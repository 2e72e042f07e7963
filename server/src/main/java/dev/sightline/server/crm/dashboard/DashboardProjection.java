package dev.sightline.server.crm.dashboard;

import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.access.AccessChanges;
import dev.sightline.server.access.AccessChanges.TeamLead;
import dev.sightline.server.crm.dashboard.AccessBlocks.Move;
import dev.sightline.server.crm.dashboard.FigureChanges.BaseKey;
import dev.sightline.server.crm.dashboard.FigureChanges.PersonKey;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The sums that dashboards are read from. With B what each owner and team has (its change collected by the opportunities' part), and C who
 * is below whom (its change told by the people's part), a viewer's sums M = C x B change by dM = dC x B_old + C_new x dB: a
 * batch costs by what changed in it, a move of people by people.
 */
public final class DashboardProjection implements Projection {
    private static final String ADDED =
            "open_count, open_amount, open_weighted, won_count, won_amount, won_days, lost_count";

    /** Rows of a batch; live ones have few. */
    private static final int LARGE = 2_000;

    @Override
    public String name() {
        return "dashboard_metrics";
    }

    @Override
    public Set<String> eventTypes() {
        // It reads none itself, but lives on what the parts before it make of these.
        return EventCodec.typesOf(OpportunityEvent.class);
    }

    @Override
    public List<String> tables() {
        return List.of("dashboard_metrics", "dashboard_base", "dashboard_people");
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        AccessChanges access = batch.shared(AccessChanges.class).orElse(AccessChanges.NONE);
        FigureChanges figures = batch.shared(FigureChanges.class).orElse(null);
        Map<BaseKey, Sums> base = figures == null ? Map.of() : figures.base();
        Map<PersonKey, Sums> people = figures == null ? Map.of() : figures.people();
        Connection connection = batch.connection();
        int organization = batch.organization().value();
        if (!access.isEmpty()) {
            Set<String> leaders = leadersToSumAgain(connection, organization, access);
            List<Move> moves = AccessBlocks.of(connection, organization, access).moves();
            applyMoves(connection, organization, moves);
            applyToViewers(connection, organization, base, leaders);
            applyToBase(connection, organization, base);
            sumLedTeamsAgain(connection, organization, leaders);
        } else if (!base.isEmpty()) {
            applyToViewers(connection, organization, base, Set.of());
            applyToBase(connection, organization, base);
        }
        applyToPeople(connection, organization, people);
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        for (String table : tables()) {
            Rows.update(transaction, "DELETE FROM " + table + " WHERE organization_id = ?", organization.value());
        }
    }

    private static void applyMoves(Connection connection, int organization, List<Move> moves) throws SQLException {
        if (moves.isEmpty()) {
            return;
        }
        Columns<Move> columns = new Columns<>(moves)
                .text("viewer_id", Move::viewerId)
                .text("person_id", Move::personId)
                .whole("sign", move -> (long) move.sign())
                .flag("whole", Move::whole);
        String source = """
                WITH moves AS MATERIALIZED (SELECT %s FROM %s)
                SELECT viewer_id, 'below' AS part, kind, key, %s
                FROM (SELECT v.viewer_id, x.kind, x.key, %s
                      FROM moves v JOIN dashboard_base x ON x.organization_id = ? AND x.owner_id = v.person_id
                      UNION ALL
                      SELECT v.viewer_id, x.kind, x.key, %s
                      FROM moves v JOIN dashboard_metrics x
                           ON x.organization_id = ? AND x.viewer_id = v.person_id AND x.part = 'below'
                      WHERE v.whole) c
                GROUP BY viewer_id, kind, key
                """.formatted(
                        columns.selected(),
                        columns.unnest(),
                        each("sum(c.%s) AS %s"),
                        each("v.sign * x.%s AS %s"),
                        each("v.sign * x.%s AS %s"));
        String merge = merge("dashboard_metrics", source, List.of("viewer_id", "kind", "key", "part"));
        try (PreparedStatement statement = connection.prepareStatement(merge)) {
            int next = columns.bind(connection, statement, 1);
            statement.setInt(next++, organization);
            statement.setInt(next++, organization);
            bindMerge(statement, next, organization);
            statement.executeUpdate();
        }
    }

    private static void applyToViewers(
            Connection connection, int organization, Map<BaseKey, Sums> base, Set<String> leadersSummedAgain)
            throws SQLException {
        if (base.isEmpty()) {
            return;
        }
        if (base.size() > LARGE) {
            // Each row is added up for everybody above its owner: sorted in memory, not on disk. For this transaction.
            Rows.query(connection, "SELECT set_config('work_mem', '32MB', true)", row -> row.getString(1));
        }
        Columns<Map.Entry<BaseKey, Sums>> columns = baseColumns(base.entrySet());
        String source = """
                WITH d AS MATERIALIZED (SELECT %s FROM %s)
                SELECT viewer_id, part, kind, key, %s
                FROM (SELECT m.viewer_id, 'below' AS part, d.*
                      FROM d JOIN user_access_matrix m
                           ON m.organization_id = ? AND m.owner_id = d.owner_id AND m.distance > 0
                      UNION ALL
                      SELECT '*all', 'below', d.* FROM d
                      UNION ALL
                      SELECT '*none', 'below', d.* FROM d WHERE d.owner_id = ''
                      UNION ALL
                      SELECT l.leader_id, 'led', d.*
                      FROM d JOIN team_leads l ON l.organization_id = ? AND l.team_id = d.team_id
                      WHERE d.owner_id <> '' AND d.owner_id <> l.leader_id AND l.leader_id <> ALL (?)
                        AND NOT EXISTS (SELECT 1 FROM user_access_matrix m
                                        WHERE m.organization_id = l.organization_id AND m.viewer_id = l.leader_id
                                          AND m.owner_id = d.owner_id)) c
                GROUP BY viewer_id, part, kind, key
                """.formatted(columns.selected(), columns.unnest(), each("sum(c.%s) AS %s"));
        String merge = merge("dashboard_metrics", source, List.of("viewer_id", "kind", "key", "part"));
        try (PreparedStatement statement = connection.prepareStatement(merge)) {
            int next = columns.bind(connection, statement, 1);
            statement.setInt(next++, organization);
            statement.setInt(next++, organization);
            statement.setArray(next++, connection.createArrayOf("text", leadersSummedAgain.toArray()));
            bindMerge(statement, next, organization);
            statement.executeUpdate();
        }
    }

    private static void applyToBase(Connection connection, int organization, Map<BaseKey, Sums> base)
            throws SQLException {
        if (!base.isEmpty()) {
            merge(
                    connection,
                    organization,
                    "dashboard_base",
                    baseColumns(base.entrySet()),
                    List.of("owner_id", "kind", "key", "team_id"));
        }
    }

    private static void applyToPeople(Connection connection, int organization, Map<PersonKey, Sums> people)
            throws SQLException {
        if (!people.isEmpty()) {
            merge(
                    connection,
                    organization,
                    "dashboard_people",
                    sums(
                            new Columns<Map.Entry<PersonKey, Sums>>(people.entrySet())
                                    .text("owner_id", entry -> entry.getKey().owner())
                                    .text("team_id", entry -> entry.getKey().team())
                                    .text("period", entry -> entry.getKey().period()),
                            Map.Entry::getValue),
                    List.of("owner_id", "period", "team_id"));
        }
    }

    /** Leaders whose part "led" a change of who leads or of who is below concerns: it is summed again from the base. */
    private static Set<String> leadersToSumAgain(Connection connection, int organization, AccessChanges access)
            throws SQLException {
        Set<String> viewers = new TreeSet<>();
        Stream.concat(access.added().stream(), access.removed().stream()).forEach(pair -> viewers.add(pair.viewerId()));
        Set<String> leaders = new TreeSet<>(Rows.query(
                connection,
                "SELECT DISTINCT leader_id FROM team_leads WHERE organization_id = ? AND leader_id = ANY (?)",
                row -> row.getString("leader_id"),
                organization,
                viewers));
        Stream.concat(access.leadsAdded().stream(), access.leadsRemoved().stream())
                .map(TeamLead::leaderId)
                .forEach(leaders::add);
        return leaders;
    }

    private static void sumLedTeamsAgain(Connection connection, int organization, Set<String> leaders)
            throws SQLException {
        if (leaders.isEmpty()) {
            return;
        }
        Rows.update(
                connection,
                "DELETE FROM dashboard_metrics WHERE organization_id = ? AND viewer_id = ANY (?) AND part = 'led'",
                organization,
                leaders);
        Rows.update(
                connection,
                """
                INSERT INTO dashboard_metrics (organization_id, viewer_id, part, kind, key, %s)
                SELECT l.organization_id, l.leader_id, 'led', b.kind, b.key, %s
                FROM team_leads l
                JOIN dashboard_base b ON b.organization_id = l.organization_id AND b.team_id = l.team_id
                WHERE l.organization_id = ? AND l.leader_id = ANY (?)
                  AND b.owner_id <> '' AND b.owner_id <> l.leader_id
                  AND NOT EXISTS (SELECT 1 FROM user_access_matrix m
                                  WHERE m.organization_id = l.organization_id AND m.viewer_id = l.leader_id
                                    AND m.owner_id = b.owner_id)
                GROUP BY l.organization_id, l.leader_id, b.kind, b.key
                HAVING %s
                """.formatted(ADDED, each("sum(b.%s)"), "NOT (" + allZero("sum(b.%s)") + ")"),
                organization,
                leaders);
    }

    private static Columns<Map.Entry<BaseKey, Sums>> baseColumns(Collection<Map.Entry<BaseKey, Sums>> base) {
        return sums(
                new Columns<Map.Entry<BaseKey, Sums>>(base)
                        .text("owner_id", entry -> entry.getKey().owner())
                        .text("team_id", entry -> entry.getKey().team())
                        .text("kind", entry -> entry.getKey().kind())
                        .text("key", entry -> entry.getKey().key()),
                Map.Entry::getValue);
    }

    private static <T> Columns<T> sums(Columns<T> columns, Function<T, Sums> of) {
        return columns.whole("open_count", row -> of.apply(row).openCount())
                .number("open_amount", row -> of.apply(row).openAmount())
                .number("open_weighted", row -> of.apply(row).openWeighted())
                .whole("won_count", row -> of.apply(row).wonCount())
                .number("won_amount", row -> of.apply(row).wonAmount())
                .number("won_days", row -> of.apply(row).wonDays())
                .whole("lost_count", row -> of.apply(row).lostCount());
    }

    private static <T> void merge(
            Connection connection, int organization, String table, Columns<T> columns, List<String> key)
            throws SQLException {
        String source = "SELECT " + columns.selected() + " FROM " + columns.unnest();
        try (PreparedStatement statement = connection.prepareStatement(merge(table, source, key))) {
            int next = columns.bind(connection, statement, 1);
            bindMerge(statement, next, organization);
            statement.executeUpdate();
        }
    }

    /**
     * Adds the source's sums to those of the table; a row that becomes zero throughout goes. In the order of the primary key, so that
     * neighbours are found, and written, together: some three times as fast as in any order.
     *
     * @param key columns of the primary key behind the organisation, in its order
     */
    private static String merge(String table, String source, List<String> key) {
        String sameKey =
                key.stream().map(name -> " AND t." + name + " = s." + name).reduce("", String::concat);
        String keys = String.join(", ", key);
        return """
                MERGE INTO %s t USING (%s ORDER BY %s) s
                ON t.organization_id = ?%s
                WHEN MATCHED AND %s THEN DELETE
                WHEN MATCHED THEN UPDATE SET %s
                WHEN NOT MATCHED AND NOT (%s) THEN INSERT (organization_id, %s, %s) VALUES (?, %s, %s)
                """.formatted(
                        table,
                        source,
                        keys,
                        sameKey,
                        allZero("t.%1$s + s.%1$s"),
                        each("%2$s = t.%1$s + s.%1$s"),
                        allZero("s.%s"),
                        keys,
                        ADDED,
                        key.stream()
                                .map(name -> "s." + name)
                                .reduce((a, b) -> a + ", " + b)
                                .orElseThrow(),
                        each("s.%s"));
    }

    private static void bindMerge(PreparedStatement statement, int index, int organization) throws SQLException {
        statement.setInt(index, organization);
        statement.setInt(index + 1, organization);
    }

    private static String each(String template) {
        return Stream.of(ADDED.split(", "))
                .map(column -> template.formatted(column, column))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }

    private static String allZero(String template) {
        return Stream.of(ADDED.split(", "))
                .map(column -> template.formatted(column) + " = 0")
                .reduce((a, b) -> a + " AND " + b)
                .orElseThrow();
    }
}
