package dev.sightline.server.tenancy;

import static dev.sightline.server.SampleFacts.customer;
import static dev.sightline.server.SampleFacts.deal;
import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * R4: two organisations with the same ids, the same e-mails and the same person at the keyboard. A mark in each text tells whose it
 * is; nothing with the other's mark may come, by whatever door.
 */
class TwinOrganizationsIT extends ServerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final List<String> VIEWS = List.of(
            "/api/v2/dashboard",
            "/api/v2/opportunities",
            "/api/v2/opportunities/o1",
            "/api/v2/activities",
            "/api/v2/accounts",
            "/api/v2/accounts/a1",
            "/api/v2/users/profile",
            "/api/v2/users/hierarchy",
            "/api/v2/users/access",
            "/api/v2/members",
            "/api/v2/api-keys",
            "/api/v2/sync",
            "/api/v2/sync/jobs");

    private String first;
    private String second;
    private Organization firstOrganization;
    private Organization secondOrganization;
    private Account person;

    @BeforeEach
    void twins() {
        String email = "twin-" + NUMBER.incrementAndGet() + "@twins.example";
        firstOrganization = organization();
        secondOrganization = organization();
        person = account(firstOrganization, Role.ADMIN, email, null);
        account(secondOrganization, Role.ADMIN, email, null);
        for (Organization each : List.of(firstOrganization, secondOrganization)) {
            String mark = each == firstOrganization ? "ALPHA" : "OMEGA";
            Instant now = clock.instant();
            append(each, "user/u1", now, user(mark, email));
            for (int i = 1; i <= 3; i++) {
                append(each, "account/a" + i, now, customer(mark));
                append(each, "opportunity/o" + i, now, deal(mark, "a1", now));
            }
        }
        first = tokenIn(firstOrganization);
        second = tokenIn(secondOrganization);
        awaitViews(firstOrganization);
        awaitViews(secondOrganization);
    }

    @Test
    void no_view_shows_anything_of_the_other() {
        for (String view : VIEWS) {
            assertThat(get(view, first).text()).as(view).doesNotContain("OMEGA");
            assertThat(get(view, second).text()).as(view).doesNotContain("ALPHA");
        }
        assertThat(get("/api/v2/opportunities/o1", first).text()).contains("ALPHA");
        assertThat(get("/api/v2/opportunities/o1", second).text()).contains("OMEGA");
        assertThat(get("/api/v2/audit", first).text()).doesNotContain(secondOrganization.slug());
    }

    @Test
    void no_tag_of_one_is_an_answer_in_the_other() {
        for (String view : VIEWS) {
            String tag = get(view, first).header("ETag");
            if (tag != null) {
                Response other = get(view, second, "If-None-Match", tag);
                assertThat(other.status()).as(view).isEqualTo(200);
                assertThat(other.text()).as(view).doesNotContain("ALPHA");
            }
        }
    }

    @Test
    void a_cursor_of_one_leads_to_the_others_own_rows() {
        for (String list : List.of("/api/v2/opportunities", "/api/v2/accounts")) {
            JsonNode page = get(list + "?limit=1", first).body();
            String cursor = page.get("next_cursor").asString();
            assertThat(cursor).as(list).isNotBlank();
            Response next = get(list + "?limit=1&cursor=" + cursor, second);
            assertThat(next.status()).as(list).isEqualTo(200);
            assertThat(next.text()).as(list).contains("OMEGA").doesNotContain("ALPHA");
        }
    }

    @Test
    void a_cursor_of_one_shows_nothing_of_the_people_and_deeds_of_the_other() {
        for (Organization each : List.of(firstOrganization, secondOrganization)) {
            for (int i = 0; i < 3; i++) {
                // The same names on both sides, but for the mark.
                String mark = each == firstOrganization ? "alpha" : "omega";
                account(each, Role.SALES_REP, mark + i + "-" + person.email(), null);
            }
            awaitViews(each);
        }
        for (String list : List.of("/api/v2/members", "/api/v2/audit", "/api/v2/activities", "/api/v2/users/access")) {
            String cursor =
                    get(list + "?limit=1", first).body().path("next_cursor").asString("");
            if (!cursor.isEmpty()) {
                Response next = get(list + "?limit=50&cursor=" + cursor, second);
                assertThat(next.status()).as(list).isEqualTo(200);
                assertThat(next.text()).as(list).doesNotContainIgnoringCase("alpha");
            }
        }
        assertThat(get("/api/v2/members?limit=1", first)
                        .body()
                        .path("next_cursor")
                        .asString(""))
                .isNotEmpty();
        assertThat(get("/api/v2/members?q=omega", first).body().get("items")).isEmpty();
        assertThat(get("/api/v2/audit?q=omega", first).body().get("items")).isEmpty();
        String taken = get("/api/v2/audit/export", second).text();
        assertThat(taken).contains("omega0-").doesNotContainIgnoringCase("alpha");
    }

    @Test
    void what_a_source_sends_twice_is_known_within_its_own_organisation_only() {
        for (Organization each : List.of(firstOrganization, secondOrganization)) {
            long before = log.lastPosition(each.id());
            for (int i = 0; i < 2; i++) {
                String mark = each == firstOrganization ? "ALPHA" : "OMEGA";
                CrmEvent.OpportunityCreated fact = deal(mark, "a1", clock.instant());
                log.append(
                        each.id(),
                        List.of(new StreamAppend(
                                StreamId.parse("opportunity/twice"),
                                ExpectedVersion.any(),
                                List.of(new NewEvent(
                                        UUID.randomUUID(),
                                        EventCodec.typeOf(fact),
                                        EventCodec.versionOf(fact),
                                        clock.instant(),
                                        new EventCodec().write(fact),
                                        new EventOrigin("odoo", "the-same-in-both", null, null, null))))));
            }
            assertThat(log.lastPosition(each.id())).as(each.slug()).isEqualTo(before + 1);
        }
        awaitViews(firstOrganization);
        awaitViews(secondOrganization);
        assertThat(get("/api/v2/opportunities/twice", first).text())
                .contains("ALPHA")
                .doesNotContain("OMEGA");
        assertThat(get("/api/v2/opportunities/twice", second).text())
                .contains("OMEGA")
                .doesNotContain("ALPHA");
    }

    @Test
    void a_search_finds_ones_own_and_an_error_says_nothing_of_the_other() {
        assertThat(get("/api/v2/opportunities?q=omega", first).body().get("items"))
                .isEmpty();
        assertThat(get("/api/v2/opportunities?q=omega", second).body().get("items"))
                .hasSize(3);
        append(secondOrganization, "opportunity/o9", clock.instant(), deal("OMEGA", "a1", clock.instant()));
        awaitViews(secondOrganization);
        Response missing = get("/api/v2/opportunities/o9", first);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).doesNotContain("OMEGA");
        assertThat(missing.body().get("detail"))
                .isEqualTo(get("/api/v2/opportunities/o10", first).body().get("detail"));
    }

    @Test
    void no_parameter_names_another_organisation() {
        for (String parameter : List.of("organization", "organization_id", "org", "tenant")) {
            String query = "?" + parameter + "=" + secondOrganization.slug();
            assertThat(get("/api/v2/opportunities" + query, first).code()).isEqualTo("unknown_parameter");
        }
        Response header = get("/api/v2/opportunities", first, "X-Organization", secondOrganization.slug());
        assertThat(header.text()).contains("ALPHA").doesNotContain("OMEGA");
    }

    private String tokenIn(Organization organization) {
        Response response = post("/api/v2/session", """
                {"email": "%s", "password": "%s", "organization": "%s"}
                """.formatted(person.email(), PASSWORD, organization.slug()), null);
        assertThat(response.status()).isEqualTo(200);
        return Objects.requireNonNull(response.body().get("access_token")).asString();
    }
}
