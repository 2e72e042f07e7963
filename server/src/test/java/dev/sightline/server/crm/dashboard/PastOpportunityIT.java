package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.OpportunityAssigned;
import dev.sightline.catalog.CrmEvent.OpportunityDeleted;
import dev.sightline.catalog.CrmEvent.OpportunityStageChanged;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.CrmEvent.StageCreated;
import dev.sightline.catalog.CrmEvent.StageDetails;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.server.SampleFacts;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** One deal as it stood at a past moment, over HTTP. */
class PastOpportunityIT extends ServerTest {
    private static final int PEOPLE = 6;
    private static final List<String> COUNTED =
            List.of("/owner/user_id", "/team/id", "/stage/id", "/amount", "/weighted", "/status", "/kind");
    /** Of a deal that is worth nothing, the list has these as they were later: no figure notices. */
    private static final List<String> WORTH_SOMETHING = List.of("/expected_revenue", "/currency", "/probability");

    static LongStream seeds() {
        return Seeds.take(2);
    }

    /** Of each day, exactly the deals that the list of that day has were open, and they look as they do there. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aDealOfAnEarlierDayIsThatOfTheList(long seed) {
        Random random = Seeds.random(seed);
        Organization organization = organizations.ensure(
                "past-" + seed + "-" + System.nanoTime(), "Past", "EUR", ZoneId.of("America/New_York"), Month.APRIL);
        Instant start = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<RecordedEvent> history =
                new RandomSales(seed, organization.id(), PEOPLE, start).history(110 + random.nextInt(40));
        for (RecordedEvent each : history) {
            log.append(
                    organization.id(),
                    List.of(new StreamAppend(each.stream(), ExpectedVersion.any(), List.of(each.event()))));
        }
        awaitViews(organization);
        clock.advance(Duration.ofDays(400));
        String ceo = signIn(account(organization, Role.CEO));
        List<String> all = history.stream()
                .filter(each -> each.stream().category().equals("opportunity"))
                .map(each -> each.stream().key())
                .distinct()
                .toList();
        Instant end = history.getLast().event().occurredAt();
        int compared = 0;
        for (int part = 1; part <= 6; part++) {
            Instant at =
                    start.plus(Duration.between(start, end).multipliedBy(part).dividedBy(6));
            LocalDate day = LocalDate.ofInstant(at, organization.zone());
            Map<String, JsonNode> listed = new LinkedHashMap<>();
            JsonNode page =
                    get("/api/v2/opportunities?limit=100&as_of=" + day, ceo).body();
            assertThat(page.get("next_cursor").isNull()).as("one page").isTrue();
            page.get("items").forEach(item -> listed.put(item.get("id").asString(), item));
            for (String id : all) {
                Response shown = get("/api/v2/opportunities/" + id + "?as_of=" + day, ceo);
                JsonNode item = listed.get(id);
                if (item == null) {
                    // What has been deleted since is listed to nobody, and shown to whoever asks for it and sees
                    // everything.
                    boolean deleted = get("/api/v2/opportunities/" + id, ceo).status() == 404;
                    boolean open = shown.status() == 200
                            && shown.body().get("status").asString().equals("open")
                            && shown.body().get("kind").asString().equals("opportunity");
                    assertThat(open && !deleted).as(id + " on " + day).isFalse();
                    continue;
                }
                compared++;
                assertThat(shown.status()).as(id + " on " + day).isEqualTo(200);
                List<String> fields = new ArrayList<>(COUNTED);
                if (item.get("amount").asDouble(0) != 0) {
                    fields.addAll(WORTH_SOMETHING);
                }
                for (String field : fields) {
                    assertThat(shown.body().at(field))
                            .as(field + " of " + id + " on " + day)
                            .isEqualTo(item.at(field));
                }
            }
        }
        assertThat(compared).isPositive();
    }

    @Test
    void aDealIsShownAsOfADayAnInstantOrAPosition() {
        Organization organization = organization();
        Instant start = clock.instant().truncatedTo(ChronoUnit.MICROS);
        append(organization, "user/u1", start, SampleFacts.user("Ann"));
        append(organization, "user/u2", start, SampleFacts.user("Bob"));
        append(organization, "stage/s1", start, new StageCreated(new StageDetails("New", 1, false, false, null)));
        append(organization, "stage/s2", start, new StageCreated(new StageDetails("Offer", 2, false, false, null)));
        long created = append(organization, "opportunity/o1", start, SampleFacts.deal("Chairs", null, start));
        Instant moved = start.plus(Duration.ofDays(10));
        long offered = append(organization, "opportunity/o1", moved, new OpportunityStageChanged(null, "s2"));
        Instant won = start.plus(Duration.ofDays(20));
        append(organization, "opportunity/o1", won, new OpportunityWon(won));
        Instant given = start.plus(Duration.ofDays(30));
        append(organization, "opportunity/o1", given, new OpportunityAssigned("u1", "u2", null, null));
        awaitViews(organization);
        clock.advance(Duration.ofDays(100));
        String ann = signIn(account(organization, Role.SALES_REP, "ann" + organization.id() + "@x.test", "user-u1"));
        String bob = signIn(account(organization, Role.SALES_REP, "bob" + organization.id() + "@x.test", "user-u2"));

        JsonNode first = shown(bob, day(organization, start.plus(Duration.ofDays(9))));
        assertThat(first.at("/stage").isNull()).isTrue();
        assertThat(first.at("/owner/name").asString()).isEqualTo("Ann");
        assertThat(first.at("/status").asString()).isEqualTo("open");
        assertThat(first.at("/history").size()).isEqualTo(1);
        assertThat(first.at("/as_of/position").asLong()).isEqualTo(created);
        assertThat(first.at("/as_of/known_from").isNull()).isFalse();
        JsonNode second = shown(bob, day(organization, moved));
        assertThat(second.at("/stage/name").asString()).isEqualTo("Offer");
        assertThat(Instant.parse(second.at("/updated_at").asString())).isEqualTo(moved);
        assertThat(shown(bob, moved.minusMillis(1).toString()).at("/stage").isNull())
                .isTrue();
        assertThat(shown(bob, moved.toString()).at("/stage/name").asString()).isEqualTo("Offer");
        assertThat(shown(bob, Long.toString(offered)).at("/history").size()).isEqualTo(2);
        assertThat(shown(bob, Long.toString(offered)).at("/status").asString()).isEqualTo("open");
        JsonNode closed = shown(bob, day(organization, won.plus(Duration.ofDays(3))));
        assertThat(closed.at("/status").asString()).isEqualTo("won");
        assertThat(closed.at("/mine").asBoolean()).as("it was Ann's then").isFalse();

        assertThat(get("/api/v2/opportunities/o1?as_of=" + day(organization, moved), ann)
                        .status())
                .as("no longer to be seen by her, so neither is its past")
                .isEqualTo(404);
        assertThat(get("/api/v2/opportunities/o9?as_of=" + day(organization, moved), bob)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoSeesEverythingSeesWhatHasBeenDeletedSince() {
        Organization organization = organization();
        Instant start = clock.instant().truncatedTo(ChronoUnit.MICROS);
        append(organization, "user/u1", start, SampleFacts.user("Ann"));
        append(organization, "opportunity/o1", start, SampleFacts.deal("Chairs", null, start));
        Instant deleted = start.plus(Duration.ofDays(10));
        append(organization, "opportunity/o1", deleted, new OpportunityDeleted());
        awaitViews(organization);
        clock.advance(Duration.ofDays(100));
        String ceo = signIn(account(organization, Role.CEO));
        String ann = signIn(account(organization, Role.SALES_REP, "ann" + organization.id() + "@x.test", "user-u1"));
        String before = day(organization, start.plus(Duration.ofDays(5)));
        assertThat(shown(ceo, before).at("/name").asString()).isEqualTo("Chairs");
        assertThat(get("/api/v2/opportunities/o1?as_of=" + before, ann).status())
                .isEqualTo(404);
        assertThat(get("/api/v2/opportunities/o1", ceo).status()).isEqualTo(404);
        Response after = get("/api/v2/opportunities/o1?as_of=" + day(organization, deleted), ceo);
        assertThat(after.code()).isEqualTo("not_there");
        assertThat(after.body().at("/errors/0/field").asString()).isEqualTo("as_of");
        assertThat(get("/api/v2/opportunities/none?as_of=" + before, ceo).status())
                .isEqualTo(404);
    }

    @Test
    void whatIsNoPastMomentIsNamedAsAField() {
        Organization organization = organization();
        Instant start = clock.instant().truncatedTo(ChronoUnit.MICROS);
        long head = append(organization, "opportunity/o1", start, SampleFacts.deal("Chairs", null, start));
        awaitViews(organization);
        String ceo = signIn(account(organization, Role.CEO));
        for (String wrong : List.of(
                "soon",
                "2026-02-30",
                "+99999-01-01",
                "2026-11-01Tnoon",
                "-1",
                day(organization, start.plus(Duration.ofDays(2))),
                start.plus(Duration.ofDays(1)).toString(),
                Long.toString(head + 1_000),
                "9".repeat(40))) {
            Response refused = get("/api/v2/opportunities/o1?as_of=" + wrong.replace("+", "%2B"), ceo);
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.code()).as(wrong).isEqualTo("invalid_as_of");
            assertThat(refused.body().at("/errors/0/field").asString())
                    .as(wrong)
                    .isEqualTo("as_of");
        }
        assertThat(get("/api/v2/opportunities/o1?as_of=" + day(organization, start.minus(Duration.ofDays(2))), ceo)
                        .code())
                .isEqualTo("not_there");
        assertThat(get("/api/v2/opportunities/o1?as_of=0", ceo).code()).isEqualTo("not_there");
    }

    private JsonNode shown(String token, String asOf) {
        Response answer = get("/api/v2/opportunities/o1?as_of=" + asOf, token);
        assertThat(answer.status()).as(asOf + ": " + answer.text()).isEqualTo(200);
        assertThat(answer.body().at("/as_of/moment").asString()).isEqualTo(asOf);
        return answer.body();
    }

    private static String day(Organization organization, Instant time) {
        return LocalDate.ofInstant(time, organization.zone()).toString();
    }
}
