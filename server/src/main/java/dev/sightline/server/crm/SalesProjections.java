package dev.sightline.server.crm;

import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.server.access.PeopleProjection;
import dev.sightline.server.crm.accounts.AccountProjection;
import dev.sightline.server.crm.activities.ActivityProjection;
import dev.sightline.server.crm.dashboard.DashboardProjection;
import dev.sightline.server.crm.opportunities.OpportunityProjection;
import dev.sightline.server.crm.reference.ReferenceProjection;
import dev.sightline.server.ingest.OpensPersonalTexts;
import dev.sightline.server.tenancy.Organizations;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** All that sales dashboards are read from, at one position: people first, for whom sums are kept last. */
@Configuration(proxyBeanMethods = false)
public class SalesProjections {
    /** Its checkpoint's name. */
    public static final String NAME = "sales";

    @Bean
    CompositeProjection salesProjection(
            OpensPersonalTexts texts, PeopleProjection people, Organizations organizations) {
        return new CompositeProjection(
                NAME,
                List.of(
                        texts,
                        people,
                        new ReferenceProjection(),
                        new OpportunityProjection(organizations::get),
                        new AccountProjection(),
                        new ActivityProjection(),
                        new DashboardProjection()));
    }
}
