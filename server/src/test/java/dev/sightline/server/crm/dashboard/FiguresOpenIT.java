package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.OpportunityDeleted;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * R10 over HTTP, on random histories: each figure equals what its rows add up to, asked for with the filters by which the screen
 * opens them. Rows are added up here, from the list's items and not from its totals.
 */
class FiguresOpenIT extends ServerTest {
    private static final int PEOPLE = 9;
    private static final List<String> PARTS = List.of("mine", "team", "both");

    static LongStream seeds() {
        return Seeds.take(2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyFigureOpensIntoItsRows(long seed) {
        Random random = Seeds.random(seed);
        Organization organization = company(seed, 120 + random.nextInt(80));
        for (Map.Entry<String, String> viewer : viewers(organization).entrySet()) {
            assertThat(get("/api/v2/dashboard", viewer.getValue())
                            .body()
                            .at("/kpis/weighted/previous")
                            .isNull())
                    .as("what was likely before the first event is not known")
                    .isTrue();
            for (String part : PARTS) {
                compare(viewer.getValue(), viewer.getKey() + " " + part, "scope=" + part);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void thePeoplesFiguresAreTheirRows(long seed) {
        Random random = Seeds.random(seed);
        Organization organization = company(seed, 120 + random.nextInt(80));
        String ceo = signIn(account(organization, Role.CEO));
        String quarter = get("/api/v2/dashboard", ceo).body().at("/period/id").asString();
        Map<String, JsonNode> people = new LinkedHashMap<>();
        get("/api/v2/users/hierarchy", ceo)
                .body()
                .get("people")
                .forEach(person -> people.put(person.get("user_id").asString(), person));
        assertThat(people).isNotEmpty();
        Map<String, Rows> open = new HashMap<>();
        Map<String, Rows> closed = new HashMap<>();
        for (String person : people.keySet()) {
            open.put(person, rows(ceo, "status=open&owner=" + person));
            closed.put(person, rows(ceo, "status=all&owner=" + person + "&period=" + quarter));
        }
        people.forEach((id, person) -> {
            JsonNode figures = person.get("figures");
            Rows own = Objects.requireNonNull(open.get(id));
            Rows won = Objects.requireNonNull(closed.get(id)).of("won");
            equal(id + " pipeline", figures.get("pipeline"), own.amount());
            equal(id + " open", figures.get("open_count"), own.count());
            equal(id + " weighted", figures.get("weighted"), own.weighted());
            equal(id + " won", figures.get("won_amount"), won.amount());
            equal(id + " won count", figures.get("won_count"), won.count());
            equal(id + " win rate", figures.get("win_rate"), winRate(Objects.requireNonNull(closed.get(id))));
        });
    }

    /** By the very links of the page Team: the team holds whom a person leads, too, and each viewer sees of it what they may. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theFiguresOfPeoplesTeamsAreTheRowsThatTheyOpen(long seed) {
        Organization organization = company(seed, 200);
        for (Map.Entry<String, String> viewer : viewers(organization).entrySet()) {
            String token = viewer.getValue();
            String quarter =
                    get("/api/v2/dashboard", token).body().at("/period/id").asString();
            for (JsonNode person : get("/api/v2/users/hierarchy", token).body().get("people")) {
                String id = person.get("user_id").asString();
                String about = viewer.getKey() + " looks at the team of " + id;
                String link = "scope=team&person=" + id;
                JsonNode team = person.at("/figures/team");
                Rows open = rows(token, link);
                equal(about + ": pipeline", team.get("pipeline"), open.amount());
                equal(about + ": open", team.get("open_count"), open.count());
                equal(
                        about + ": won",
                        team.get("won_amount"),
                        rows(token, link + "&status=won&period=" + quarter + "&sort=-closed_at")
                                .amount());
            }
        }
    }

    /** What was watched as it happened, asked for when it is long past. */
    @ParameterizedTest
    @MethodSource("seeds")
    void everyFigureOfAPeriodThatIsOverOpensIntoItsRowsOfThen(long seed) {
        Random random = Seeds.random(seed);
        // On whatever day this runs, the company begins early in a month and lives through its end.
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        clock.advance(Duration.ofDays(today.until(today.withDayOfMonth(5).plusMonths(1), ChronoUnit.DAYS)));
        Instant start = clock.instant();
        Organization organization = company(seed, 150 + random.nextInt(80), start);
        clock.advance(Duration.ofDays(400));
        LocalDate first = LocalDate.ofInstant(start, organization.zone()).withDayOfMonth(1);
        deleteOneThatWasOpenOn(organization, first.plusMonths(1).minusDays(1));
        BigDecimal withheld = BigDecimal.ZERO;
        for (Map.Entry<String, String> viewer : viewers(organization).entrySet()) {
            String token = viewer.getValue();
            for (String part : PARTS) {
                for (LocalDate month : part.equals("both") ? List.of(first.minusMonths(1), first) : List.of(first)) {
                    String about = viewer.getKey() + " " + part + " " + month;
                    JsonNode then = get(
                                    "/api/v2/dashboard?scope=" + part + "&period="
                                            + month.toString().substring(0, 7),
                                    token)
                            .body();
                    String day = then.at("/period/as_of").asString();
                    assertThat(day).isEqualTo(month.plusMonths(1).minusDays(1).toString());
                    String rows = "scope=" + part + "&as_of=" + day;
                    JsonNode list = get("/api/v2/opportunities?" + rows, token).body();
                    JsonNode totals = list.get("totals");
                    equal(
                            about + " pipeline",
                            then.at("/kpis/pipeline/value"),
                            totals.get("amount").decimalValue());
                    equal(
                            about + " open",
                            then.at("/kpis/open/value"),
                            totals.get("count").decimalValue());
                    Rows shown = rows(token, rows);
                    JsonNode away = totals.get("withheld");
                    equal(
                            about + " rows",
                            totals.get("count"),
                            shown.count().add(away.get("count").decimalValue()));
                    equal(
                            about + " sum",
                            totals.get("amount"),
                            shown.amount().add(away.get("amount").decimalValue()));
                    withheld = withheld.add(away.get("count").decimalValue());
                    if (month.isBefore(first)) {
                        assertThat(then.at("/kpis/weighted/value").isNull())
                                .as(about)
                                .isTrue();
                        assertThat(then.get("stages")).as(about).isEmpty();
                        continue;
                    }
                    equal(
                            about + " weighted",
                            then.at("/kpis/weighted/value"),
                            totals.get("weighted").decimalValue());
                    BigDecimal inStages = BigDecimal.ZERO;
                    for (JsonNode stage : then.get("stages")) {
                        String id = stage.get("stage_id").isNull()
                                ? "none"
                                : stage.get("stage_id").asString();
                        JsonNode inStage = get("/api/v2/opportunities?" + rows + "&stage=" + id, token)
                                .body()
                                .get("totals");
                        equal(
                                about + " stage " + id,
                                stage.get("amount"),
                                inStage.get("amount").decimalValue());
                        equal(
                                about + " stage " + id + " count",
                                stage.get("count"),
                                inStage.get("count").decimalValue());
                        inStages = inStages.add(stage.get("amount").decimalValue());
                    }
                    equal(about + " all stages", then.at("/kpis/pipeline/value"), inStages);
                }
            }
        }
        assertThat(withheld).as("what has been deleted since").isPositive();
    }

    private void deleteOneThatWasOpenOn(Organization organization, LocalDate day) {
        JsonNode open = get("/api/v2/opportunities?as_of=" + day, signIn(account(organization, Role.CEO)))
                .body()
                .get("items");
        assertThat(open).as("open on " + day).isNotEmpty();
        String id = open.get(0).get("id").asString();
        append(organization, "opportunity/" + id, clock.instant(), new OpportunityDeleted());
        awaitViews(organization);
    }

    @Test
    void aDealThatComesBackCountsOnceAndOnlyFromThen() {
        Organization organization = organization();
        Instant start = clock.instant();
        String created = """
                {"details": {"name": "Chairs", "kind": "opportunity", "active": true, "expected_revenue": 100, "probability": 10,
                 "tag_ids": []}, "created_at": "%s"}""".formatted(start);
        append(organization, start, "crm.opportunity.created", created);
        append(organization, start.plus(Duration.ofDays(40)), "crm.opportunity.deleted", "{}");
        append(organization, start, "crm.opportunity.created", created);
        awaitViews(organization);
        clock.advance(Duration.ofDays(100));
        String ceo = signIn(account(organization, Role.CEO));
        for (int days : List.of(0, 39, 40, 90)) {
            LocalDate day = LocalDate.ofInstant(start, organization.zone()).plusDays(days);
            assertThat(get("/api/v2/opportunities?as_of=" + day, ceo)
                            .body()
                            .at("/totals/count")
                            .asInt())
                    .as("after " + days + " days")
                    .isEqualTo(1);
        }
        LocalDate before = LocalDate.ofInstant(start, organization.zone()).minusDays(1);
        assertThat(get("/api/v2/opportunities?as_of=" + before, ceo)
                        .body()
                        .at("/totals/count")
                        .asInt())
                .isZero();
        for (String wrong : List.of(
                "as_of=2026-02-30",
                "as_of=soon",
                "as_of=2026-11-01&status=won",
                "as_of=2026-11-01&kind=lead",
                "closed_on=2026-11-01&period=2026",
                "closed_on=+99999-01-01")) {
            assertThat(get("/api/v2/opportunities?" + wrong, ceo).code())
                    .as(wrong)
                    .isEqualTo("invalid_day");
        }
    }

    private void append(Organization organization, Instant at, String type, String data) {
        log.append(
                organization.id(),
                List.of(new StreamAppend(
                        new StreamId("opportunity", "back"),
                        ExpectedVersion.any(),
                        List.of(new NewEvent(
                                UUID.randomUUID(),
                                type,
                                1,
                                at,
                                data,
                                new EventOrigin("test", null, null, null, null))))));
    }

    /** What is open is compared in the period that runs; what was closed also in those before. */
    private void compare(String token, String about, String whose) {
        JsonNode now = get("/api/v2/dashboard?" + whose, token).body();
        Rows open = rows(token, whose + "&status=open");
        equal(about + " pipeline", now.at("/kpis/pipeline/value"), open.amount());
        equal(about + " open", now.at("/kpis/open/value"), open.count());
        equal(
                about + " weighted",
                now.at("/kpis/weighted/value"),
                rows(token, whose + "&status=open&sort=-weighted").weighted());
        for (JsonNode stage : now.get("stages")) {
            String id = stage.get("stage_id").isNull()
                    ? "none"
                    : stage.get("stage_id").asString();
            Rows inStage = rows(token, whose + "&status=open&stage=" + id);
            equal(about + " stage " + id, stage.get("amount"), inStage.amount());
            equal(about + " stage " + id + " count", stage.get("count"), inStage.count());
        }
        String quarter = now.at("/period/id").asString();
        String year = quarter.substring(0, 4);
        for (String period : List.of(quarter, year, Integer.toString(Integer.parseInt(year) - 1))) {
            JsonNode kpis = get("/api/v2/dashboard?" + whose + "&period=" + period, token)
                    .body()
                    .get("kpis");
            Rows won = rows(token, whose + "&status=won&sort=-closed_at&period=" + period);
            Rows closed = rows(token, whose + "&status=all&sort=-closed_at&period=" + period);
            String of = about + " " + period + " ";
            equal(of + "won", kpis.at("/won/value"), won.amount());
            equal(of + "won count", kpis.at("/won/count"), won.count());
            equal(of + "win rate", kpis.at("/win_rate/value"), winRate(closed));
            equal(
                    of + "won of closed",
                    kpis.at("/win_rate/won"),
                    closed.of("won").count());
            equal(
                    of + "lost of closed",
                    kpis.at("/win_rate/lost"),
                    closed.of("lost").count());
            equal(of + "average deal", kpis.at("/average_deal/value"), quotient(won.amount(), won.count()));
            equal(of + "sales cycle", kpis.at("/sales_cycle_days/value"), quotient(won.days(), won.count()));
            performers(token, of, whose, period, won, open);
            JsonNode day = null;
            for (JsonNode point : get("/api/v2/dashboard?" + whose + "&period=" + period, token)
                    .body()
                    .get("trend")) {
                day = point.has("day")
                                && !point.get("day").isNull()
                                && point.get("won").asDouble() > 0
                        ? point
                        : day;
            }
            if (day != null) {
                String on = day.get("day").asString();
                equal(
                        of + on + " won",
                        day.get("won"),
                        rows(token, whose + "&status=won&closed_on=" + on).amount());
                equal(
                        of + on + " pipeline",
                        day.get("pipeline"),
                        get("/api/v2/opportunities?" + whose + "&as_of=" + on, token)
                                .body()
                                .at("/totals/amount")
                                .decimalValue());
            }
        }
    }

    /** The best five of those who won something or have something open, and each one's numbers open into rows. */
    private void performers(String token, String about, String whose, String period, Rows won, Rows open) {
        Map<String, BigDecimal> wonBy = won.byOwner();
        Map<String, BigDecimal> openOf = open.byOwner();
        Map<String, BigDecimal> all = new TreeMap<>(wonBy);
        openOf.forEach((owner, amount) -> all.merge(owner, BigDecimal.ZERO, BigDecimal::add));
        Comparator<String> order = Comparator.<String, BigDecimal>comparing(
                        owner -> wonBy.getOrDefault(owner, BigDecimal.ZERO))
                .thenComparing(owner -> openOf.getOrDefault(owner, BigDecimal.ZERO))
                .reversed()
                .thenComparing(Comparator.naturalOrder());
        List<String> best = all.keySet().stream()
                .filter(owner -> wonBy.getOrDefault(owner, BigDecimal.ZERO).signum() > 0
                        || openOf.getOrDefault(owner, BigDecimal.ZERO).signum() > 0)
                .sorted(order)
                .limit(5)
                .toList();
        JsonNode shown = get("/api/v2/dashboard?" + whose + "&period=" + period, token)
                .body()
                .get("top_performers");
        assertThat(shown.valueStream().map(each -> each.get("user_id").asString()))
                .as(about + "top performers")
                .containsExactlyElementsOf(best);
        for (JsonNode each : shown) {
            String owner = each.get("user_id").asString();
            Rows theirs = rows(token, whose + "&owner=" + owner + "&status=won&sort=-closed_at&period=" + period);
            equal(about + owner + " won", each.get("won_amount"), theirs.amount());
            equal(about + owner + " won count", each.get("won_count"), theirs.count());
            equal(
                    about + owner + " pipeline",
                    each.get("pipeline"),
                    rows(token, whose + "&owner=" + owner + "&status=open").amount());
        }
    }

    private record Rows(List<JsonNode> items) {
        BigDecimal count() {
            return BigDecimal.valueOf(items.size());
        }

        BigDecimal amount() {
            return sum("amount");
        }

        BigDecimal weighted() {
            return sum("weighted");
        }

        BigDecimal days() {
            return items.stream()
                    .map(item -> BigDecimal.valueOf(
                                    Duration.between(instant(item, "created_at"), instant(item, "closed_at"))
                                            .toSeconds())
                            .divide(BigDecimal.valueOf(86_400), 4, RoundingMode.HALF_UP))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        Rows of(String status) {
            return new Rows(items.stream()
                    .filter(item -> item.get("status").asString().equals(status))
                    .toList());
        }

        /** Without those that nobody has. */
        Map<String, BigDecimal> byOwner() {
            Map<String, BigDecimal> owners = new TreeMap<>();
            for (JsonNode item : items) {
                if (!item.get("owner").isNull()) {
                    owners.merge(item.at("/owner/user_id").asString(), decimal(item, "amount"), BigDecimal::add);
                }
            }
            return owners;
        }

        private BigDecimal sum(String field) {
            return items.stream().map(item -> decimal(item, field)).reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        /** What cannot be converted adds nothing. */
        private static BigDecimal decimal(JsonNode item, String field) {
            return item.get(field).isNull() ? BigDecimal.ZERO : item.get(field).decimalValue();
        }

        private static Instant instant(JsonNode item, String field) {
            return Instant.parse(item.get(field).asString());
        }
    }

    private Rows rows(String token, String query) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("/api/v2/opportunities?limit=100&" + query + cursor, token)
                    .body();
            page.get("items").forEach(items::add);
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asString();
        } while (!cursor.isEmpty());
        return new Rows(items);
    }

    private static @Nullable BigDecimal winRate(Rows closed) {
        return quotient(closed.of("won").count(), closed.count());
    }

    private static @Nullable BigDecimal quotient(BigDecimal sum, BigDecimal count) {
        return count.signum() == 0 ? null : sum.divide(count, 4, RoundingMode.HALF_UP);
    }

    /** Null is undefined and not 0. */
    private static void equal(String about, JsonNode shown, @Nullable BigDecimal expected) {
        if (expected == null) {
            assertThat(shown.isNull()).as(about).isTrue();
        } else {
            assertThat(shown.decimalValue()).as(about).isEqualByComparingTo(expected);
        }
    }

    /** A random history of the last months, read today. */
    private Organization company(long seed, int length) {
        return company(seed, length, clock.instant().minus(Duration.ofDays(60)));
    }

    /** Fiscal years from April. */
    private Organization company(long seed, int length, Instant start) {
        Organization organization = organizations.ensure(
                "figures-" + seed + "-" + System.nanoTime(),
                "Figures",
                "EUR",
                ZoneId.of("America/New_York"),
                Month.APRIL);
        for (RecordedEvent each : new RandomSales(seed, organization.id(), PEOPLE, start).history(length)) {
            log.append(
                    organization.id(),
                    List.of(new StreamAppend(each.stream(), ExpectedVersion.any(), List.of(each.event()))));
        }
        awaitViews(organization);
        return organization;
    }

    /** Tokens by what the viewers are called: every person as a salesperson, some as managers, someone who is nobody. */
    private Map<String, String> viewers(Organization organization) {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("ceo", signIn(account(organization, Role.CEO)));
        List<String> people = transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("""
                                SELECT p.person_id FROM user_profiles p
                                LEFT JOIN team_leads l ON l.organization_id = p.organization_id AND l.leader_id = p.person_id
                                WHERE p.organization_id = ? AND p.user_key IS NOT NULL
                                GROUP BY p.person_id, p.total_reports
                                ORDER BY count(l.team_id) DESC, p.total_reports DESC, p.person_id LIMIT 4
                                """)
                        .param(organization.id().value())
                        .query(String.class)
                        .list());
        for (int i = 0; i < people.size(); i++) {
            String person = people.get(i);
            Role role = i == 0 ? Role.ADMIN : i % 2 == 0 ? Role.MANAGER : Role.SALES_REP;
            String email = person + "-" + organization.id() + "@figures.test";
            tokens.put(role + " " + person, signIn(account(organization, role, email, person)));
        }
        return tokens;
    }
}
