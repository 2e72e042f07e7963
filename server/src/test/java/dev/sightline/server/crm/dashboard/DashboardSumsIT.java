package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.access.Visibility.Part;
import dev.sightline.server.crm.SalesTables;
import dev.sightline.server.crm.activities.UpcomingActivities;
import dev.sightline.server.crm.dashboard.Dashboard.Performer;
import dev.sightline.server.crm.dashboard.NaiveSales.Cell;
import dev.sightline.server.crm.dashboard.ReadSums.Both;
import dev.sightline.server.crm.dashboard.ReadSums.Changed;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.crm.past.OpenAt;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Period;
import dev.sightline.server.platform.Questions;
import dev.sightline.server.tenancy.Organization;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random histories: every viewer's sums equal those that a plain program gets from the same events. */
class DashboardSumsIT {
    private static final LocalDate LONG_AGO = LocalDate.of(2020, 1, 1);
    private static final int PEOPLE = 12;

    @AutoClose
    private final SalesTables tables = new SalesTables();

    static LongStream seeds() {
        return Seeds.take(4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyViewersSumsEqualAPlainComputation(long seed) throws Exception {
        Random random = Seeds.random(seed);
        Organization organization = SalesTables.organization(7);
        List<RecordedEvent> history =
                new RandomSales(seed, organization.id(), PEOPLE).history(60 + random.nextInt(260));
        tables.apply(organization, history, random, 1 + random.nextInt(40));
        NaiveSales naive = new NaiveSales(history, organization.zone());
        List<LocalDate> days = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            days.add(LocalDate.ofInstant(RandomSales.START, organization.zone()).plusDays(random.nextInt(120)));
        }
        tables.read(organization, jdbc -> {
            Tree tree = Tree.read(jdbc);
            for (String viewer : tree.people()) {
                Set<String> led = tree.ledBy(viewer);
                for (Scope scope : List.of(
                        scope(organization, viewer, false, false, led),
                        scope(organization, viewer, false, true, led),
                        scope(organization, viewer, true, true, led))) {
                    Predicate<Cell> seen = cell ->
                            Visibility.sees(scope, cell.owner(), cell.team(), owner -> tree.below(viewer, owner));
                    check(jdbc, naive, scope, null, days, seen, viewer);
                    for (String person : tree.people()) {
                        if (scope.all() || tree.below(viewer, person)) {
                            Set<String> theirs = tree.ledBy(person);
                            Predicate<Cell> ofPerson = cell -> seen.test(cell)
                                    && (person.equals(cell.owner())
                                            || cell.owner() != null && tree.below(person, cell.owner())
                                            || cell.team() != null && theirs.contains(cell.team()));
                            check(jdbc, naive, scope, person, days, ofPerson, person);
                        }
                    }
                }
            }
            return true;
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theRowsDoNotDependOnHowTheLogWasCut(long seed) throws Exception {
        Random random = Seeds.random(seed);
        Organization organization = SalesTables.organization(7);
        List<RecordedEvent> history = new RandomSales(seed, organization.id(), PEOPLE).history(250);
        tables.apply(organization, history, random, 1);
        Map<String, List<String>> livedThrough = tables.rows(organization);
        for (int most : new int[] {5, 60, 1000}) {
            tables.reset(organization);
            assertThat(tables.rows(organization).values()).allMatch(List::isEmpty);
            tables.apply(organization, history, random, most);
            assertThat(tables.rows(organization)).isEqualTo(livedThrough);
        }
    }

    /** What is answered without being read again is what would be read. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whereNothingWasAddedNothingHasChanged(long seed) throws Exception {
        Random random = Seeds.random(seed);
        Organization organization = SalesTables.organization(7);
        List<RecordedEvent> history = new RandomSales(seed, organization.id(), PEOPLE).history(180);
        Map<Scope, String> known = new HashMap<>();
        Map<Scope, Object> answers = new HashMap<>();
        int kept = 0;
        int from = 0;
        while (from < history.size()) {
            int to = Math.min(history.size(), from + 1 + random.nextInt(3));
            tables.apply(organization, history.subList(from, to), random, 3);
            LocalDate today = LocalDate.ofInstant(history.get(to - 1).event().occurredAt(), organization.zone());
            kept += tables.read(organization, jdbc -> {
                Tree tree = Tree.read(jdbc);
                int same = 0;
                for (String viewer : tree.people()) {
                    Set<String> led = tree.ledBy(viewer);
                    for (Scope scope : List.of(
                            scope(organization, viewer, false, false, led),
                            scope(organization, viewer, false, true, led),
                            scope(organization, viewer, true, true, led))) {
                        Changed changed = ReadSums.ask(at(jdbc), scope, LONG_AGO, known.get(scope))
                                .get();
                        Object now = answer(jdbc, scope, today);
                        if (changed.sums() == null) {
                            assertThat(now).as("viewer " + scope).isEqualTo(answers.get(scope));
                            same++;
                        } else {
                            assertThat(plain(changed.sums(), today))
                                    .isEqualTo(plain(ReadSums.read(jdbc, scope, null, LONG_AGO), today));
                        }
                        known.put(scope, changed.changes());
                        answers.put(scope, now);
                    }
                }
                return same;
            });
            from = to;
        }
        assertThat(kept).isPositive();
    }

    private static Object answer(JdbcClient jdbc, Scope scope, LocalDate today) {
        // Of a day that does not move: the days' own sums are compared.
        Period year = Period.parse("2026", Month.JANUARY);
        return List.of(
                plain(ReadSums.read(jdbc, scope, null, LONG_AGO), today.withDayOfYear(1)),
                TopPerformers.ask(at(jdbc), scope, new Whose(Part.BOTH, null), 300, year, null).get().stream()
                        .map(each -> List.of(each.userId(), each.wonAmount(), each.wonCount(), each.pipeline()))
                        .toList());
    }

    private static Object plain(Both both, LocalDate day) {
        List<Object> all = new ArrayList<>();
        for (DashboardSums sums : List.of(both.mine(), both.team())) {
            Map<String, Object> stages = new TreeMap<>();
            sums.stages().forEach((stage, open) -> {
                if (!open.isZero()) {
                    stages.put(stage, plain(open));
                }
            });
            Sums closed = sums.closed(LONG_AGO, LocalDate.of(2030, 1, 1));
            all.add(List.of(
                    stages,
                    plain(sums.openAt(day)),
                    closed.wonCount(),
                    zero(closed.wonAmount()),
                    zero(closed.wonDays()),
                    closed.lostCount()));
        }
        return all;
    }

    private static Questions at(JdbcClient jdbc) {
        return new Questions() {
            @Override
            public <T> Supplier<List<T>> ask(
                    String query, Map<String, ? extends @Nullable Object> named, RowMapper<T> mapper) {
                List<T> rows = jdbc.sql(query).params(named).query(mapper).list();
                return () -> rows;
            }
        };
    }

    private static void check(
            JdbcClient jdbc,
            NaiveSales naive,
            Scope scope,
            @Nullable String person,
            List<LocalDate> days,
            Predicate<Cell> seen,
            String subject) {
        Both both = ReadSums.read(jdbc, scope, person, LONG_AGO);
        Predicate<Cell> mine = cell -> seen.test(cell) && subject.equals(cell.owner());
        Predicate<Cell> team = cell -> seen.test(cell) && !subject.equals(cell.owner());
        String about = "viewer " + scope.viewerId() + " all " + scope.all() + " unassigned " + scope.unassigned()
                + " person " + person;
        compare(about + " mine", both.mine(), naive, mine, days);
        compare(about + " team", both.team(), naive, team, days);
        compareWithList(about, jdbc, scope, person, both);
        compareLooks(about, jdbc, scope, person, days.getFirst());
        compareWithRowsOf(days.get(Math.floorMod(about.hashCode(), days.size())), about, jdbc, scope, person, both);
    }

    /** However the people in scope are looked for, the same are found. */
    private static void compareLooks(
            String about, JdbcClient jdbc, Scope scope, @Nullable String person, LocalDate day) {
        Questions questions = at(jdbc);
        Period quarter = Period.quarterOf(day, Month.JANUARY);
        for (Part part : Part.values()) {
            Whose whose = new Whose(part, person);
            List<Performer> one =
                    TopPerformers.ask(questions, scope, whose, 1, quarter, null).get();
            for (int reports : new int[] {300, 5_000}) {
                assertThat(TopPerformers.ask(questions, scope, whose, reports, quarter, null)
                                .get())
                        .as(about + " top performers of " + part + " as of " + reports)
                        .isEqualTo(one);
            }
            assertThat(UpcomingActivities.ask(questions, scope, whose, Look.WALK, day, 8)
                            .get())
                    .as(about + " activities of " + part)
                    .isEqualTo(UpcomingActivities.ask(questions, scope, whose, Look.GATHER, day, 8)
                            .get());
        }
    }

    private static void compare(
            String about, DashboardSums sums, NaiveSales naive, Predicate<Cell> part, List<LocalDate> days) {
        Map<String, Object> stages = new TreeMap<>();
        sums.stages().forEach((stage, open) -> {
            if (!open.isZero()) {
                stages.put(stage, plain(open));
            }
        });
        Map<String, Object> expected = new TreeMap<>();
        naive.stages(part).forEach((stage, open) -> expected.put(stage, plain(open)));
        assertThat(stages).as(about + " stages").isEqualTo(expected);
        for (LocalDate day : days) {
            assertThat(plain(sums.openAt(day))).as(about + " open at " + day).isEqualTo(plain(naive.openAt(part, day)));
            LocalDate to = day.plusDays(45);
            Sums closed = sums.closed(day, to);
            assertThat(List.of(
                            closed.wonCount(),
                            closed.wonAmount().stripTrailingZeros(),
                            closed.wonDays().stripTrailingZeros(),
                            closed.lostCount()))
                    .as(about + " closed from " + day)
                    .isEqualTo(List.of(
                            naive.closed(part, day, to).wonCount(),
                            naive.closed(part, day, to).wonAmount().stripTrailingZeros(),
                            naive.closed(part, day, to).wonDays().stripTrailingZeros(),
                            naive.closed(part, day, to).lostCount()));
        }
    }

    /** R10: the rows that the list finds have the very sum that the figure shows. */
    private static void compareWithList(
            String about, JdbcClient jdbc, Scope scope, @Nullable String person, Both both) {
        for (Part part : Part.values()) {
            Condition condition = new Whose(part, person).condition(scope, "o", Look.GATHER);
            List<Object> listed = jdbc.sql(
                            "SELECT count(*) AS n, coalesce(sum(o.amount), 0) AS amount FROM opportunity_view o WHERE "
                                    + condition.sql() + " AND o.kind = 'opportunity' AND o.status = 'open'")
                    .params(condition.params())
                    .query((row, number) -> List.<Object>of(
                            row.getLong("n"), row.getBigDecimal("amount").stripTrailingZeros()))
                    .single();
            Sums open = switch (part) {
                case MINE -> both.mine().open();
                case TEAM -> both.team().open();
                case BOTH -> both.mine().plus(both.team()).open();
            };
            assertThat(listed)
                    .as(about + " list of " + part)
                    .isEqualTo(List.of(open.openCount(), open.openAmount().stripTrailingZeros()));
        }
    }

    /** R10 for the end of an earlier day: the rows of then have the very sum that the figure had. */
    private static void compareWithRowsOf(
            LocalDate day, String about, JdbcClient jdbc, Scope scope, @Nullable String person, Both both) {
        for (Part part : Part.values()) {
            Condition condition = new Whose(part, person).condition(scope, "o", Look.GATHER);
            List<Object> listed = jdbc.sql("SELECT count(*) AS n, count(DISTINCT o.id) AS deals,"
                            + " coalesce(sum(o.amount), 0) AS amount, coalesce(sum(o.weighted), 0) AS weighted FROM "
                            + OpenAt.RELATION + " WHERE " + condition.sql())
                    .params(condition.params())
                    .param("organization", scope.organization().value())
                    .param("as_of", day)
                    .query((row, number) -> List.<Object>of(
                            row.getLong("n"),
                            row.getLong("deals"),
                            zero(row.getBigDecimal("amount")),
                            zero(row.getBigDecimal("weighted"))))
                    .single();
            Sums open = switch (part) {
                case MINE -> both.mine().openAt(day);
                case TEAM -> both.team().openAt(day);
                case BOTH -> both.mine().plus(both.team()).openAt(day);
            };
            assertThat(listed)
                    .as(about + " rows of " + day + " " + part)
                    .isEqualTo(List.of(
                            open.openCount(), open.openCount(), zero(open.openAmount()), zero(open.openWeighted())));
        }
    }

    private static List<Object> plain(Sums sums) {
        return List.of(sums.openCount(), zero(sums.openAmount()), zero(sums.openWeighted()));
    }

    private static BigDecimal zero(BigDecimal value) {
        return value.stripTrailingZeros();
    }

    private static Scope scope(
            Organization organization, String viewer, boolean all, boolean unassigned, Set<String> led) {
        return new Scope(organization.id(), new UUID(0, 1), Role.SALES_REP, viewer, all, unassigned, led, 0);
    }

    /** The tree in force, walked plainly. */
    private record Tree(Map<String, @Nullable String> managers, Map<String, String> leaders) {
        static Tree read(JdbcClient jdbc) {
            Map<String, @Nullable String> managers = new HashMap<>();
            jdbc.sql("SELECT person_id, manager_id FROM user_profiles").query(row -> {
                managers.put(row.getString(1), row.getString(2));
            });
            Map<String, String> leaders = new HashMap<>();
            jdbc.sql("SELECT team_id, leader_id FROM team_leads").query(row -> {
                leaders.put(row.getString(1), row.getString(2));
            });
            return new Tree(managers, leaders);
        }

        Set<String> people() {
            return managers.keySet();
        }

        Set<String> ledBy(String person) {
            Set<String> led = new HashSet<>();
            leaders.forEach((team, leader) -> {
                if (leader.equals(person)) {
                    led.add(team);
                }
            });
            return led;
        }

        boolean below(String viewer, String person) {
            String at = person;
            while (at != null) {
                if (at.equals(viewer)) {
                    return true;
                }
                at = managers.get(at);
            }
            return false;
        }
    }
}
