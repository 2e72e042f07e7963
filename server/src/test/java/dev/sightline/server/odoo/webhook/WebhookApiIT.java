package dev.sightline.server.odoo.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.server.ServerTest;
import dev.sightline.server.WebhookSignature;
import dev.sightline.server.identity.Role;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.jobs.Job;
import dev.sightline.server.odoo.jobs.Sources;
import dev.sightline.server.odoo.jobs.SyncJobs;
import dev.sightline.server.odoo.jobs.SyncRequest;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.simulator.Fault;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A webhook from the knock to the change on the screen, and all that is turned away. */
class WebhookApiIT extends ServerTest {
    private static final int BURST = 1000;
    private static final String LEAD_4 = "{\"_model\": \"crm.lead\", \"_id\": 4, \"_action\": \"Changed\"}";

    @Autowired
    private Sources sources;

    @Autowired
    private SyncJobs jobs;

    @Autowired
    private Hints hints;

    private OdooSimulator odoo;
    private Organization organization;

    @BeforeEach
    void odoo() {
        odoo = OdooSimulator.start(SimulatorOptions.recorded());
        organization = organization();
    }

    @AfterEach
    void end() throws InterruptedException {
        sources.disconnect(organization.id());
        jobs.awaitIdle(organization.id(), Duration.ofSeconds(20));
        odoo.close();
    }

    private void name() {
        sources.connect(
                organization.id(), new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()));
    }

    private void connect() {
        name();
        await(
                "everything is read",
                () -> jobs.list(organization.id(), null, null, 1).stream()
                        .anyMatch(job -> job.state().equals("succeeded")));
    }

    private String path() {
        return "/webhooks/odoo/" + organization.slug() + "/" + WEBHOOK_SECRET;
    }

    private Response knock(String body) {
        String now = Long.toString(clock.instant().getEpochSecond());
        return knock(body, now, WebhookSignature.of(now, body, WEBHOOK_KEY));
    }

    private Response knock(String body, String timestamp, String signature) {
        return post(path(), body, null, "X-Sightline-Timestamp", timestamp, "X-Sightline-Signature", signature);
    }

    @Test
    void theNamedRecordIsReadAgainAndArrives() {
        connect();
        String admin = signIn(account(organization, Role.ADMIN));
        long position = log.lastPosition(organization.id());
        odoo.records("crm.lead").write(4, Map.of("name", "Renamed in Odoo"));
        odoo.records("crm.lead").write(5, Map.of("name", "Renamed, but not said"));

        long start = System.nanoTime();
        // What the body says of the record is not believed.
        Response answer = knock("{\"_model\": \"crm.lead\", \"_id\": 4, \"name\": \"A lie\"}");
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
        await("the change is recorded", () -> log.lastPosition(organization.id()) > position);
        assertThat(log.read(organization.id(), EventFilter.all().after(position), 10))
                .extracting(RecordedEvent::type)
                .isEqualTo(List.of("crm.opportunity.updated"));
        awaitViews(organization);
        assertThat(get("/api/v2/opportunities/odoo-4", admin).body().get("name").asString())
                .isEqualTo("Renamed in Odoo");
        assertThat(get("/api/v2/sync/jobs", admin)
                        .body()
                        .get("items")
                        .get(0)
                        .get("kind")
                        .asString())
                .isEqualTo("webhook");
    }

    @Test
    void aRecordThatIsGoneIsDeleted() {
        connect();
        long position = log.lastPosition(organization.id());
        odoo.records("crm.lead").unlink(4);

        assertThat(knock(LEAD_4).status()).isEqualTo(202);

        await("the deletion is recorded", () -> log.lastPosition(organization.id()) > position);
        assertThat(log.read(organization.id(), EventFilter.all().after(position), 10))
                .extracting(RecordedEvent::type)
                .isEqualTo(List.of("crm.opportunity.deleted"));
    }

    @Test
    void wrongStaleAndRepeatedSignaturesAreTurnedAway() {
        name();
        String now = Long.toString(clock.instant().getEpochSecond());
        String old = Long.toString(clock.instant().minusSeconds(600).getEpochSecond());
        String early = Long.toString(clock.instant().plusSeconds(600).getEpochSecond());
        refused(post(path(), LEAD_4, null));
        refused(knock(LEAD_4, now, "sha256=" + "0".repeat(64)));
        refused(knock(LEAD_4, now, WebhookSignature.of(now, LEAD_4, "another key, just as long")));
        refused(knock(LEAD_4 + " ", now, WebhookSignature.of(now, LEAD_4, WEBHOOK_KEY)));
        refused(knock(LEAD_4, old, WebhookSignature.of(old, LEAD_4, WEBHOOK_KEY)));
        refused(knock(LEAD_4, early, WebhookSignature.of(early, LEAD_4, WEBHOOK_KEY)));
        refused(knock(LEAD_4, "soon", WebhookSignature.of("soon", LEAD_4, WEBHOOK_KEY)));
        assertThat(knock(LEAD_4, now, WebhookSignature.of(now, LEAD_4, WEBHOOK_KEY))
                        .status())
                .isEqualTo(202);
        refused(knock(LEAD_4, now, WebhookSignature.of(now, LEAD_4, WEBHOOK_KEY)));
    }

    @Test
    void a_suspended_organisation_is_neither_read_nor_knocked_at() throws InterruptedException {
        connect();
        organizations.setStatus(organization.id(), Organization.Status.ACTIVE, Organization.Status.SUSPENDED, null);
        Response refused = knock("{\"_model\": \"crm.lead\", \"_id\": 1}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("organization_suspended");
        assertThat(jobs.awaitIdle(organization.id(), Duration.ofSeconds(20))).isTrue();
        assertThat(jobs.request(
                        organization.id(),
                        dev.sightline.server.odoo.jobs.SyncRequest.of(
                                dev.sightline.server.odoo.sync.SyncRun.Kind.INCREMENTAL, "test")))
                .isEmpty();
        organizations.setStatus(organization.id(), Organization.Status.SUSPENDED, Organization.Status.ACTIVE, null);
        assertThat(knock("{\"_model\": \"crm.lead\", \"_id\": 1}").status()).isEqualTo(202);
    }

    private static void refused(Response answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("wrong_signature");
    }

    @Test
    void wrongAddressesLookAlike() {
        name();
        String slug = organization.slug();
        for (String path : List.of(
                "/webhooks/odoo/" + slug + "/" + WEBHOOK_SECRET + "x",
                "/webhooks/odoo/no-such-organisation/" + WEBHOOK_SECRET,
                "/webhooks/odoo/" + slug + "/no-secret")) {
            Response answer = post(path, LEAD_4, null);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("not_found");
        }
        assertThat(get(path(), null).status()).isIn(401, 404, 405);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            not json                              | malformed_body
            []                                    | unknown_model
            {}                                    | unknown_model
            {"_model": 5, "_id": 4}               | unknown_model
            {"_model": "ir.config_parameter", "_id": 4} | unknown_model
            {"_model": "crm.lead"}                | invalid_id
            {"_model": "crm.lead", "_id": "4"}    | invalid_id
            {"_model": "crm.lead", "_id": -4}     | invalid_id
            {"_model": "crm.lead", "_id": 4.5}    | invalid_id
            {"_model": "crm.lead", "_id": 99999999999999999999} | invalid_id
            """)
    void strangeBodiesAreRefused(String body, String code) {
        name();
        Response answer = knock(body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void largeBodiesAreRefused() {
        name();
        String body = "{\"_model\": \"crm.lead\", \"_id\": 4, \"description\": \"%s\"}";
        assertThat(knock(body.formatted("x".repeat(200_000))).status()).isEqualTo(202);
        assertThat(knock(body.formatted("x".repeat(300_000))).status()).isEqualTo(413);
        assertThat(knock(body.formatted("x".repeat(1_100_000))).status()).isEqualTo(413);
    }

    @Test
    void withoutAnOdooNobodyIsLetIn() {
        assertThat(knock(LEAD_4).status()).isEqualTo(404);
        assertThat(hints.waiting(organization.id())).isZero();
    }

    @Test
    void aBurstIsAnsweredAtOnceAndReadOneJobAfterTheOther() throws Exception {
        connect();
        List<Integer> leads = IntStream.rangeClosed(1, BURST / 2)
                .map(i -> odoo.records("crm.lead").create(Map.of("name", "Deal " + i, "type", "opportunity")))
                .boxed()
                .toList();
        jobs.request(organization.id(), SyncRequest.of(SyncRun.Kind.INCREMENTAL, "test"));
        assertThat(jobs.awaitIdle(organization.id(), Duration.ofSeconds(60))).isTrue();
        long position = log.lastPosition(organization.id());
        leads.forEach(id -> odoo.records("crm.lead").write(id, Map.of("name", "Renamed " + id)));
        // Odoo says nothing for as long as the burst lasts.
        odoo.faults().always(new Fault.Slow(Duration.ofMillis(300)));

        // Half of them name different records, half the same one.
        List<String> bodies = IntStream.range(0, BURST)
                .mapToObj(i -> "{\"_model\": \"crm.lead\", \"_id\": %d, \"n\": %d}"
                        .formatted(i % 2 == 0 ? leads.get(i / 2) : leads.getFirst(), i))
                .toList();
        List<Future<Integer>> answers = new ArrayList<>();
        String now = Long.toString(clock.instant().getEpochSecond());
        try (ExecutorService senders = Executors.newFixedThreadPool(50)) {
            for (String body : bodies) {
                answers.add(senders.submit(() -> knock(body, now, WebhookSignature.of(now, body, WEBHOOK_KEY))
                        .status()));
            }
        }
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(202);
        }
        for (String body : bodies.subList(0, 20)) {
            refused(knock(body, now, WebhookSignature.of(now, body, WEBHOOK_KEY)));
        }
        odoo.faults().clear();

        await("every record is read", () -> eventsAfter(position).size() == leads.size());
        await("no hint waits", () -> hints.waiting(organization.id()) == 0);
        assertThat(jobs.awaitIdle(organization.id(), Duration.ofSeconds(60))).isTrue();
        assertThat(eventsAfter(position)).extracting(RecordedEvent::type).containsOnly("crm.opportunity.updated");
        assertThat(eventsAfter(position)).extracting(RecordedEvent::stream).doesNotHaveDuplicates();
        List<Job> burst = jobs.list(organization.id(), null, null, 50).stream()
                .filter(job -> job.kind().equals("webhook"))
                .toList();
        assertThat(burst).as("far fewer jobs than hints").hasSizeBetween(1, 20);
        assertThat(burst).extracting(Job::state).containsOnly("succeeded");
        for (int i = 1; i < burst.size(); i++) {
            assertThat(burst.get(i).finishedAt())
                    .as("newest first; each ends before the next begins")
                    .isBeforeOrEqualTo(burst.get(i - 1).startedAt());
        }
    }

    private List<RecordedEvent> eventsAfter(long position) {
        return log.read(organization.id(), EventFilter.all().after(position), 2 * BURST);
    }

    @Test
    void whoIsNamedAgainAMomentBeforeIsReadOnceMore() throws InterruptedException {
        connect();
        AtomicLong time = new AtomicLong();
        Duration delay = Duration.ofHours(1);
        Hints own = new Hints(jobs, sources, time::get, delay);
        own.add(organization.id(), new SyncRun.Hint("crm.lead", 4));
        own.add(organization.id(), new SyncRun.Hint("crm.lead", 5));
        time.addAndGet(delay.toNanos() - 1);
        // Its transaction in Odoo may not have ended yet.
        own.add(organization.id(), new SyncRun.Hint("crm.lead", 4));
        time.addAndGet(1);

        readWhenFree(own, 1);
        long position = log.lastPosition(organization.id());
        odoo.records("crm.lead").write(4, Map.of("name", "Committed at last"));
        time.addAndGet(delay.toNanos());
        readWhenFree(own, 0);

        assertThat(eventsAfter(position)).extracting(RecordedEvent::type).containsExactly("crm.opportunity.updated");
        own.destroy();
    }

    /** Another job may hold the turn. */
    private void readWhenFree(Hints own, int left) throws InterruptedException {
        await("the hints are read", () -> {
            own.read(organization.id());
            return own.waiting(organization.id()) == left;
        });
        assertThat(jobs.awaitIdle(organization.id(), Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void theQueueIsBoundedAndARecordWaitsOnce() {
        sources.connect(
                organization.id(), new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey()));
        Hints own = new Hints(jobs, sources);
        SyncRun.Hint lead = new SyncRun.Hint("crm.lead", 4);
        own.add(organization.id(), lead);
        own.add(organization.id(), lead);
        assertThat(own.waiting(organization.id())).isOne();
        for (int id = 1; id <= Hints.CAPACITY + 100; id++) {
            own.add(organization.id(), new SyncRun.Hint("crm.lead", id));
        }
        assertThat(own.waiting(organization.id())).isEqualTo(Hints.CAPACITY);
        own.destroy();
    }
}
