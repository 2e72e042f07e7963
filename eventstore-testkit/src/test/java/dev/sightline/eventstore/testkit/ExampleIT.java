package dev.sightline.eventstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.AppendResult;
import dev.sightline.eventstore.AppendResult.Appended;
import dev.sightline.eventstore.AppendResult.Conflict;
import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The example of the event store's README. */
class ExampleIT {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh("example", owner -> {
        EventStoreSchema.install(owner);
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TABLE won_deals (organization_id integer NOT NULL PRIMARY KEY, number integer NOT NULL);
                    GRANT SELECT, INSERT, UPDATE, DELETE ON won_deals TO sightline_app
                    """);
        }
    });

    /** Counts. A projection of more than a few events writes a batch in one statement, as here. */
    private static final class WonDeals implements Projection {
        @Override
        public String name() {
            return "won_deals";
        }

        @Override
        public Set<String> eventTypes() {
            return Set.of("crm.opportunity.won");
        }

        @Override
        public void apply(ProjectionBatch batch) throws SQLException {
            String sql = """
                    INSERT INTO won_deals VALUES (?, ?)
                    ON CONFLICT (organization_id) DO UPDATE SET number = won_deals.number + EXCLUDED.number
                    """;
            try (PreparedStatement upsert = batch.connection().prepareStatement(sql)) {
                upsert.setInt(1, batch.organization().value());
                upsert.setInt(2, batch.events().size());
                upsert.executeUpdate();
            }
        }

        @Override
        public void reset(Connection transaction, OrganizationId organization) throws SQLException {
            try (PreparedStatement delete =
                    transaction.prepareStatement("DELETE FROM won_deals WHERE organization_id = ?")) {
                delete.setInt(1, organization.value());
                delete.executeUpdate();
            }
        }
    }

    @Test
    void append_and_see() throws Exception {
        DataSource database = test.application();
        NewEvent won = TestEvents.event("crm.opportunity.won", "{\"amount\": 1200.50}");

        var store = new PostgresEventStore(database, Clock.systemUTC());
        var acme = new OrganizationId(1);
        var deal = StreamId.parse("opportunity/odoo-123");

        AppendResult result =
                store.append(acme, List.of(new StreamAppend(deal, ExpectedVersion.noStream(), List.of(won))));
        switch (result) {
            case Appended(var events, var position) -> System.out.println("at position " + position);
            case Conflict(var stream, var expected, var actual) ->
                System.out.println(stream + " is at version " + actual);
        }

        try (var engine =
                new ProjectionEngine(database, List.of(new WonDeals()), EngineSettings.defaults(), Clock.systemUTC())) {
            engine.start();
            assertThat(engine.awaitPosition("won_deals", acme, store.lastPosition(acme), Duration.ofSeconds(5)))
                    .isTrue();
        }

        int counted = OrganizationTransaction.run(database, acme, transaction -> {
            try (Statement statement = transaction.createStatement();
                    ResultSet row = statement.executeQuery("SELECT number FROM won_deals")) {
                row.next();
                return row.getInt(1);
            }
        });
        assertThat(counted).isEqualTo(1);
    }
}
