package dev.sightline.server.operations;

import static dev.sightline.server.SampleFacts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.testkit.TestEvents;
import dev.sightline.server.ServerTest;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.OwnerDatabase;
import dev.sightline.server.platform.Verb;
import dev.sightline.server.tenancy.Organization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Rebuilds and parking lots, as administrators work at them over HTTP and from the command line. */
class ProjectionsIT extends ServerTest {
    private static final String PROJECTIONS = "/api/v2/operations/projections";
    private static final String SALES = PROJECTIONS + "/sales";

    @Autowired
    private RebuildVerb rebuild;

    @Autowired
    private AsOfVerb asOf;

    @Autowired
    private Editions editions;

    @Autowired
    private OwnerDatabase owner;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Organization organization;
    private String administrator;
    /** Of the organisation that the settings name. */
    private String operator;

    @BeforeEach
    void company() {
        organization = organization();
        append(organization, "user/u1", clock.instant(), user("Ann"));
        append(organization, "user/u2", clock.instant(), user("Bob"));
        administrator = signIn(account(organization, Role.ADMIN));
        operator = signIn(account(organizations.own(), Role.ADMIN));
        awaitViews(organization);
    }

    @AfterEach
    void noEditions() {
        send("DELETE", SALES + "/editions/next", null, operator);
        send("DELETE", SALES + "/editions/previous", null, operator);
    }

    @Test
    void viewsAreRebuiltComparedSwitchedAndSwitchedBack() {
        JsonNode before = sales();
        assertThat(before.get("rebuildable").asBoolean()).isTrue();
        assertThat(before.get("lag_events").asLong()).isZero();
        assertThat(before.get("next").isNull()).isTrue();
        String tag = Objects.requireNonNull(
                get("/api/v2/users/hierarchy", administrator).header("ETag"));

        assertThat(post(SALES + "/rebuild", "{}", operator).status()).isEqualTo(202);
        assertThat(post(SALES + "/rebuild", "{}", operator).code()).isEqualTo("already_building");
        await("the next edition has caught up", () -> {
            JsonNode next = sales().get("next");
            return next.get("ready").asBoolean()
                    && next.get("position").asLong() == next.get("head").asLong();
        });
        Response diff = get(SALES + "/editions/next/diff", administrator);
        assertThat(diff.status()).as(diff.text()).isEqualTo(200);
        assertThat(diff.body().get("same").asBoolean()).as(diff.text()).isTrue();
        assertThat(diff.body().get("tables").size()).isGreaterThan(15);

        Response promoted = post(SALES + "/promote", "{}", operator);
        assertThat(promoted.status()).as(promoted.text()).isEqualTo(200);
        assertThat(promoted.body().get("next").isNull()).isTrue();
        assertThat(promoted.body().get("previous").get("outdated").asBoolean()).isFalse();
        awaitViews(organization);
        Response after = get("/api/v2/users/hierarchy", administrator, "If-None-Match", tag);
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.body().get("people").size()).isEqualTo(2);

        // Not over HTTP, as what is noted in the audit log would move the position.
        assertThat(editions.restore("sales", Duration.ofSeconds(20))).isEqualTo(EditionAnswer.DONE);
        Response restored = get("/api/v2/users/hierarchy", administrator, "If-None-Match", tag(after));
        assertThat(restored.status()).as("other rows at the same position").isEqualTo(200);
        assertThat(restored.body().at("/freshness/position"))
                .isEqualTo(after.body().at("/freshness/position"));
        assertThat(restored.body().at("/freshness").has("revision")).isFalse();
        assertThat(post(SALES + "/restore", "{}", operator).status()).isEqualTo(200);
        assertThat(send("DELETE", SALES + "/editions/previous", null, operator).status())
                .isEqualTo(200);
        assertThat(post(SALES + "/restore", "{}", operator).code()).isEqualTo("no_edition");
        awaitViews(organizations.own());
        assertThat(get("/api/v2/audit", operator).text())
                .contains("projection.promoted", "projection.restored", "projection.previous_dropped");
    }

    @Test
    void aParkedEventIsLookedAtTriedAgainAndDiscardedWithAReason() {
        String stream = "user/u3";
        log.append(
                organization.id(),
                List.of(new StreamAppend(
                        StreamId.parse(stream),
                        ExpectedVersion.any(),
                        List.of(TestEvents.event("hrm.user.created", "{\"nonsense\": true}")))));
        long position = log.lastPosition(organization.id());
        append(organization, stream, clock.instant(), user("Eve"));
        String parked = SALES + "/parked";
        await(
                "the event is parked",
                () -> get(parked, administrator).body().get("items").size() == 1);

        JsonNode stopped = get(parked, administrator).body().get("items").get(0);
        assertThat(stopped.get("position").asLong()).isEqualTo(position);
        assertThat(stopped.get("stream").asString()).isEqualTo(stream);
        Response event = get(parked + "/" + position, administrator);
        assertThat(event.body().get("data").asString()).isEqualTo("{\"nonsense\": true}");
        assertThat(get(parked + "/" + (position + 1), administrator).status()).isEqualTo(404);

        Response retried = post(parked + "/" + position + "/retry", "{}", administrator);
        assertThat(retried.status()).as(retried.text()).isEqualTo(200);
        assertThat(retried.body().get("applied").asInt()).isZero();
        assertThat(retried.body().get("error").isNull()).isFalse();

        Response groundless = post(parked + "/" + position + "/discard", "{\"reason\": \" \"}", administrator);
        assertThat(groundless.status()).isEqualTo(400);
        assertThat(groundless.body().at("/errors/0/field").asString()).isEqualTo("reason");
        String tag = tag(get("/api/v2/users/hierarchy", administrator));
        Response discarded =
                post(parked + "/" + position + "/discard", "{\"reason\": \"a test of the source\"}", administrator);
        assertThat(discarded.status()).as(discarded.text()).isEqualTo(200);
        assertThat(discarded.body().get("applied").asInt()).isEqualTo(1);
        assertThat(get(parked, administrator).body().get("items").size()).isZero();
        assertThat(post(parked + "/" + position + "/discard", "{\"reason\": \"again\"}", administrator)
                        .status())
                .isEqualTo(404);
        assertThat(get("/api/v2/users/hierarchy", administrator, "If-None-Match", tag)
                        .status())
                .isEqualTo(200);
        awaitViews(organization);
        assertThat(get("/api/v2/audit", administrator).text())
                .contains("parked_event.discarded", "a test of the source");
    }

    @Test
    void onlyAdministratorsOperateAndOnWhatThereIs() {
        for (Role role : List.of(Role.CEO, Role.MANAGER, Role.SALES_REP)) {
            String other = signIn(account(organization, role));
            for (String path : List.of(PROJECTIONS, SALES + "/parked", SALES + "/editions/next/diff")) {
                assertThat(get(path, other).status()).as(role + " " + path).isEqualTo(403);
            }
            for (String path : List.of("/rebuild", "/promote", "/restore", "/parked/1/retry")) {
                assertThat(post(SALES + path, "{}", other).status())
                        .as(role + " " + path)
                        .isEqualTo(403);
            }
            assertThat(post(SALES + "/parked/1/discard", "{\"reason\": \"x\"}", other)
                            .status())
                    .isEqualTo(403);
            assertThat(send("DELETE", SALES + "/editions/next", null, other).status())
                    .isEqualTo(403);
        }
        for (String path : List.of("/rebuild", "/promote", "/restore")) {
            assertThat(post(SALES + path, "{}", administrator).code())
                    .as("what concerns all organisations: " + path)
                    .isEqualTo("forbidden");
        }
        assertThat(send("DELETE", SALES + "/editions/next", null, administrator).code())
                .isEqualTo("forbidden");
        assertThat(get(PROJECTIONS, null).status()).isEqualTo(401);
        assertThat(get(PROJECTIONS, administrator).body().get("may_rebuild").asBoolean())
                .isFalse();
        assertThat(get(PROJECTIONS, operator).body().get("may_rebuild").asBoolean())
                .isTrue();
        assertThat(post(PROJECTIONS + "/nobody/rebuild", "{}", administrator).status())
                .isEqualTo(404);
        assertThat(get(SALES + "/editions/serving/diff", administrator).status())
                .isEqualTo(404);
        assertThat(get(SALES + "/editions/next/diff", administrator).code()).isEqualTo("no_edition");
        assertThat(post(SALES + "/promote", "{}", operator).code()).isEqualTo("no_edition");
    }

    @Test
    void theCommandLineRebuildsAndShowsThePast() throws IOException {
        long position = log.lastPosition(organization.id());
        append(organization, "user/u9", clock.instant(), user("Zoe"));
        assertThat(run(rebuild, "sales")).as(complained()).isZero();
        assertThat(run(rebuild, "sales")).isEqualTo(1);
        assertThat(complained()).contains("is there already");
        await("caught up", () -> {
            try {
                return run(rebuild, "sales", "--status") == 0 && said().contains("next: caught up");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        // Of this organisation: there are tests that write rows of theirs past the log, and the exit code is of all.
        int differ = run(rebuild, "sales", "--diff");
        assertThat(said())
                .contains(organization.slug() + " at position " + log.lastPosition(organization.id())
                        + ": all rows are the same");
        assertThat(differ).isEqualTo(said().contains("rows differ") ? 3 : 0);
        assertThat(run(rebuild, "sales", "--promote")).as(complained()).isZero();
        assertThat(run(rebuild, "sales", "--restore")).as(complained()).isZero();
        assertThat(run(rebuild, "sales", "--drop")).as(complained()).isZero();
        assertThat(run(rebuild, "nobody")).isEqualTo(1);

        Path file = folder.resolve("people.csv");
        String[] words = {
            "sales",
            file.toString(),
            "--at",
            Long.toString(position),
            "--table",
            "user_profiles",
            "--organization",
            organization.slug()
        };
        assertThat(run(asOf, words)).as(complained()).isZero();
        assertThat(Files.readString(file))
                .startsWith("organization_id,person_id")
                .contains("Ann", "Bob")
                .doesNotContain("Zoe");
        assertThat(run(asOf, words)).isEqualTo(1);
        assertThat(complained()).contains("exists already");
        assertThat(run(asOf, "sales", file.toString(), "--at", "1", "--table", "accounts"))
                .isEqualTo(1);
        assertThat(complained()).contains("no table accounts");
    }

    @Test
    void theCommandLineWaitsForNoEditionThatItCannotBuild() throws Exception {
        assertThat(run(rebuild, "sales")).as(complained()).isZero();
        asOwner("UPDATE projection_editions SET version = version + 1 WHERE edition = 'next'"); // as after an update

        assertThat(run(rebuild, "sales", "--wait")).isEqualTo(1);
        assertThat(said()).contains("begun by another version of the program");
        assertThat(complained()).contains("drop it (rebuild sales --drop) and begin anew");
        asOwner("UPDATE projection_editions SET abandoned_at = now() WHERE edition = 'next'");
        assertThat(run(rebuild, "sales", "--wait")).isEqualTo(1);
        assertThat(said()).contains("outdated by an update and emptied: it can only be dropped");
        assertThat(post(SALES + "/promote", "{}", operator).code()).isEqualTo("edition_outdated");

        assertThat(run(rebuild, "sales", "--drop")).as(complained()).isZero();
        assertThat(run(rebuild, "sales")).as(complained()).isZero();
    }

    private void asOwner(String sql) throws SQLException {
        try (Connection connection = owner.connections().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int run(Verb verb, String... words) throws IOException {
        out.reset();
        err.reset();
        return verb.run(
                List.of(words),
                new Verb.Streams(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private JsonNode sales() {
        Response response = get(PROJECTIONS, administrator);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        for (JsonNode each : response.body().get("items")) {
            if (each.get("name").asString().equals("sales")) {
                return each;
            }
        }
        throw new AssertionError("no sales in " + response.text());
    }

    private static String tag(Response response) {
        return Objects.requireNonNull(response.header("ETag"));
    }
}
