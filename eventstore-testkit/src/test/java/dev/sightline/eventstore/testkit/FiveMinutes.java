package dev.sightline.eventstore.testkit;

import dev.sightline.eventstore.*;
import dev.sightline.eventstore.projection.*;
import java.sql.*;
import java.time.*;
import java.util.*;
import org.postgresql.ds.PGSimpleDataSource;

/** Lists won deals. Argument: JDBC address of an empty PostgreSQL database, with user and password. */
class FiveMinutes {
    static class WonDeals implements Projection {
        public String name() {
            return "won_deals";
        }

        public Set<String> eventTypes() {
            return Set.of("crm.opportunity.won");
        }

        public void apply(ProjectionBatch batch) throws SQLException {
            try (var insert = batch.connection().prepareStatement("INSERT INTO won_deals VALUES (?, ?)")) {
                for (var event : batch.events()) {
                    insert.setInt(1, batch.organization().value());
                    insert.setString(2, event.stream().toString());
                    insert.executeUpdate();
                }
            }
        }

        public void reset(Connection transaction, OrganizationId organization) throws SQLException {
            try (var delete = transaction.prepareStatement("DELETE FROM won_deals WHERE organization_id = ?")) {
                delete.setInt(1, organization.value());
                delete.executeUpdate();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        var database = new PGSimpleDataSource(); // in earnest a pool, each connection with SET ROLE sightline_app
        database.setUrl(arguments[0]);
        try (var owner = database.getConnection()) {
            EventStoreSchema.install(owner);
            owner.createStatement().execute("CREATE TABLE won_deals (organization_id int, deal text)");
        }
        var store = new PostgresEventStore(database, Clock.systemUTC());
        var acme = new OrganizationId(1);
        var origin = new NewEvent.EventOrigin("command", null, null, null, null);
        var won = new NewEvent(UUID.randomUUID(), "crm.opportunity.won", 1, Instant.now(), "{\"amount\": 12}", origin);
        var deal = new StreamAppend(StreamId.parse("opportunity/odoo-123"), ExpectedVersion.noStream(), List.of(won));
        System.out.println(store.append(acme, List.of(deal))); // Appended
        System.out.println(store.append(acme, List.of(deal))); // Conflict: the stream is at version 1
        try (var engine =
                new ProjectionEngine(database, List.of(new WonDeals()), EngineSettings.defaults(), Clock.systemUTC())) {
            engine.start();
            engine.awaitPosition("won_deals", acme, store.lastPosition(acme), Duration.ofSeconds(10));
            System.out.println(engine.status("won_deals", acme));
        }
    }
}
