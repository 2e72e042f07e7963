package dev.sightline.server.crm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.ActivityClosed;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.server.SampleFacts;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The list of activities over HTTP, on random ones: whose, in which state, in which order, and how many there are of each (R4). */
class ActivitiesIT extends SellersTest {
    private static final List<Integer> DAYS = List.of(-40, -3, -1, 0, 0, 1, 2, 9);
    private static final int HOW_MANY = 45;

    private record Activity(String key, @Nullable String owner, int day, boolean closed) {
        boolean is(String state) {
            return switch (state) {
                case "overdue" -> !closed && day < 0;
                case "today" -> !closed && day == 0;
                case "upcoming" -> !closed && day > 0;
                case "open" -> !closed;
                default -> closed;
            };
        }
    }

    static LongStream seeds() {
        return Seeds.take(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_viewer_sees_what_is_theirs_in_each_state_and_order(long seed) {
        Random random = Seeds.random(seed);
        Organization organization = sellers();
        List<Activity> activities = activities(organization, random);
        awaitViews(organization);
        for (Viewer viewer : VIEWERS) {
            String token = signIn(organization, viewer);
            // An activity belongs to no team: whoever leads one sees none for that.
            Predicate<Activity> seen = each -> viewer.sees(each.owner, null);
            Predicate<Activity> own =
                    each -> viewer.key() != null && viewer.key().equals(each.owner);
            compare(token, viewer + " both", "scope=both", activities, seen);
            compare(token, viewer + " mine", "scope=mine", activities, seen.and(own));
            compare(token, viewer + " team", "scope=team", activities, seen.and(own.negate()));
            if (viewer.role() == Role.CEO || viewer.sees("ann", null)) {
                Predicate<Activity> anns = each -> each.owner != null && atOrBelow("ann", each.owner);
                compare(token, viewer + " Ann's line", "person=user-ann", activities, seen.and(anns));
                compare(
                        token,
                        viewer + " Ann's team",
                        "person=user-ann&scope=team",
                        activities,
                        seen.and(anns).and(each -> !"ann".equals(each.owner)));
            } else {
                assertThat(get("/api/v2/activities?person=user-ann", token).status())
                        .as(viewer.toString())
                        .isEqualTo(404);
            }
        }
    }

    private void compare(
            String token, String about, String whose, List<Activity> activities, Predicate<Activity> expected) {
        List<Activity> theirs = activities.stream().filter(expected).toList();
        for (String state : List.of("overdue", "today", "upcoming", "done", "open")) {
            String address = "/api/v2/activities?" + whose + "&state=" + state;
            List<JsonNode> items = items(address, token);
            assertThat(items)
                    .as(about + " " + state)
                    .extracting(item -> item.get("id").asString())
                    .containsExactlyInAnyOrderElementsOf(theirs.stream()
                            .filter(each -> each.is(state))
                            .map(Activity::key)
                            .toList());
            assertThat(items)
                    .allSatisfy(item -> assertThat(
                                    state.equals("open") ? List.of("overdue", "today", "upcoming") : List.of(state))
                            .contains(item.get("state").asString()));
            // Whatever state the list shows.
            JsonNode totals = get(address, token).body().get("totals");
            for (String counted : List.of("overdue", "today", "upcoming")) {
                assertThat(totals.get(counted).asLong())
                        .as(about + " " + state + " counts " + counted)
                        .isEqualTo(
                                theirs.stream().filter(each -> each.is(counted)).count());
            }
        }
        Map<String, Comparator<JsonNode>> orders = Map.of(
                "open&sort=due",
                by("due"),
                "open&sort=summary",
                by("summary"),
                "done&sort=closed_at",
                Comparator.comparing(item -> Instant.parse(item.get("closed_at").asString())));
        orders.forEach((sort, order) -> {
            String address = "/api/v2/activities?" + whose + "&state=" + sort;
            List<JsonNode> up = items(address, token);
            assertThat(up).as(about + " " + sort).isSortedAccordingTo(order);
            assertThat(items(address.replace("sort=", "sort=-"), token))
                    .as(about + " -" + sort)
                    .isEqualTo(up.reversed());
        });
    }

    @Test
    void finds_by_summary_and_subject_whatever_their_accents() {
        Organization organization = sellers();
        append(organization, "account/a", clock.instant(), SampleFacts.customer("Crème", "ann"));
        plan(organization, "x", "Appeler Zoë", "ann", 0);
        plan(organization, "y", "Write", "ann", 0);
        awaitViews(organization);
        String ann = signIn(organization, new Viewer(Role.SALES_REP, "ann"));
        assertThat(items("/api/v2/activities?q=zoe", ann)).singleElement().satisfies(item -> {
            assertThat(item.get("summary").asString()).isEqualTo("Appeler Zoë");
            assertThat(item.at("/on/name").asString()).isEqualTo("Crème");
            assertThat(item.get("mine").asBoolean()).isTrue();
        });
        assertThat(items("/api/v2/activities?q=ZO%C3%8B+appeler", ann)).hasSize(1);
        assertThat(items("/api/v2/activities?q=nobody", ann)).isEmpty();
    }

    private List<Activity> activities(Organization organization, Random random) {
        List<Activity> activities = new ArrayList<>();
        for (int i = 0; i < HOW_MANY; i++) {
            Activity activity = new Activity(
                    "a" + (10 + i),
                    someoneOrNobody(random),
                    DAYS.get(random.nextInt(DAYS.size())),
                    random.nextInt(4) == 0);
            activities.add(activity);
            plan(organization, activity.key, "Task " + (10 + i), activity.owner, activity.day);
            if (activity.closed) {
                Instant at = clock.instant().minusSeconds(random.nextInt(100_000));
                append(organization, "activity/" + activity.key, at, new ActivityClosed(at, "done"));
            }
        }
        return activities;
    }

    private void plan(Organization organization, String key, String summary, @Nullable String owner, int day) {
        LocalDate due =
                LocalDate.ofInstant(clock.instant(), organization.zone()).plusDays(day);
        append(
                organization,
                "activity/" + key,
                clock.instant(),
                new ActivityPlanned(
                        new ActivityDetails(null, summary, owner, due, "account", "a", null, clock.instant())));
    }

    private static Comparator<JsonNode> by(String field) {
        return Comparator.comparing(item -> item.get(field).asString());
    }
}
