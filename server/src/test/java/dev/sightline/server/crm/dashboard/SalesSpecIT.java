package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.eventstore.testkit.ProjectionSpec;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.Histories;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.crm.SalesTables;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** R3 for the sales views, through the engine. */
class SalesSpecIT {
    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    @Test
    void in_whatever_batches_lost_or_rebuilt_the_sales_views_are_the_same() throws Exception {
        Random random = Seeds.random();
        Supplier<CompositeProjection> sales =
                () -> SalesTables.projection(SalesTables.organization(1), DATABASE.application());

        Map<String, List<String>> rows = new ProjectionSpec(
                        DATABASE, sales, sales.get().tables())
                .holdsFor(
                        Histories.appends(new RandomSales(random.nextLong(), new OrganizationId(1), 8).history(220)),
                        random);

        assertThat(rows)
                .containsKeys("user_profiles", "opportunity_view", "dashboard_metrics", "crm_labels", "crm_currencies");
        assertThat(rows.get("dashboard_metrics")).isNotEmpty();
        assertThat(rows.get("crm_labels")).isNotEmpty();
    }
}
