package dev.sightline.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.testkit.ProjectionSpec;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.Histories;
import dev.sightline.server.ServerDatabase;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** R3 for people, through the engine: where everything goes wrong that can, other than in {@code SalesSpecIT}. */
class PeopleSpecIT {
    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    @Test
    void in_whatever_batches_lost_or_rebuilt_the_people_are_the_same() throws Exception {
        Random random = Seeds.random();

        Map<String, List<String>> rows = new ProjectionSpec(
                        DATABASE, PeopleProjection::new, new PeopleProjection().tables())
                .holdsFor(
                        Histories.appends(RandomPeople.history(random.nextLong(), new OrganizationId(1), 9, 250)),
                        random);

        assertThat(rows.get("user_access_matrix")).isNotEmpty();
        assertThat(rows.get("data_quality_issues")).isNotEmpty();
    }
}
