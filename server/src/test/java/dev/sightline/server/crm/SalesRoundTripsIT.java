package dev.sightline.server.crm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.CrmEvent.LabelDetails;
import dev.sightline.catalog.CrmEvent.LostReasonCreated;
import dev.sightline.catalog.CrmEvent.LostReasonDeleted;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.catalog.CrmEvent.TagCreated;
import dev.sightline.catalog.CrmEvent.TagDeleted;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.FinanceEvent.CompanyCreated;
import dev.sightline.catalog.FinanceEvent.CompanyDeleted;
import dev.sightline.catalog.FinanceEvent.CompanyDetails;
import dev.sightline.catalog.FinanceEvent.RateRemoved;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.tenancy.Organization;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a batch costs in trips to the database does not depend on how many events it has. */
class SalesRoundTripsIT {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final EventCodec CODEC = new EventCodec();
    /** Deals that the batch has no event of, but reaches by its rates and companies. */
    private static final int DEALS = 40;

    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    @Test
    void many_rates_companies_and_labels_take_as_many_statements_as_a_few() throws SQLException {
        int few = statements(1, 2);

        assertThat(statements(2, 300)).isEqualTo(few).isLessThan(40);
    }

    /** Of a batch that has so many of each kind of event. */
    private static int statements(int id, int ofEachKind) throws SQLException {
        Organization organization = SalesTables.organization(id);
        List<RecordedEvent> before = new ArrayList<>();
        for (int i = 0; i < DEALS; i++) {
            add(before, organization.id(), 0, "opportunity", "old" + i, deal(i % 2 == 0 ? "USD" : null, "c0"));
        }
        for (int i = 0; i < ofEachKind; i++) {
            add(before, organization.id(), 0, "rate", "gone" + i, rate(i));
            add(before, organization.id(), 0, "company", "gone" + i, company("USD"));
            add(before, organization.id(), 0, "tag", "gone" + i, new TagCreated(label()));
            add(before, organization.id(), 0, "lost_reason", "gone" + i, new LostReasonCreated(label()));
        }
        apply(organization, before);
        List<RecordedEvent> batch = new ArrayList<>();
        for (int i = 0; i < ofEachKind; i++) {
            int from = before.size();
            add(batch, organization.id(), from, "rate", "r" + i, rate(i));
            add(batch, organization.id(), from, "rate", "gone" + i, new RateRemoved());
            add(batch, organization.id(), from, "opportunity", "new" + i, deal("USD", "c" + i));
            add(batch, organization.id(), from, "company", "c" + i, company(i % 2 == 0 ? "USD" : "EUR"));
            add(batch, organization.id(), from, "company", "gone" + i, new CompanyDeleted());
            add(batch, organization.id(), from, "tag", "t" + i, new TagCreated(label()));
            add(batch, organization.id(), from, "tag", "gone" + i, new TagDeleted());
            add(batch, organization.id(), from, "lost_reason", "gone" + i, new LostReasonDeleted());
        }
        return apply(organization, batch);
    }

    private static int apply(Organization organization, List<RecordedEvent> events) throws SQLException {
        CompositeProjection sales = SalesTables.projection(organization, DATABASE.application());
        AtomicInteger statements = new AtomicInteger();
        OrganizationTransaction.run(DATABASE.application(), organization.id(), transaction -> {
            sales.apply(new ProjectionBatch(organization.id(), counting(transaction, statements), events));
            return events.size();
        });
        return statements.get();
    }

    private static Connection counting(Connection connection, AtomicInteger statements) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (List.of("prepareStatement", "createStatement").contains(method.getName())) {
                        statements.incrementAndGet();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void add(
            List<RecordedEvent> events,
            OrganizationId organization,
            long after,
            String category,
            String key,
            DomainEvent event) {
        long position = after + events.size() + 1;
        Instant at = START.plusSeconds(position);
        events.add(new RecordedEvent(
                organization,
                position,
                new StreamId(category, key),
                1,
                at,
                new NewEvent(
                        new UUID(organization.value(), position),
                        EventCodec.typeOf(event),
                        EventCodec.versionOf(event),
                        at,
                        CODEC.write(event),
                        new EventOrigin("test", null, null, null, null))));
    }

    private static RateSet rate(int i) {
        return new RateSet("USD", null, LocalDate.of(2026, 1, 1).plusDays(i % 60), BigDecimal.valueOf(100 + i % 7, 2));
    }

    private static CompanyCreated company(String currency) {
        return new CompanyCreated(new CompanyDetails("Company", currency, null, true));
    }

    private static LabelDetails label() {
        return new LabelDetails("Label", true, 1);
    }

    private static OpportunityCreated deal(@Nullable String currency, String company) {
        OpportunityDetails details = new OpportunityDetails(
                "Deal",
                "opportunity",
                true,
                BigDecimal.valueOf(1000),
                currency,
                BigDecimal.TEN,
                company,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
        return new OpportunityCreated(details, "s1", "p1", null, START);
    }
}
