package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.sync.SyncIssues;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.simulator.OdooSimulator;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database, one organisation in it, and the connector. */
final class SyncWorld implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    final TestDatabase database = database();
    final OrganizationId organization;
    final Connector connector;
    final JdbcClient owner = JdbcClient.create(database.owner());

    SyncWorld(Clock clock) {
        this(clock, Connector.IMPATIENT);
    }

    SyncWorld(Clock clock, Limits limits) {
        organization = new OrganizationId(owner.sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES ('acme', 'Acme', 'USD', 'UTC', 1, now()) RETURNING organization_id
                        """).query(Integer.class).single());
        connector = new Connector(database.application(), clock, limits);
    }

    static TestDatabase database() {
        return TestDatabase.fresh("connector", SyncWorld::migrate);
    }

    private static void migrate(Connection connection) throws Exception {
        String url = connection.getMetaData().getURL();
        DataSource single = new org.springframework.jdbc.datasource.SingleConnectionDataSource(connection, true);
        Flyway.configure()
                .dataSource(single)
                .locations("classpath:dev/sightline/eventstore/db", "classpath:db/migration")
                .load()
                .migrate();
        if (url == null) {
            throw new IllegalStateException("no database");
        }
    }

    static Endpoint endpoint(OdooSimulator odoo) {
        return new Endpoint(odoo.baseUrl(), odoo.databaseName(), odoo.login(), odoo.apiKey());
    }

    void connect(OdooSimulator odoo) {
        connector.connect(organization, endpoint(odoo));
    }

    Job sync() {
        return sync(SyncRun.Kind.INCREMENTAL);
    }

    Job sync(SyncRun.Kind kind) {
        return sync(new SyncRequest(kind, "test", false, Set.of()));
    }

    Job sync(SyncRequest request) {
        try {
            UUID id =
                    connector.jobs.request(organization, request).orElseThrow().id();
            if (!connector.jobs.awaitIdle(organization, PATIENCE)) {
                throw new AssertionError("the sync does not end");
            }
            return connector.jobs.find(organization, id).orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Job hint(String model, long id) {
        return sync(new SyncRequest(SyncRun.Kind.WEBHOOK, "webhook", false, Set.of(new SyncRun.Hint(model, id))));
    }

    long lastPosition() {
        return connector.events.lastPosition(organization);
    }

    List<RecordedEvent> eventsAfter(long position) {
        return connector.events.read(organization, EventFilter.all().after(position), 10_000);
    }

    List<String> typesAfter(long position) {
        return eventsAfter(position).stream().map(RecordedEvent::type).toList();
    }

    List<SyncIssues.Issue> issues() {
        return connector.transactions.read(organization, jdbc -> SyncIssues.all(jdbc, organization));
    }

    List<String> issueKinds() {
        return issues().stream().map(SyncIssues.Issue::kind).distinct().toList();
    }

    /** How many latest, existing snapshots there are of a model. */
    long latest(String model) {
        return owner.sql("SELECT count(*) FROM odoo_raw_data WHERE model = ? AND is_latest AND document IS NOT NULL")
                .param(model)
                .query(Long.class)
                .single();
    }

    long number(String sql) {
        return owner.sql(sql).query(Long.class).single();
    }

    long rows() {
        return number("SELECT count(*) FROM odoo_raw_data");
    }

    @Override
    public void close() throws InterruptedException {
        connector.close();
        database.close();
    }
}
