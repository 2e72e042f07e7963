package dev.sightline.server.odoo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Who may ask for a sync, what comes of it, and what is refused. */
class SyncApiIT extends ServerTest {
    private static final String SYNC = "/api/v2/sync";

    @Autowired
    private Sources sources;

    private OdooSimulator odoo;
    private Organization organization;
    private String admin;

    @BeforeEach
    void odoo() {
        odoo = OdooSimulator.start(SimulatorOptions.recorded());
        organization = organization();
        admin = signIn(account(organization, Role.ADMIN));
    }

    @AfterEach
    void end() {
        odoo.faults().clear();
        sources.disconnect(organization.id());
        awaitIdle();
        odoo.close();
    }

    private void connect() {
        sources.connect(
                organization.id(), new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()));
    }

    private void awaitIdle() {
        await("no sync runs", () -> get(SYNC, admin).body().get("running").isNull());
    }

    private void awaitRead() {
        await(
                "everything is read",
                () -> !get(SYNC, admin).body().get("last_success_at").isNull());
        awaitIdle();
    }

    @Test
    void nobodyUnknownMayLookOrStart() {
        assertThat(get(SYNC, null).status()).isEqualTo(401);
        assertThat(post(SYNC, "{}", null).status()).isEqualTo(401);
        assertThat(get(SYNC + "/jobs", null).status()).isEqualTo(401);
    }

    @Test
    void withoutAnOdooThereIsNothingToSync() {
        JsonNode status = get(SYNC, admin).body();
        assertThat(status.get("enabled").asBoolean()).isFalse();
        assertThat(status.get("state").asString()).isEqualTo("never");
        assertThat(status.get("source").isNull()).isTrue();

        Response refused = post(SYNC, "{}", admin);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("no_source");
    }

    @ParameterizedTest
    @CsvSource({
        "SALES_REP, {},               202",
        "SALES_REP, {\"full\":false}, 202",
        "SALES_REP, {\"full\":true},  403",
        "MANAGER,   {},               202",
        "MANAGER,   {\"full\":true},  403",
        "MANAGER,   {\"confirm_deletions\":true}, 403",
        "CEO,       {},               403",
        "CEO,       {\"full\":true},  403",
        "ADMIN,     {},               202",
        "ADMIN,     {\"full\":true},  202",
        "ADMIN,     {\"confirm_deletions\":true}, 202"
    })
    void whoMayStartWhat(Role role, String wish, int status) {
        connect();
        Response answer = post(SYNC, wish, signIn(account(organization, role)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.code()).isEqualTo("forbidden");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        } else {
            assertThat(answer.body().get("job").get("id").asString()).isNotBlank();
            awaitViews(organization);
            assertThat(get("/api/v2/audit?action=sync.requested", admin).body().get("items"))
                    .hasSize(1);
        }
    }

    @Test
    void theBodyMayBeLeftOut() {
        connect();
        assertThat(send("POST", SYNC, null, admin).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"ful": true}                 | unknown_field  | ful
            {"confirmDeletions": true}    | unknown_field  | confirm_deletions
            {"full": "very"}              | invalid_type   | full
            {"full": "true"}              | invalid_type   | full
            {"full": 1}                   | invalid_type   | full
            {"full": {}}                  | invalid_type   | full
            {"confirm_deletions": [true]} | invalid_type   | confirm_deletions
            """)
    void aWrongFieldIsNamed(String body, String code, String field) {
        Response answer = post(SYNC, body, admin);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @Test
    void otherBodiesAreRefused() {
        assertThat(post(SYNC, "[]", admin).code()).isEqualTo("invalid_body");
        assertThat(post(SYNC, "{\"full\":", admin).code()).isEqualTo("malformed_json");
        assertThat(post(SYNC, "{\"full\": \"" + "x".repeat(1_100_000) + "\"}", admin)
                        .status())
                .isEqualTo(413);
        assertThat(post(SYNC, "full=true", admin, "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void aSecondRequestJoinsTheRunningOne() {
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(200)));
        connect();

        JsonNode first = post(SYNC, "{}", admin).body().get("job");
        JsonNode second = post(SYNC, "{}", signIn(account(organization, Role.SALES_REP)))
                .body()
                .get("job");

        assertThat(second.get("id")).isEqualTo(first.get("id"));
        assertThat(second.get("requested_by")).isEqualTo(first.get("requested_by"));
        JsonNode live = get(SYNC + "/jobs/" + first.get("id").asString(), admin).body();
        assertThat(live.get("state").asString()).isEqualTo("running");
        assertThat(live.get("progress").isObject()).isTrue();
        assertThat(get(SYNC, admin).body().get("running").get("id")).isEqualTo(first.get("id"));
        odoo.faults().clear();
        awaitRead();
        JsonNode done = get(SYNC + "/jobs/" + first.get("id").asString(), admin).body();
        assertThat(done.get("state").asString()).isEqualTo("succeeded");
        assertThat(done.get("progress").isNull()).isTrue();
        assertThat(done.get("entities")).hasSize(14);
        // Besides what people did themselves.
        assertThat(done.get("events").asLong())
                .isEqualTo(log.read(organization.id(), EventFilter.all(), 10_000).stream()
                        .filter(event -> !event.type().startsWith("audit."))
                        .count());
    }

    @Test
    void whoeverAsksForAllAndConfirmsDeletionsGetsBoth() {
        connect();
        awaitRead();
        awaitIdle();

        Response answer = post(SYNC, "{\"full\": true, \"confirm_deletions\": true}", admin);

        assertThat(answer.body().at("/job/kind").asString()).isEqualTo("full");
        await(
                "both are done",
                () -> done("full").equals("succeeded") && done("deletions").equals("succeeded"));
        assertThat(get("/api/v2/audit?action=sync.requested", admin).body().get("items"))
                .hasSize(2);
    }

    /** How the newest sync of a kind stands; empty where there is none. */
    private String done(String kind) {
        for (JsonNode job : get(SYNC + "/jobs", admin).body().get("items").values()) {
            if (job.get("kind").asString().equals(kind)) {
                return job.get("state").asString();
            }
        }
        return "";
    }

    @Test
    void theStatusTellsWhereAndHowFar() {
        connect();
        awaitRead();

        JsonNode status = get(SYNC, signIn(account(organization, Role.CEO))).body();

        assertThat(status.get("state").asString()).isEqualTo("idle");
        assertThat(status.get("enabled").asBoolean()).isTrue();
        assertThat(status.get("available").asBoolean()).isTrue();
        assertThat(status.get("last_error").isNull()).isTrue();
        assertThat(status.get("cursors")).hasSize(14);
        assertThat(status.get("source").get("version").asString()).startsWith("17.0");
        assertThat(status.get("source").get("url").asString())
                .isEqualTo("127.0.0.1:" + odoo.baseUrl().getPort());
        assertThat(status.toString()).doesNotContain("\"admin\"");
    }

    @Test
    void itsAgeIsMeasured() {
        connect();
        awaitRead();

        assertThat(get("/metrics", null).text())
                .containsPattern("sightline_sync_age_seconds\\{organization=\"" + organization.slug() + "\"} \\d");
        assertThat(get("/readyz", null)
                        .body()
                        .at("/components/views/details/sync_age_seconds")
                        .isIntegralNumber())
                .isTrue();
    }

    @Test
    void theHistoryNamesTheFirstSync() {
        connect();
        awaitRead();
        post(SYNC, "{}", admin);
        awaitIdle();
        post(SYNC, "{\"full\": true}", admin);
        awaitIdle();

        List<String> jobs = new ArrayList<>();
        get(SYNC + "/jobs", admin)
                .body()
                .get("items")
                .forEach(job -> jobs.add(job.get("kind").asString()));

        assertThat(jobs).endsWith("full", "incremental", "first");
    }

    @Test
    void anOdooThatIsDownIsSaidInPlainWords() {
        connect();
        awaitRead();
        odoo.close();

        String id = post(SYNC, "{}", admin).body().get("job").get("id").asString();
        await(
                "the job gives up",
                () -> get(SYNC + "/jobs/" + id, admin)
                        .body()
                        .get("state")
                        .asString()
                        .equals("failed"));

        assertThat(get(SYNC + "/jobs/" + id, admin).body().get("error").asString())
                .startsWith("No connection to Odoo at 127.0.0.1:");
        JsonNode status = get(SYNC, admin).body();
        assertThat(status.get("state").asString()).isEqualTo("failing");
        assertThat(status.get("available").asBoolean()).isFalse();
        assertThat(status.get("down_since").isNull()).isFalse();
        assertThat(status.get("last_success_at").isNull()).isFalse();
    }

    @Test
    void jobsArePagedNewestFirst() {
        connect();
        awaitRead();
        for (int i = 0; i < 3; i++) {
            post(SYNC, "{}", admin);
            awaitIdle();
        }
        List<String> ids = new ArrayList<>();
        List<Instant> starts = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = get(SYNC + "/jobs?limit=1" + (cursor == null ? "" : "&cursor=" + cursor), admin)
                    .body();
            assertThat(page.get("items")).hasSizeLessThanOrEqualTo(1);
            for (JsonNode job : page.get("items")) {
                ids.add(job.get("id").asString());
                starts.add(Instant.parse(job.get("started_at").asString()));
            }
            cursor = page.get("next_cursor").isNull()
                    ? null
                    : page.get("next_cursor").asString();
        } while (cursor != null);
        assertThat(ids).hasSizeGreaterThanOrEqualTo(4).doesNotHaveDuplicates();
        assertThat(starts).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(get(SYNC + "/jobs", admin).body().get("items")).hasSize(ids.size());
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,         invalid_limit",
        "limit=201,       invalid_limit",
        "limit=ten,       invalid_limit",
        "limit=99999999999999999999, invalid_limit",
        "cursor=nonsense, invalid_cursor",
        "cursor=AAAA,     invalid_cursor",
        "page=2,          unknown_parameter"
    })
    void absurdPagesAreRefused(String query, String code) {
        Response answer = get(SYNC + "/jobs?" + query, admin);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void unknownAndForeignJobsAreNotThere() {
        assertThat(get(SYNC + "/jobs/00000000-0000-4000-8000-000000000000", admin)
                        .status())
                .isEqualTo(404);
        assertThat(get(SYNC + "/jobs/17", admin).status()).isEqualTo(404);
        connect();
        String mine = post(SYNC, "{}", admin).body().get("job").get("id").asString();
        String stranger = signIn(account(organization(), Role.ADMIN));
        assertThat(get(SYNC + "/jobs/" + mine, admin).status()).isEqualTo(200);
        assertThat(get(SYNC + "/jobs/" + mine, stranger).status()).isEqualTo(404);
        assertThat(get(SYNC + "/jobs", stranger).body().get("items")).isEmpty();
    }

    @Test
    void issuesAreForAdministrators() {
        assertThat(get(SYNC + "/issues", admin).status()).isEqualTo(200);
        assertThat(get(SYNC + "/issues", signIn(account(organization, Role.MANAGER)))
                        .status())
                .isEqualTo(403);
        assertThat(get(SYNC + "/issues", signIn(account(organization, Role.CEO)))
                        .status())
                .isEqualTo(403);
    }
}
