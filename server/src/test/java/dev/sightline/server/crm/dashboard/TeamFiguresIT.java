package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Lea leads a sales team in which others sell: Ned, who reports to her manager as she does, Far, who does not, and nobody. Whoever looks
 * at her team's numbers sees as much of it as of its deals (R4, R10).
 */
class TeamFiguresIT extends ServerTest {
    private Organization organization;

    @BeforeEach
    void company() {
        organization = organization();
        Instant now = clock.instant();
        person("boss", null);
        person("lea", "boss");
        person("ned", "boss");
        person("far", null);
        append(organization, "team/t", now, new TeamCreated(new TeamDetails("Bikes", "lea", List.of(), true)));
        append(organization, "opportunity/1", now, deal("100", "ned", "t"));
        append(organization, "opportunity/2", now, deal("40", null, "t"));
        append(organization, "opportunity/3", now, deal("7", "far", "t"));
        append(organization, "opportunity/4", now, deal("1000", "lea", "t"));
        append(organization, "opportunity/5", now, deal("3", "ned", null));
        append(organization, "opportunity/6", now, deal("20", "ned", "t"), new OpportunityWon(now));
        awaitViews(organization);
    }

    @Test
    void whoever_sees_all_sees_all_of_it_but_the_leaders_own() {
        expect(signIn(account(organization, Role.CEO)), "147", 3);
    }

    @Test
    void the_leader_sees_all_of_it() {
        expect(signedInAs("lea", Role.SALES_REP), "147", 3);
    }

    @Test
    void a_manager_sees_of_it_what_their_people_and_nobody_have() {
        expect(signedInAs("boss", Role.MANAGER), "140", 2);
    }

    @Test
    void who_does_not_see_what_nobody_has_sees_only_what_their_people_have() {
        expect(signedInAs("boss", Role.SALES_REP), "100", 1);
    }

    @Test
    void who_leads_no_team_and_has_no_reports_has_none() {
        JsonNode team = figures(signIn(account(organization, Role.CEO)), "user-ned");
        assertThat(team.get("pipeline").decimalValue()).isZero();
        assertThat(team.get("open_count").asInt()).isZero();
    }

    private void expect(String token, String pipeline, int open) {
        JsonNode team = figures(token, "user-lea");
        assertThat(team.get("pipeline").decimalValue()).isEqualByComparingTo(pipeline);
        assertThat(team.get("open_count").asInt()).isEqualTo(open);
        assertThat(team.get("won_amount").decimalValue()).isEqualByComparingTo("20");
        JsonNode totals = get("/api/v2/opportunities?scope=team&person=user-lea", token)
                .body()
                .get("totals");
        assertThat(totals.get("amount").decimalValue()).isEqualByComparingTo(pipeline);
        assertThat(totals.get("count").asInt()).isEqualTo(open);
    }

    private JsonNode figures(String token, String person) {
        return get("/api/v2/users/hierarchy", token)
                .body()
                .get("people")
                .valueStream()
                .filter(each -> each.get("user_id").asString().equals(person))
                .findFirst()
                .orElseThrow()
                .at("/figures/team");
    }

    private String signedInAs(String key, Role role) {
        return signIn(account(organization, role, key + "-" + organization.id() + "@team.test", "user-" + key));
    }

    private void person(String key, @Nullable String manager) {
        Instant now = clock.instant();
        append(
                organization,
                "user/" + key,
                now,
                new UserCreated(new UserDetails(key, key, key + "@x.test", true, true, null, List.of(), null)));
        append(
                organization,
                "employee/" + key,
                now,
                new EmployeeCreated(new EmployeeDetails(key, null, null, null, null, key, null, true), manager));
    }

    private OpportunityCreated deal(String revenue, @Nullable String owner, @Nullable String team) {
        return new OpportunityCreated(
                new OpportunityDetails(
                        "Deal",
                        "opportunity",
                        true,
                        new BigDecimal(revenue),
                        null,
                        BigDecimal.TEN,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null),
                null,
                owner,
                team,
                clock.instant());
    }
}
