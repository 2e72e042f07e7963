package dev.sightline.server.crm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.CrmEvent.StageCreated;
import dev.sightline.catalog.CrmEvent.StageDetails;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.tenancy.Organization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From events to answers, over HTTP. */
class SalesApiIT extends ServerTest {
    @Test
    void aSalespersonSeesTheirOwnAndEveryFigureOpensIntoItsRows() {
        Organization organization = organization();
        Instant now = clock.instant();
        append(organization, "user/u1", now, user("Ann", "ann"));
        append(organization, "user/u2", now, user("Bob", "bob"));
        append(organization, "stage/s1", now, new StageCreated(new StageDetails("New", 1, false, false, null)));
        append(organization, "opportunity/o1", now, deal("Chairs", "1000.50", "u1", now));
        append(organization, "opportunity/o2", now, deal("Tables", "200", "u1", now), new OpportunityWon(now));
        long last = append(organization, "opportunity/o3", now, deal("Secret", "77", "u2", now));
        String ann = signIn(account(organization, Role.SALES_REP, "ann" + organization.id() + "@x.test", "user-u1"));
        String ceo = signIn(account(organization, Role.CEO));

        JsonNode dashboard = get("/api/v2/dashboard?min_position=" + last, ann).body();
        assertThat(dashboard.at("/kpis/pipeline/value").decimalValue()).isEqualByComparingTo("1000.5");
        assertThat(dashboard.at("/kpis/won/value").decimalValue()).isEqualByComparingTo("200");
        assertThat(dashboard.at("/kpis/win_rate/value").decimalValue()).isEqualByComparingTo("1");
        assertThat(dashboard.at("/stages/0/count").asInt()).isEqualTo(1);
        assertThat(dashboard.at("/top_performers/0/user_id").asString()).isEqualTo("user-u1");

        JsonNode open = get("/api/v2/opportunities?status=open", ann).body();
        assertThat(open.at("/totals/amount").decimalValue()).isEqualByComparingTo("1000.5");
        assertThat(open.at("/items/0/name").asString()).isEqualTo("Chairs");
        String period = dashboard.at("/period/id").asString();
        JsonNode won = get("/api/v2/opportunities?status=won&sort=-closed_at&period=" + period, ann)
                .body();
        assertThat(won.at("/totals/amount").decimalValue()).isEqualByComparingTo("200");

        assertThat(get("/api/v2/opportunities/o3", ann).status()).isEqualTo(404);
        assertThat(get("/api/v2/opportunities/none", ann).status()).isEqualTo(404);
        assertThat(get("/api/v2/opportunities/o2", ann)
                        .body()
                        .at("/history/1/summary")
                        .asString())
                .isEqualTo("Won");
        JsonNode all = get("/api/v2/dashboard", ceo).body();
        assertThat(all.at("/kpis/pipeline/value").decimalValue()).isEqualByComparingTo("1077.5");
        for (String sort : List.of("name", "stage", "owner", "deadline", "-probability", "weighted", "updated_at")) {
            JsonNode first = get("/api/v2/opportunities?status=all&limit=1&sort=" + sort, ceo)
                    .body();
            JsonNode second = get(
                            "/api/v2/opportunities?status=all&limit=2&sort=" + sort + "&cursor="
                                    + first.at("/next_cursor").asString(),
                            ceo)
                    .body();
            assertThat(second.at("/items").size()).as(sort).isEqualTo(2);
            assertThat(second.at("/next_cursor").isNull()).as(sort).isTrue();
        }
        assertThat(get("/api/v2/opportunities?q=chair+ann", ceo)
                        .body()
                        .at("/totals/count")
                        .asInt())
                .isEqualTo(1);
        assertThat(get("/api/v2/users/hierarchy", ceo).status()).isEqualTo(200);
        assertThat(get("/api/v2/dashboard?person=user-u2", ann).status()).isEqualTo(404);
        assertThat(get("/api/v2/opportunities?sort=secret", ann).status()).isEqualTo(400);
        assertThat(get("/api/v2/opportunities?statu=open", ann).code()).isEqualTo("unknown_parameter");
        Response again = get("/api/v2/dashboard", ann);
        assertThat(get("/api/v2/dashboard", ann, "If-None-Match", String.valueOf(again.header("ETag")))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void anOwnerIsFoundWhateverTheAccentsOfTheirName() {
        Organization organization = organization();
        Instant now = clock.instant();
        append(organization, "user/u1", now, user("Zoë Ångström", "zoe"));
        append(organization, "user/u2", now, user("Zora", "zora"));
        append(organization, "opportunity/o1", now, deal("Chairs", "1", "u1", now));
        append(organization, "opportunity/o2", now, deal("Tables", "1", "u2", now));
        awaitViews(organization);
        String ceo = signIn(account(organization, Role.CEO));
        for (String q : List.of("zoe", "Zo%C3%AB", "ZO%C3%8B", "angstrom+chairs", "Zoe%CC%88")) {
            assertThat(get("/api/v2/opportunities?q=" + q, ceo).body().get("items"))
                    .as(q)
                    .singleElement()
                    .satisfies(item -> assertThat(item.get("name").asString()).isEqualTo("Chairs"));
        }
        // Nobody with an accent comes behind everybody else.
        assertThat(get("/api/v2/opportunities?sort=owner", ceo)
                        .body()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("Chairs");
    }

    private static UserCreated user(String name, String login) {
        return new UserCreated(new UserDetails(name, login, login + "@x.test", true, true, null, List.of(), null));
    }

    private static OpportunityCreated deal(String name, String revenue, String owner, Instant at) {
        return new OpportunityCreated(
                new OpportunityDetails(
                        name,
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
                "s1",
                owner,
                null,
                at);
    }
}
