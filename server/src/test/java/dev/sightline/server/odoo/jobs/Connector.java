package dev.sightline.server.odoo.jobs;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.ingest.Ingest;
import dev.sightline.server.ingest.TestKeys;
import dev.sightline.server.odoo.client.Endpoint;
import dev.sightline.server.odoo.client.Limits;
import dev.sightline.server.odoo.sync.SyncTuning;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** The connector without the rest of the server: real translators, real event store, no web. */
final class Connector implements AutoCloseable {
    static final Limits IMPATIENT = new Limits(
            Duration.ofSeconds(2),
            Duration.ofMillis(1500),
            3,
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            64L * 1024 * 1024,
            Duration.ofMillis(200));

    final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    final OrganizationTransactions transactions;
    final Ingest ingest;
    final EventStore events;
    final Sources sources = new Sources();
    final SyncJobs jobs;

    Connector(DataSource application, Clock clock, Limits limits) {
        context.registerBean(DataSource.class, () -> application);
        context.registerBean(PlatformTransactionManager.class, () -> new DataSourceTransactionManager(application));
        context.registerBean(EventStore.class, () -> new PostgresEventStore(application, clock));
        context.registerBean(Ids.class, () -> UUID::randomUUID);
        context.registerBean(PersonalKeys.class, TestKeys::keys);
        context.register(OrganizationTransactions.class);
        context.scan(
                "dev.sightline.server.ingest",
                "dev.sightline.server.odoo.sync",
                "dev.sightline.server.crm.odoo",
                "dev.sightline.server.finance",
                "dev.sightline.server.hrm");
        context.refresh();
        transactions = context.getBean(OrganizationTransactions.class);
        ingest = context.getBean(Ingest.class);
        events = context.getBean(EventStore.class);
        jobs = new SyncJobs(
                application,
                transactions,
                ingest,
                context.getBean(PersonalKeys.class),
                sources,
                clock,
                UUID::randomUUID,
                limits,
                SyncTuning.DEFAULT);
    }

    void connect(OrganizationId organization, Endpoint endpoint) {
        sources.connect(organization, endpoint);
    }

    @Override
    public void close() throws InterruptedException {
        jobs.destroy();
        context.close();
    }
}
