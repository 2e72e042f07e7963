package dev.sightline.server.crm;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.sightline.catalog.CrmEvent.ActivityClosed;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.CrmEvent.StageCreated;
import dev.sightline.catalog.CrmEvent.StageDetails;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The lists as files, over HTTP. */
class ListExportsIT extends ServerTest {
    private static final List<String> LISTS = List.of("opportunities", "accounts", "activities");

    /** More than one read of the database brings, and than screens ever loaded. */
    private static final int MANY = 5_100;

    private Organization organization;
    private Instant now;
    private String ann;
    private String ceo;

    @BeforeEach
    void twoSalespeople() {
        organization = organization();
        now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        append(organization, "user/u1", now, user("Ann"));
        append(organization, "user/u2", now, user("Bob"));
        append(organization, "stage/s1", now, new StageCreated(new StageDetails("New", 1, false, false, null)));
        append(organization, "account/a1", now, customer("Acme, \"Inc\"", "u1"));
        append(organization, "account/a2", now, customer("Secret customer", "u2"));
        append(organization, "opportunity/o1", now, deal("Chairs", "a1", "s1", "u1", null, now));
        append(
                organization,
                "opportunity/o2",
                now,
                deal("Tables", "a1", "s1", "u1", null, now),
                new OpportunityWon(now));
        append(organization, "opportunity/o3", now, deal("Secret deal", "a2", "s1", "u2", null, now));
        append(organization, "activity/c1", now, activity("Call Acme", "u1", "a1", 1));
        append(
                organization,
                "activity/c2",
                now,
                activity("Visit Acme", "u1", "a1", -1),
                new ActivityClosed(now, "done"));
        append(organization, "activity/c3", now, activity("Secret call", "u2", "a2", -1));
        String email = "ann-" + organization.id() + "@x.test";
        ann = signIn(account(organization, Role.SALES_REP, email, "user-u1"));
        ceo = signIn(account(organization, Role.CEO));
        awaitViews(organization);
    }

    @Test
    void holds_the_rows_of_the_list_in_its_order_and_nobody_elses() {
        int rows = 0;
        for (String token : List.of(ann, ceo)) {
            for (String asked : List.of(
                    "opportunities?sort=name",
                    "opportunities?status=all&sort=-name",
                    "opportunities?status=won&sort=-closed_at",
                    "opportunities?status=all&scope=team&sort=owner",
                    "opportunities?stage=s1&status=all&sort=stage",
                    "opportunities?account=a1&status=all&sort=-weighted",
                    "opportunities?q=chair+ann",
                    "accounts",
                    "accounts?sort=name",
                    "accounts?q=secret",
                    "activities",
                    "activities?state=overdue&sort=-due",
                    "activities?state=done&sort=-closed_at",
                    "activities?q=call&sort=summary")) {
                List<String> shown = get("/api/v2/" + asked, token)
                        .body()
                        .get("items")
                        .valueStream()
                        .map(item -> item.get(asked.startsWith("activities") ? "summary" : "name")
                                .asString())
                        .toList();
                List<String> taken = column(
                        exported(asked, token), asked.startsWith("activities") ? "Summary" : firstHeading(asked));
                assertThat(taken).as(asked).isEqualTo(shown);
                if (token.equals(ann)) {
                    assertThat(taken).as(asked).noneMatch(name -> name.startsWith("Secret"));
                }
                rows += taken.size();
            }
        }
        assertThat(rows).isGreaterThan(25);
    }

    private static String firstHeading(String asked) {
        return asked.startsWith("accounts") ? "Account" : "Opportunity";
    }

    @Test
    void is_written_for_spreadsheets_and_keeps_what_is_exact() {
        Instant created = Instant.parse("2026-03-04T05:06:07Z");
        append(
                organization,
                "opportunity/o4",
                created,
                worth("90071992547409.93", "=HYPERLINK(\"http://x\")", created));
        append(organization, "opportunity/o5", created, worth("-5", "+49 30, \u00FCber", created));
        awaitViews(organization);
        Response file = get(
                "/api/v2/opportunities/export?sort=-expected_revenue&columns=created,name,amount,probability,currency,deadline,account",
                ann);
        assertThat(file.status()).as(file.text()).isEqualTo(200);
        assertThat(file.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"opportunities.csv\"");
        assertThat(file.header("Cache-Control")).isEqualTo("no-store");
        assertThat(file.text())
                .isEqualTo("\uFEFFCreated,Opportunity,Expected revenue,Probability,Currency,Expected close,Account\r\n"
                        + "2026-03-04T05:06:07Z,\"'=HYPERLINK(\"\"http://x\"\")\",90071992547409.93,12.5,EUR,2026-12-24,\r\n"
                        + now + ",Chairs,10,10,EUR,,\"Acme, \"\"Inc\"\"\"\r\n"
                        + "2026-03-04T05:06:07Z,\"'+49 30, \u00FCber\",-5,12.5,EUR,2026-12-24,\r\n");
        assertThat(records(get("/api/v2/opportunities/export", ann)).getFirst())
                .containsExactly(
                        "Opportunity",
                        "Account",
                        "Owner",
                        "Stage",
                        "Expected revenue",
                        "Currency",
                        "Probability",
                        "Weighted",
                        "Expected close",
                        "Closed",
                        "Updated",
                        "Created",
                        "Sales team",
                        "Tags");
        List<List<String>> accounts = exported("accounts?sort=name", ann);
        assertThat(accounts.getFirst())
                .containsExactly(
                        "Account", "Place", "Owner", "Industry", "Open", "Pipeline", "Won, all time", "Last activity");
        assertThat(accounts.get(1)).startsWith("Acme, \"Inc\"", "", "Ann", "", "1", "10", "10");
        List<List<String>> activities = exported("activities", ann);
        assertThat(activities.getFirst()).containsExactly("Type", "Summary", "About", "Owner", "Due", "State", "Done");
        assertThat(activities.get(1))
                .containsExactly(
                        "",
                        "Call Acme",
                        "Acme, \"Inc\"",
                        "Ann",
                        today().plusDays(1).toString(),
                        "upcoming",
                        "");
    }

    @Test
    void of_an_earlier_day_leaves_out_what_nobody_knew_then() {
        Instant before = now.minus(Duration.ofDays(60));
        append(organization, "opportunity/o6", before, deal("Long there", null, "s1", "u1", null, before));
        awaitViews(organization);
        for (LocalDate day : List.of(today().minusDays(30), today())) {
            List<List<String>> taken = exported("opportunities?sort=name&as_of=" + day, ann);
            assertThat(column(taken, "Opportunity"))
                    .containsExactlyElementsOf(
                            day.equals(today()) ? List.of("Chairs", "Long there") : List.of("Long there"));
            assertThat(taken.getFirst())
                    .contains("Expected revenue", "Created")
                    .doesNotContain("Expected close", "Closed", "Updated", "Tags");
            assertThat(taken.getFirst().contains("Stage")).isEqualTo(day.equals(today()));
        }
        assertThat(get("/api/v2/opportunities/export?columns=tags&as_of=" + today(), ann)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void holds_all_rows_however_many_there_are() {
        EventCodec codec = new EventCodec();
        List<StreamAppend> all = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("Chairs"));
        for (int i = 0; i < MANY; i++) {
            String name = "Many %05d".formatted(i);
            names.add(name);
            OpportunityCreated fact = deal(name, null, "s1", "u1", null, now);
            NewEvent event = new NewEvent(
                    UUID.randomUUID(),
                    EventCodec.typeOf(fact),
                    EventCodec.versionOf(fact),
                    now,
                    codec.write(fact),
                    new EventOrigin("test", null, null, null, null));
            all.add(new StreamAppend(StreamId.parse("opportunity/m" + i), ExpectedVersion.any(), List.of(event)));
        }
        for (int i = 0; i < MANY; i += 500) {
            log.append(organization.id(), all.subList(i, Math.min(MANY, i + 500)));
        }
        awaitViews(organization);
        assertThat(column(exported("opportunities?sort=name", ann), "Opportunity"))
                .isEqualTo(names);
        assertThat(entries().getFirst().get("detail").asString()).startsWith((MANY + 1) + " rows; ");
    }

    @Test
    void each_is_told_to_the_audit_log_with_its_filters_and_without_what_was_searched() {
        exported("opportunities?status=all&stage=s1&scope=mine&q=chair&sort=name", ann);
        exported("accounts", ceo);
        exported("activities?state=done&person=user-u1", ceo);
        List<JsonNode> entries = entries();
        assertThat(entries.stream().map(entry -> entry.at("/on/id").asString()))
                .containsExactly("activities", "accounts", "opportunities");
        assertThat(entries.stream().map(entry -> entry.get("detail").asString()))
                .containsExactly(
                        "1 row; state=done, person=user-u1",
                        "2 rows",
                        "1 row; kind=opportunity, status=all, scope=mine, stage=s1, search=yes");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.get("action").asString()).isEqualTo("records.exported");
            assertThat(entry.get("outcome").asString()).isEqualTo("done");
            assertThat(entry.at("/from/request_id").asString()).isNotBlank();
        });
        assertThat(entries.getLast().at("/actor/email").asString()).startsWith("ann-");
    }

    @Test
    void what_is_refused_hands_out_nothing_and_tells_of_no_export() {
        for (String asked : List.of(
                "opportunities/export?status=odd",
                "opportunities/export?sort=secret",
                "opportunities/export?columns=name,secret",
                "opportunities/export?columns=name,name",
                "opportunities/export?columns=",
                "opportunities/export?as_of=soon",
                "accounts/export?columns=amount",
                "activities/export?state=odd",
                "activities/export?limit=5")) {
            assertThat(get("/api/v2/" + asked, ann).status()).as(asked).isEqualTo(400);
        }
        assertThat(get("/api/v2/opportunities/export?person=user-u2", ann).status())
                .isEqualTo(404);
        assertThat(get("/api/v2/activities/export?person=user-u2", ann).status())
                .isEqualTo(404);
        String waiting = signIn(account(organization, Role.PENDING));
        for (String list : LISTS) {
            assertThat(get("/api/v2/" + list + "/export", waiting).status()).isEqualTo(403);
            assertThat(get("/api/v2/" + list + "/export", null).status()).isEqualTo(401);
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void counts_as_an_export() {
        for (String list : LISTS) {
            Account person = account(organization, Role.SALES_REP);
            String busy = signIn(person);
            int asked = 0;
            Response last = get("/api/v2/" + list + "/export", busy);
            while (last.status() == 200 && asked < 100) {
                last = get("/api/v2/" + list + "/export", busy);
                asked++;
            }
            assertThat(last.status()).as(list).isEqualTo(429);
            assertThat(get("/api/v2/" + list, busy).status()).as("another kind").isEqualTo(200);
        }
    }

    /** The file of what a list is asked for, by rows; the first has the headings. */
    private List<List<String>> exported(String asked, String token) {
        String[] parts = asked.split("\\?", 2);
        Response file = get("/api/v2/" + parts[0] + "/export" + (parts.length == 1 ? "" : "?" + parts[1]), token);
        assertThat(file.status()).as(asked + ": " + file.text()).isEqualTo(200);
        return records(file);
    }

    private static List<List<String>> records(Response file) {
        return CsvReader.builder().ofCsvRecord(file.text().substring(1)).stream()
                .map(CsvRecord::getFields)
                .toList();
    }

    private static List<String> column(List<List<String>> rows, String heading) {
        int at = rows.getFirst().indexOf(heading);
        return rows.stream().skip(1).map(row -> row.get(at)).toList();
    }

    /** What the audit log says of exports of lists, newest first. */
    private List<JsonNode> entries() {
        awaitViews(organization);
        return get("/api/v2/audit?action=records", signIn(account(organization, Role.ADMIN)))
                .body()
                .get("items")
                .valueStream()
                .toList();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), organization.zone());
    }

    private ActivityPlanned activity(String summary, String owner, @Nullable String account, int inDays) {
        return new ActivityPlanned(
                new ActivityDetails(null, summary, owner, today().plusDays(inDays), "account", account, null, now));
    }

    private static OpportunityCreated worth(String revenue, String name, Instant at) {
        return new OpportunityCreated(
                new OpportunityDetails(
                        name,
                        "opportunity",
                        true,
                        new BigDecimal(revenue),
                        null,
                        new BigDecimal("12.5"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        LocalDate.of(2026, 12, 24)),
                "s1",
                "u1",
                null,
                at);
    }
}
