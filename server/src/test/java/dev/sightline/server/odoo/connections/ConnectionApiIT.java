package dev.sightline.server.odoo.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.secret.MasterKey;
import dev.sightline.eventstore.secret.MasterKeys;
import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.ServerTest;
import dev.sightline.server.WebhookSignature;
import dev.sightline.server.identity.Account;
import dev.sightline.server.identity.Role;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.Job;
import dev.sightline.server.odoo.jobs.RefusingProxy;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.odoo.jobs.SyncJobs;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.platform.Renewals;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.tenancy.EnclosedColumn;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.OdooVersion;
import dev.sightline.simulator.SimulatorOptions;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An organisation's own connection to its Odoo, from the form to the records on the screen. */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionApiIT extends ServerTest {
    private static final String PATH = "/api/v2/sync/connection";
    private static final String LEADS = "/api/v2/opportunities?status=all&limit=200";

    @Autowired
    private Connections connections;

    @Autowired
    private Sources sources;

    @Autowired
    private SyncJobs jobs;

    @Autowired
    private SecretBox box;

    @Autowired
    private List<EnclosedSecrets> enclosed;

    private final List<OdooSimulator> odoos = new ArrayList<>();
    private final List<Organization> connected = new ArrayList<>();
    private Organization organization;
    private Account admin;
    private String token;
    private OdooSimulator odoo;

    @BeforeEach
    void someone() {
        organization = organization();
        admin = account(organization, Role.ADMIN);
        token = signIn(admin);
        odoo = start(OdooVersion.V17);
        connected.add(organization);
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Organization each : connected) {
            if (connections.find(each.id()).isPresent()) {
                connections.remove(each.id(), TEST);
            }
            sources.disconnect(each.id());
        }
        sources.refresh();
        jobs.stopWhereMoved();
        for (Organization each : connected) {
            assertThat(jobs.awaitIdle(each.id(), Duration.ofSeconds(60))).isTrue();
        }
        odoos.forEach(OdooSimulator::close);
    }

    private OdooSimulator start(OdooVersion version) {
        OdooSimulator started = OdooSimulator.start(SimulatorOptions.recorded().as(version));
        odoos.add(started);
        return started;
    }

    private static String body(String url, String database, String login, @Nullable String key) {
        return key == null
                ? "{\"url\": \"%s\", \"database\": \"%s\", \"login\": \"%s\"}".formatted(url, database, login)
                : "{\"url\": \"%s\", \"database\": \"%s\", \"login\": \"%s\", \"key\": \"%s\"}"
                        .formatted(url, database, login, key);
    }

    private static String body(OdooSimulator to) {
        return body(to.baseUrl().toString(), to.databaseName(), to.login(), to.apiKey());
    }

    private static String withoutKey(OdooSimulator to) {
        return body(to.baseUrl().toString(), to.databaseName(), to.login(), null);
    }

    @Test
    void aFieldThatMayNotBeReadIsNoReasonToRefuseUnlessItIsNeeded() throws Exception {
        try (RefusingProxy proxy = new RefusingProxy(odoo.baseUrl(), "crm.lead", Set.of("email_from"))) {
            assertThat(checkedAt(proxy).status()).isEqualTo(200);
        }
        try (RefusingProxy proxy = new RefusingProxy(odoo.baseUrl(), "crm.lead", Set.of("expected_revenue"))) {
            Response answer = checkedAt(proxy);
            refused(answer, "login", "model_not_readable");
            assertThat(answer.text()).contains("expected_revenue");
        }
    }

    private Response checkedAt(RefusingProxy proxy) {
        String url = proxy.endpoint(odoo).url().toString();
        return post(PATH + "/check", body(url, odoo.databaseName(), odoo.login(), odoo.apiKey()), token);
    }

    private Response put(String body) {
        return send("PUT", PATH, body, token);
    }

    private Response connect(OdooSimulator to) {
        Response answer = put(body(to));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private void awaitRead(Organization which) {
        await(
                "everything is read",
                () -> jobs.list(which.id(), null, null, 1).stream()
                        .anyMatch(job -> job.state().equals("succeeded")));
        awaitViews(which);
    }

    private static void refused(Response answer, String field, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.body().get("errors"))
                .as(answer.text())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.get("field").asString()).isEqualTo(field);
                    assertThat(error.get("code").asString()).isEqualTo(code);
                    assertThat(error.get("message").asString()).isNotBlank();
                });
    }

    private void nothingIsKept() {
        assertThat(get(PATH, token).body().get("from").asString()).isEqualTo("none");
    }

    @Test
    void whatIsConnectedIsTriedKeptAndReadAtOnce() {
        Response before = get(PATH, token);
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.body().get("from").asString()).isEqualTo("none");
        assertThat(before.body().get("webhook").isNull()).isTrue();
        Response none = post("/api/v2/sync", "{}", token);
        assertThat(none.code()).isEqualTo("no_source");
        assertThat(none.body().get("detail").asString()).contains("Admin, Sync");

        Response kept = connect(odoo);

        assertThat(kept.body().get("from").asString()).isEqualTo("organization");
        assertThat(kept.body().get("url").asString()).isEqualTo(odoo.baseUrl().toString());
        assertThat(kept.body().get("database").asString()).isEqualTo("demo");
        assertThat(kept.body().get("login").asString()).isEqualTo(odoo.login());
        assertThat(kept.body().get("changed_by").asString()).isEqualTo(admin.email());
        assertThat(kept.body().get("changed_at").isNull()).isFalse();
        assertThat(kept.body().at("/check/version").asString()).startsWith("17");
        assertThat(kept.body().at("/check/models"))
                .filteredOn(model -> model.get("model").asString().equals("crm.lead"))
                .singleElement()
                .satisfies(model -> {
                    assertThat(model.get("records").asInt()).isEqualTo(44);
                    assertThat(model.get("readable").asBoolean()).isTrue();
                    assertThat(model.get("required").asBoolean()).isTrue();
                    assertThat(model.get("problem").isNull()).isTrue();
                });
        awaitRead(organization);
        assertThat(get(LEADS, token).body().get("items")).hasSizeGreaterThan(3);
        Job first = jobs.list(organization.id(), null, null, 50).getLast();
        assertThat(first.kind()).isEqualTo("first");
        assertThat(first.requestedBy()).isEqualTo(admin.email());
    }

    @Test
    void theKeyIsInNoAnswerNoLogAndNoAudit(CapturedOutput output) {
        Response wrong = put(body(odoo.baseUrl().toString(), "demo", odoo.login(), "a-wrong-key-that-is-long"));
        refused(wrong, "key", "sign_in_refused");
        connect(odoo);
        awaitRead(organization);
        String webhook = made(post(PATH + "/webhook", "{\"signed\": true}", token));

        assertThat(wrong.text()).doesNotContain("a-wrong-key-that-is-long");
        assertThat(get(PATH, token).body().has("key")).isFalse();
        assertThat(get(PATH, token).text()).doesNotContain(webhook);
        String audit = get("/api/v2/audit", token).text();
        assertThat(audit)
                .contains("sync.connection_changed", "sync.webhook_changed", "database demo")
                .doesNotContain("a-wrong-key-that-is-long", webhook);
        assertThat(log.read(organization.id(), EventFilter.all(), 10_000).toString())
                .doesNotContain("a-wrong-key-that-is-long", webhook);
        assertThat(output.getAll()).doesNotContain("a-wrong-key-that-is-long", webhook);
        byte[] stored = transactions.read(
                organization.id(),
                jdbc -> jdbc.sql("SELECT key FROM odoo_connections WHERE organization_id = ?")
                        .param(organization.id().value())
                        .query(byte[].class)
                        .single());
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(odoo.apiKey());
    }

    @Test
    void theConnectionIsInTheOrganisationsExportAndTheKeyIsNot() throws Exception {
        connections.keep(
                organization.id(),
                new ConnectionForm(URI.create("http://127.0.0.1:9"), "acme-production", "reader@acme.test", null),
                new Secret("a-good-key-that-is-long"),
                admin.id(),
                TEST);
        String webhook = made(post(PATH + "/webhook", "{\"signed\": true}", token));
        Organization other = organization();
        String platform = signIn(account(organizations.own(), Role.SUPER_ADMIN));

        String files = export(organization, platform);

        assertThat(files)
                .contains("odoo_connections", "http://127.0.0.1:9", "acme-production", "reader@acme.test")
                .doesNotContain("a-good-key-that-is-long", webhook);
        assertThat(export(other, platform)).contains("odoo_connections").doesNotContain("acme-production");
    }

    /** All that is in the ZIP. */
    private String export(Organization which, String platform) throws Exception {
        HttpRequest request = request("GET", "/api/v2/organizations/" + which.slug() + "/export", null, platform);
        StringBuilder all = new StringBuilder();
        try (HttpClient http = HttpClient.newHttpClient();
                ZipInputStream zip = new ZipInputStream(http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body())) {
            while (zip.getNextEntry() != null) {
                all.append(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    @ParameterizedTest
    @EnumSource(
            value = OdooVersion.class,
            names = {"V17", "V19"})
    void whatDoesNotWorkIsToldAtItsFieldAndNotKept(OdooVersion version) throws Exception {
        OdooSimulator there = start(version);
        String url = there.baseUrl().toString();
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        refused(put(body(url, "nodb", there.login(), there.apiKey())), "database", "unknown_database");
        refused(put(body(url, "demo", there.login(), "wrong")), "key", "sign_in_refused");
        refused(put(body("http://127.0.0.1:" + closed, "demo", "me", "key")), "url", "unreachable");
        // This very server: it answers, and is no Odoo.
        refused(put(body(address("").toString(), "demo", "me", "key")), "url", "unreachable");
        refused(post(PATH + "/check", body(url, "demo", there.login(), "wrong"), token), "key", "sign_in_refused");
        there.faults().always(new Fault.Html());
        refused(put(body(there)), "url", "no_odoo");
        there.faults().clear();
        there.faults().forbid("crm.lead");
        refused(put(body(there)), "login", "model_not_readable");
        nothingIsKept();
        assertThat(sources.of(organization.id())).isEmpty();
    }

    @Test
    void aPrivateNetworkIsRefusedAtTheAddress() {
        // Named as internal is 127.0.0.1 alone; that it is the same machine is no matter.
        String port = ":" + odoo.baseUrl().getPort();
        refused(put(body("http://localhost" + port, "demo", "me", "key")), "url", "private_network");
        refused(put(body("https://10.0.0.1", "demo", "me", "key")), "url", "private_network");
        refused(put(body("https://169.254.169.254", "demo", "me", "key")), "url", "private_network");
        refused(put(body("http://acme.odoo.com", "demo", "me", "key")), "url", "invalid_value");
        Response all = put("{}");
        assertThat(all.status()).isEqualTo(400);
        assertThat(all.body().get("errors"))
                .extracting(error -> error.get("field").asString())
                .containsExactly("url", "database", "login");
        assertThat(odoo.counters().requests()).isZero();
        nothingIsKept();
    }

    @Test
    void anOdooThatIsTooOldIsRefusedAtTheAddress() throws Exception {
        HttpServer old = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        old.createContext("/jsonrpc", exchange -> {
            String id = json.readTree(exchange.getRequestBody()).get("id").toString();
            byte[] answer = ("{\"jsonrpc\": \"2.0\", \"id\": " + id + ", \"result\": {\"server_version\": \"14.0\","
                            + " \"server_version_info\": [14, 0, 0, \"final\", 0, \"\"]}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        old.start();
        try {
            Response answer = put(body("http://127.0.0.1:" + old.getAddress().getPort(), "demo", "me", "key"));
            refused(answer, "url", "unsupported");
            assertThat(answer.text()).contains("version 14.0");
        } finally {
            old.stop(0);
        }
        nothingIsKept();
    }

    @Test
    void theKeptKeyIsSentNowhereElse() {
        connect(odoo);
        OdooSimulator other = start(OdooVersion.V17);

        refused(put(withoutKey(other)), "key", "missing");
        refused(post(PATH + "/check", withoutKey(other), token), "key", "missing");
        refused(put(body(odoo.baseUrl().toString(), "other", odoo.login(), null)), "key", "missing");
        refused(put(body(odoo.baseUrl().toString(), "demo", "somebody", null)), "key", "missing");
        assertThat(other.counters().requests()).isZero();

        assertThat(put(withoutKey(odoo)).status()).isEqualTo(200);
        Response checked = post(PATH + "/check", withoutKey(odoo), token);
        assertThat(checked.status()).as(checked.text()).isEqualTo(200);
        assertThat(send("POST", PATH + "/check", null, token)
                        .body()
                        .get("version")
                        .asString())
                .startsWith("17");
    }

    @Test
    void aCheckChangesNothing() {
        assertThat(post(PATH + "/check", body(odoo), token).status()).isEqualTo(200);
        nothingIsKept();
        assertThat(send("POST", PATH + "/check", null, token).code()).isEqualTo("no_source");
        assertThat(get("/api/v2/audit", token).text()).doesNotContain("sync.connection");
    }

    @Test
    void twoOrganisationsReadTheirOwn() {
        mark(odoo, "ALPHA");
        connect(odoo);
        Organization other = organization();
        connected.add(other);
        String others = signIn(account(other, Role.ADMIN));
        OdooSimulator second = start(OdooVersion.V19);
        mark(second, "OMEGA");
        assertThat(send("PUT", PATH, body(second), others).status()).isEqualTo(200);
        awaitRead(organization);
        awaitRead(other);

        assertThat(get(LEADS, token).text()).contains("ALPHA").doesNotContain("OMEGA");
        assertThat(get(LEADS, others).text()).contains("OMEGA").doesNotContain("ALPHA");
        assertThat(get(PATH, others).text())
                .contains(second.baseUrl().toString())
                .doesNotContain(odoo.baseUrl().toString());
        // The same numbers in both; each page names its own source.
        assertThat(get("/api/v2/sync", token).body().at("/source/url").asString())
                .endsWith(":" + odoo.baseUrl().getPort());
    }

    private static void mark(OdooSimulator odoo, String mark) {
        for (int id : odoo.records("crm.lead").ids()) {
            odoo.records("crm.lead").write(id, Map.of("name", mark + " " + id));
        }
    }

    @Test
    void anotherOdooIsReadFromItsFirstRecordOnAndWhatRunsOnTheOldOneStops() {
        connect(odoo);
        awaitRead(organization);
        assertThat(jobs.list(organization.id(), null, null, 50).getLast().kind())
                .isEqualTo("first");
        OdooSimulator other = start(OdooVersion.V17);
        // Without a trace in write_date: no window of time would show it.
        other.faults().rawUpdate("crm.lead", 4, Map.of("name", "Of the other Odoo"));
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(200)));
        post("/api/v2/sync", "{\"full\": true}", token);

        connect(other);

        await(
                "the other one is read",
                () -> jobs.list(organization.id(), null, null, 50).stream()
                                .filter(job -> job.kind().equals("first")
                                        && job.state().equals("succeeded"))
                                .count()
                        == 2);
        awaitViews(organization);
        assertThat(get("/api/v2/opportunities/odoo-4", token).body().get("name").asString())
                .isEqualTo("Of the other Odoo");
        assertThat(jobs.list(organization.id(), null, null, 50))
                .extracting(Job::kind, Job::state)
                .contains(tuple("full", "stopped"));
    }

    @Test
    void anotherKeyAloneGoesOn() {
        connect(odoo);
        awaitRead(organization);
        long position = log.lastPosition(organization.id());

        connect(odoo);

        await(
                "it is read again",
                () -> jobs.list(organization.id(), null, null, 1)
                                .getFirst()
                                .state()
                                .equals("succeeded")
                        && jobs.list(organization.id(), null, null, 50).size() > 1);
        assertThat(jobs.list(organization.id(), null, null, 50))
                .extracting(Job::kind)
                .filteredOn("first"::equals)
                .hasSize(1);
        assertThat(log.read(organization.id(), EventFilter.all().after(position), 100))
                .extracting(event -> event.type())
                .containsOnly("audit.action.recorded");
    }

    @Test
    void whatIsDisconnectedIsReadNoMoreAndStays() {
        connect(odoo);
        awaitRead(organization);
        String leads = get(LEADS, token).text();

        assertThat(send("DELETE", PATH, null, token).status()).isEqualTo(204);

        nothingIsKept();
        assertThat(post("/api/v2/sync", "{}", token).code()).isEqualTo("no_source");
        assertThat(json.readTree(get(LEADS, token).text()).get("items"))
                .isEqualTo(json.readTree(leads).get("items"));
        assertThat(send("DELETE", PATH, null, token).status()).isEqualTo(404);
        assertThat(get("/api/v2/audit", token).text()).contains("sync.connection_removed");
    }

    @Test
    void theOdooOfTheSettingsIsReadWhereThereIsNoneOfTheirOwn() {
        OdooSimulator operators = start(OdooVersion.V17);
        sources.connect(
                organization.id(), new Endpoint(operators.baseUrl(), "demo", operators.login(), operators.apiKey()));
        Response settings = get(PATH, token);
        assertThat(settings.body().get("from").asString()).isEqualTo("settings");
        assertThat(settings.body().at("/webhook/address").asString()).endsWith("/" + organization.slug() + "/{secret}");
        assertThat(settings.text()).doesNotContain(WEBHOOK_SECRET);
        assertThat(settings.body().at("/webhook/set_at").isNull()).isTrue();
        refused(put(withoutKey(operators)), "key", "missing");

        connect(odoo);
        assertThat(sources.of(organization.id()).orElseThrow().endpoint().url()).isEqualTo(odoo.baseUrl());
        assertThat(get(PATH, token).body().get("webhook").isNull())
                .as("the settings' secret is not for this Odoo")
                .isTrue();

        assertThat(send("DELETE", PATH, null, token).status()).isEqualTo(204);
        assertThat(sources.of(organization.id()).orElseThrow().endpoint().url()).isEqualTo(operators.baseUrl());
    }

    @Test
    void whatAnotherProcessConnectsIsSeenWithinSeconds() {
        assertThat(sources.of(organization.id())).isEmpty();
        connections.keep(
                organization.id(),
                new ConnectionForm(URI.create("http://127.0.0.1:9"), "demo", "me", null),
                new Secret("key"),
                admin.id(),
                TEST);
        clock.advance(Duration.ofSeconds(4));
        assertThat(sources.of(organization.id()).orElseThrow().endpoint().url().getPort())
                .isEqualTo(9);
        assertThat(sources.of(organization.id()).orElseThrow().own()).isTrue();
    }

    @Test
    void aSuspendedOrganisationIsNotReadAndChangesNothing() {
        connect(odoo);
        organizations.setStatus(organization.id(), Organization.Status.ACTIVE, Organization.Status.SUSPENDED, null);
        assertThat(sources.of(organization.id())).isEmpty();
        assertThat(put(body(odoo)).code()).isEqualTo("organization_suspended");
        assertThat(send("DELETE", PATH, null, token).code()).isEqualTo("organization_suspended");
        assertThat(connections.find(organization.id())).isPresent();
    }

    @Test
    void othersThanAdministratorsMayNot() {
        for (Role role : List.of(Role.CEO, Role.MANAGER, Role.SALES_REP)) {
            String others = signIn(account(organization, role));
            assertThat(get(PATH, others).status()).isEqualTo(403);
            assertThat(send("PUT", PATH, body(odoo), others).status()).isEqualTo(403);
            assertThat(post(PATH + "/check", body(odoo), others).status()).isEqualTo(403);
            assertThat(send("DELETE", PATH, null, others).status()).isEqualTo(403);
            assertThat(post(PATH + "/webhook", "{}", others).status()).isEqualTo(403);
            assertThat(send("DELETE", PATH + "/webhook", null, others).status()).isEqualTo(403);
            assertThat(post("/api/v2/sync", "{}", others).text()).doesNotContain("SIGHTLINE_");
        }
        assertThat(odoo.counters().requests()).isZero();
        nothingIsKept();
    }

    /** The secret part of the address. */
    private static String made(Response answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        String address = answer.body().get("address").asString();
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private int knock(Organization at, String secret) {
        return post("/webhooks/odoo/" + at.slug() + "/" + secret, "{\"_model\": \"crm.lead\", \"_id\": 4}", null)
                .status();
    }

    @Test
    void aWebhookOfTheirOwnLetsInUntilItIsReplaced() {
        connect(odoo);
        awaitRead(organization);
        Response answer = send("POST", PATH + "/webhook", null, token);
        assertThat(answer.body().get("hmac_key").isNull()).isTrue();
        assertThat(answer.body().get("address").asString())
                .startsWith("https://sightline.example.com/webhooks/odoo/" + organization.slug() + "/");
        String old = made(answer);
        assertThat(old).hasSizeGreaterThanOrEqualTo(43);
        assertThat(get(PATH, token).body().at("/webhook/signed").asBoolean()).isFalse();
        assertThat(get(PATH, token).body().at("/webhook/set_at").isNull()).isFalse();

        odoo.records("crm.lead").write(4, Map.of("name", "Said by a webhook"));
        assertThat(knock(organization, old)).isEqualTo(202);
        await(
                "it is read",
                () -> get("/api/v2/opportunities/odoo-4", token)
                        .body()
                        .get("name")
                        .asString()
                        .equals("Said by a webhook"));

        String fresh = made(post(PATH + "/webhook", "{}", token));
        assertThat(knock(organization, old)).isEqualTo(404);
        assertThat(knock(organization, WEBHOOK_SECRET)).isEqualTo(404);
        Organization other = organization();
        assertThat(knock(other, fresh)).isEqualTo(404);
        assertThat(knock(organization, fresh)).isEqualTo(202);

        assertThat(send("DELETE", PATH + "/webhook", null, token).status()).isEqualTo(204);
        assertThat(knock(organization, fresh)).isEqualTo(404);
        assertThat(send("DELETE", PATH + "/webhook", null, token).status()).isEqualTo(404);
        assertThat(get("/api/v2/audit", token).text()).contains("sync.webhook_removed");
    }

    @Test
    void aSignedWebhookHasToBeSigned() throws Exception {
        connect(odoo);
        Response answer = post(PATH + "/webhook", "{\"signed\": true}", token);
        String key = answer.body().get("hmac_key").asString();
        String path = "/webhooks/odoo/" + organization.slug() + "/" + made(answer);
        String body = "{\"_model\": \"crm.lead\", \"_id\": 4}";
        String now = Long.toString(clock.instant().getEpochSecond());
        assertThat(post(path, body, null).code()).isEqualTo("wrong_signature");
        assertThat(post(
                                path,
                                body,
                                null,
                                "X-Sightline-Timestamp",
                                now,
                                "X-Sightline-Signature",
                                WebhookSignature.of(now, body, WEBHOOK_KEY))
                        .code())
                .isEqualTo("wrong_signature");
        assertThat(post(
                                path,
                                body,
                                null,
                                "X-Sightline-Timestamp",
                                now,
                                "X-Sightline-Signature",
                                WebhookSignature.of(now, body, key))
                        .status())
                .isEqualTo(202);
        assertThat(get(PATH, token).body().at("/webhook/signed").asBoolean()).isTrue();
        assertThat(get(PATH, token).text()).doesNotContain(key);
    }

    @Test
    void afterAChangeOfTheMasterKeyBothAreEnclosedAnew() {
        connect(odoo);
        post(PATH + "/webhook", "{\"signed\": true}", token);
        assertThat(enclosed)
                .extracting(EnclosedSecrets::what)
                .contains("keys of connections to Odoo", "keys that sign webhooks of Odoo");
        SecureRandom random = new SecureRandom();
        Connection kept = connections.find(organization.id()).orElseThrow();
        byte[] key = box.open(
                organization.id(), Connections.purpose(kept.id()), kept.key().bytes());
        MasterKey before = MasterKey.ofBase64(MasterKey.generate(random));
        MasterKey now = MasterKey.ofBase64(MasterKey.generate(random));
        SecretBox changed = new SecretBox(new MasterKeys(now, List.of(before)), random);
        byte[] old = new SecretBox(new MasterKeys(before, List.of()), random)
                .enclose(organization.id(), Connections.purpose(kept.id()), key);
        transactions.write(
                organization.id(),
                jdbc -> jdbc.sql("UPDATE odoo_connections SET key = ? WHERE organization_id = ?")
                        .params(old, organization.id().value())
                        .update());
        // What this server's own master key does not open is not read, and the settings' Odoo is not taken instead.
        sources.refresh();
        assertThat(sources.of(organization.id())).isEmpty();
        assertThat(sources.from(organization.id())).isEqualTo(Sources.From.ORGANIZATION);
        refused(put(withoutKey(odoo)), "key", "missing");

        Renewals renewals = new Renewals();
        new EnclosedColumn(
                        transactions, changed, "keys", "odoo_connections", "connection_id", "key", Connections::purpose)
                .reenclose(organization.id(), renewals);

        assertThat(renewals.anew()).isOne();
        byte[] fresh = connections.find(organization.id()).orElseThrow().key().bytes();
        assertThat(changed.isCurrent(organization.id(), fresh)).isTrue();
        assertThat(changed.open(organization.id(), Connections.purpose(kept.id()), fresh))
                .isEqualTo(key);
        connect(odoo);
        assertThat(sources.of(organization.id())).isPresent();
    }
}
