package dev.sightline.server.crm.dashboard;

import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.ActivityClosed;
import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.CrmEvent.StageCreated;
import dev.sightline.catalog.CrmEvent.StageDetails;
import dev.sightline.catalog.CrmEvent.StageUpdated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.catalog.HrmEvent.UserUpdated;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A dashboard that was answered before is answered again as it was, and no longer than that: whatever moves is seen at the next request. */
class DashboardAgainIT extends ServerTest {
    private Organization organization;
    private Instant now;
    private String ann;

    @BeforeEach
    void company() {
        // Asked for twice, it is of one day.
        farFromTheEndOfTags();
        organization = organization();
        now = clock.instant();
        append(organization, "user/u1", now, user("Ann"));
        append(organization, "user/u2", now, user("Bob"));
        append(organization, "stage/s1", now, stage("New"));
        append(organization, "opportunity/o1", now, deal("Chairs", null, "s1", "u1", null, now));
        append(organization, "activity/a1", now, new ActivityPlanned(call(today().plusDays(1))));
        ann = signIn(account(organization, Role.SALES_REP, "ann" + organization.id() + "@x.test", "user-u1"));
        awaitViews(organization);
    }

    @Test
    void it_is_the_same_and_fresh_while_nothing_moves() {
        JsonNode first = dashboard();
        JsonNode second = dashboard();

        assertThat(second).isEqualTo(first);
        assertThat(first.at("/upcoming_activities").size()).isEqualTo(1);
        assertThat(first.at("/kpis/pipeline/value").asInt()).isEqualTo(10);
    }

    @Test
    void names_figures_and_activities_are_those_of_now() {
        assertThat(dashboard().at("/stages/0/name").asString()).isEqualTo("New");

        append(organization, "stage/s1", now, new StageUpdated(new StageDetails("Fresh", 1, false, false, null)));
        assertThat(moved().at("/stages/0/name").asString()).isEqualTo("Fresh");

        UserDetails renamed = new UserDetails("Anna", "ann@x.test", "ann@x.test", true, true, null, List.of(), null);
        append(organization, "user/u1", now, new UserUpdated(renamed, List.of("name")));
        JsonNode named = moved();
        assertThat(named.at("/viewer/name").asString()).isEqualTo("Anna");
        assertThat(named.at("/top_performers/0/name").asString()).isEqualTo("Anna");

        append(organization, "activity/a1", now, new ActivityClosed(now, "done"));
        assertThat(moved().at("/upcoming_activities").size()).isZero();

        append(organization, "opportunity/o1", now, new OpportunityWon(now));
        JsonNode won = moved();
        assertThat(won.at("/kpis/pipeline/value").asInt()).isZero();
        assertThat(won.at("/kpis/won/value").asInt()).isEqualTo(10);
    }

    @Test
    void what_others_do_moves_the_views_and_leaves_ones_figures() {
        JsonNode before = dashboard();

        long position = append(organization, "opportunity/o2", now, deal("Tables", null, "s1", "u2", null, now));
        JsonNode after = moved();

        assertThat(after.at("/freshness/position").asLong()).isEqualTo(position);
        for (String part : List.of("/kpis", "/stages", "/trend", "/top_performers", "/parts")) {
            assertThat(after.at(part)).as(part).isEqualTo(before.at(part));
        }
    }

    @Test
    void another_day_is_another_dashboard_though_nothing_moves() {
        assertThat(dashboard().at("/upcoming_activities").size()).isEqualTo(1);

        clock.advance(Duration.ofDays(3));
        ann = signIn(account(organization, Role.SALES_REP, "anne" + organization.id() + "@x.test", "user-u1"));
        awaitViews(organization);
        dashboard();

        assertThat(dashboard().at("/upcoming_activities").size()).isZero();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now, organization.zone());
    }

    private static StageCreated stage(String name) {
        return new StageCreated(new StageDetails(name, 1, false, false, null));
    }

    private ActivityDetails call(LocalDate due) {
        return new ActivityDetails(null, "Call", "u1", due, "opportunity", "o1", null, now);
    }

    /** Asked for twice once the views are there: put together, and answered again. */
    private JsonNode moved() {
        awaitViews(organization);
        JsonNode first = dashboard();
        assertThat(dashboard()).isEqualTo(first);
        return first;
    }

    private JsonNode dashboard() {
        Response response = get("/api/v2/dashboard", ann);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return response.body();
    }
}
