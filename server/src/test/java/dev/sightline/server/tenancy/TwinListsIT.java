package dev.sightline.server.tenancy;

import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.ActivityDetails;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.testkit.TestEvents;
import dev.sightline.server.identity.Role;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** R4: a place in one organisation's list leads on in the other's own rows, for every list that has pages. */
class TwinListsIT extends TwinTest {
    private static final List<String> LISTS = List.of(
            "/api/v2/accounts",
            "/api/v2/activities",
            "/api/v2/audit",
            "/api/v2/members",
            "/api/v2/operations/projections/{name}/parked",
            "/api/v2/opportunities",
            "/api/v2/sync/jobs",
            "/api/v2/users/access");

    @BeforeEach
    void threeOfEach() {
        for (Organization each : List.of(firstOrganization, secondOrganization)) {
            String small = mark(each).toLowerCase(Locale.ROOT);
            Instant now = clock.instant();
            for (int i = 1; i <= 3; i++) {
                append(
                        each,
                        "activity/c" + i,
                        now,
                        new ActivityPlanned(new ActivityDetails(
                                null, mark(each), "u1", LocalDate.of(2026, 3, i), "account", "a1", mark(each), now)));
                append(each, "user/" + small + i, now, user(mark(each)));
                log.append(
                        each.id(),
                        List.of(new StreamAppend(
                                StreamId.parse("user/poison-" + small + i),
                                ExpectedVersion.any(),
                                List.of(TestEvents.event("hrm.user.created", "{\"nonsense\": true}")))));
                account(each, Role.SALES_REP, small + i + "-" + person.email(), null);
                syncJob(each, Instant.parse("2026-03-0" + i + "T10:00:00Z"));
            }
            awaitViews(each);
        }
    }

    private void syncJob(Organization of, Instant at) {
        OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
        transactions.write(
                of.id(),
                jdbc -> jdbc.sql("""
                        INSERT INTO sync_jobs
                            (organization_id, id, kind, state, requested_by, started_at, finished_at, heartbeat_at)
                        VALUES (?, ?, 'full', 'succeeded', ?, ?, ?, ?)
                        """)
                        .params(of.id().value(), UUID.randomUUID(), mark(of), time, time, time)
                        .update());
    }

    @Test
    void every_list_with_pages_is_here() {
        List<String> described = new ArrayList<>();
        for (var path : get("/api/v2/openapi.json", null).body().get("paths").properties()) {
            for (JsonNode parameter : path.getValue().path("get").path("parameters")) {
                if (parameter.path("name").asString().equals("cursor")) {
                    described.add(path.getKey());
                }
            }
        }
        assertThat(LISTS).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void a_cursor_of_one_leads_to_the_others_own_rows() {
        for (String pattern : LISTS) {
            String list = pattern.replace("{name}", "sales");
            assertThat(behind(list, first, second)).as(list).contains("omega").doesNotContain("alpha");
            // Where the order is that of names, nothing may be left behind the last of the alphabet.
            assertThat(behind(list, second, first)).as(list).doesNotContain("omega");
        }
    }

    /** What comes in {@code to} behind the first row that {@code from} has, in lower case. */
    private String behind(String list, String from, String to) {
        String cursor = get(list + "?limit=1", from).body().path("next_cursor").asString("");
        assertThat(cursor).as(list).isNotBlank();
        Response next = get(list + "?limit=50&cursor=" + cursor, to);
        assertThat(next.status()).as(list).isEqualTo(200);
        return next.text().toLowerCase(Locale.ROOT);
    }

    @Test
    void a_search_in_one_finds_nothing_of_the_other() {
        for (String list : List.of("members", "audit", "opportunities", "activities", "accounts")) {
            assertThat(get("/api/v2/" + list + "?q=omega", first).body().get("items"))
                    .as(list)
                    .isEmpty();
            assertThat(get("/api/v2/" + list + "?q=omega", second).body().get("items"))
                    .as(list)
                    .isNotEmpty();
        }
        String taken = get("/api/v2/audit/export", second).text();
        assertThat(taken).contains("omega1-").doesNotContainIgnoringCase("alpha");
    }
}
