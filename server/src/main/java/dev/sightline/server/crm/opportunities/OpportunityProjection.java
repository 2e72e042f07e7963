package dev.sightline.server.crm.opportunities;

import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.FinanceEvent.CompanyCreated;
import dev.sightline.catalog.FinanceEvent.CompanyDeleted;
import dev.sightline.catalog.FinanceEvent.CompanyUpdated;
import dev.sightline.catalog.FinanceEvent.RateRemoved;
import dev.sightline.catalog.FinanceEvent.RateSet;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.tables.Rows;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.tenancy.Organization;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code opportunity_view}, what it held before ({@code opportunity_past}), and with it the companies and rates that amounts are converted by. Rates are applied where they
 * stand in the log, between the opportunities' events, and then convert anew what they touch: amounts and daily figures
 * do not depend on how the log was cut into batches. Leaves the batch's {@code FigureChanges} to the parts behind.
 */
public final class OpportunityProjection implements Projection {
    /** Its own; a table of issues it shares with others. */
    private static final List<String> TABLES =
            List.of("opportunity_view", "opportunity_past", "crm_rates", "crm_companies");

    private final Function<OrganizationId, Organization> organizations;

    public OpportunityProjection(Function<OrganizationId, Organization> organizations) {
        this.organizations = organizations;
    }

    @Override
    public String name() {
        return "opportunity_view";
    }

    @Override
    public Set<String> eventTypes() {
        Set<String> types = new LinkedHashSet<>(EventCodec.typesOf(OpportunityEvent.class));
        Stream.of(
                        RateSet.class,
                        RateRemoved.class,
                        CompanyCreated.class,
                        CompanyUpdated.class,
                        CompanyDeleted.class,
                        PersonForgotten.class)
                .forEach(type -> types.addAll(EventCodec.typesOf(type)));
        return types;
    }

    @Override
    public List<String> tables() {
        return Stream.concat(TABLES.stream(), Stream.of("data_quality_issues")).toList();
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        Set<String> touched = new LinkedHashSet<>();
        Set<String> created = new LinkedHashSet<>();
        boolean any = false;
        for (var decoded : DecodedEvents.of(batch).all()) {
            if (decoded.event() instanceof OpportunityEvent) {
                touched.add(decoded.key());
            }
            if (decoded.event() instanceof OpportunityCreated) {
                created.add(decoded.key());
            }
            any |= decoded.event() instanceof OpportunityEvent || FarChange.is(decoded.event());
        }
        if (!any) {
            return;
        }
        OpportunityFold fold = OpportunityFold.load(batch, organizations.apply(batch.organization()), touched, created);
        for (var decoded : DecodedEvents.of(batch).all()) {
            if (decoded.event() instanceof OpportunityEvent event) {
                fold.apply(decoded.recorded(), event);
            } else if (FarChange.is(decoded.event())) {
                fold.far(new FarChange(decoded.recorded(), decoded.event()));
            }
        }
        fold.finish();
    }

    @Override
    public void reset(java.sql.Connection transaction, OrganizationId organization) throws SQLException {
        for (String table : TABLES) {
            Rows.update(transaction, "DELETE FROM " + table + " WHERE organization_id = ?", organization.value());
        }
        IssueChanges.reset(transaction, organization.value());
    }

    /** The state before a stream's event: only a first event may find nothing. */
    static Opportunity before(
            dev.sightline.eventstore.RecordedEvent recorded,
            OpportunityEvent event,
            @org.jspecify.annotations.Nullable OpportunityRow row) {
        if (row != null) {
            return row.state();
        }
        if (event instanceof OpportunityCreated) {
            return Opportunity.NOTHING;
        }
        throw new IllegalStateException("event " + recorded.position() + " of organisation " + recorded.organization()
                + " continues stream " + recorded.stream() + ", which has no opportunity");
    }
}
