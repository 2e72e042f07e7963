package dev.sightline.server.crm.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.projection.AsOf;
import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.Editions.DiffAnswer;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.testkit.Await;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.crm.SalesProjections;
import dev.sightline.server.crm.SalesTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The sales views name all tables that they write, so that they can be built anew out of sight, and shown as they were. */
class SalesEditionsIT {
    private static final EngineSettings SETTINGS =
            EngineSettings.defaults().withPolling(Duration.ofMillis(50)).withBatchSize(37);
    private static final int EVENTS = 400;

    @AutoClose
    private final TestDatabase database = ServerDatabase.fresh();

    private final OrganizationId whole = new OrganizationId(1);
    private final OrganizationId half = new OrganizationId(2);
    private final CompositeProjection sales =
            SalesTables.projection(SalesTables.organization(1), database.application());
    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());

    @Test
    void aRebuildTouchesNothingThatServesAndGivesTheSameRowsAndThePastIsAsItWas() throws Exception {
        Random random = Seeds.random();
        List<RecordedEvent> history = new RandomSales(random.nextLong(), whole, 10).history(EVENTS);
        history.forEach(event -> give(whole, event));
        history.subList(0, history.size() / 2).forEach(event -> give(half, event));
        Editions editions =
                new Editions(database.owner(), database.application(), List.of(sales), SETTINGS, Clock.systemUTC());
        try (ProjectionEngine engine =
                new ProjectionEngine(database.application(), List.of(sales), SETTINGS, Clock.systemUTC())) {
            engine.catchUp(SalesProjections.NAME, whole);
            engine.catchUp(SalesProjections.NAME, half);
            Map<String, List<String>> before = everything(whole);

            assertThat(editions.begin(SalesProjections.NAME)).isEqualTo(EditionAnswer.DONE);
            engine.start();
            Await.until(() -> editions.status(SalesProjections.NAME, Edition.NEXT)
                            .orElseThrow()
                            .lagEvents()
                    == 0);

            assertThat(everything(whole)).isEqualTo(before);
            for (OrganizationId organization : List.of(whole, half)) {
                assertThat(editions.diff(SalesProjections.NAME, Edition.NEXT, organization, 5))
                        .isInstanceOfSatisfying(
                                DiffAnswer.Compared.class,
                                compared -> assertThat(compared.diff())
                                        .as(
                                                "%s",
                                                compared.diff().tables().stream()
                                                        .filter(table -> !table.same())
                                                        .toList())
                                        .matches(diff -> diff.same()));
            }
            assertThat(editions.promote(SalesProjections.NAME, Duration.ofSeconds(20)))
                    .isEqualTo(EditionAnswer.DONE);
            assertThat(everything(whole)).isEqualTo(before);
        }

        Map<String, List<String>> past = new AsOf(database.application(), SETTINGS)
                .at(sales, whole, history.size() / 2, transaction -> rows(transaction, sales.tables()));
        Map<String, List<String>> then = OrganizationTransaction.run(
                database.application(), half, transaction -> rows(transaction, sales.tables()));
        assertThat(past).isEqualTo(then);
    }

    private void give(OrganizationId organization, RecordedEvent event) {
        store.append(
                organization, List.of(new StreamAppend(event.stream(), ExpectedVersion.any(), List.of(event.event()))));
    }

    /** All tables that hold something of an organisation, but for what tells positions. */
    private Map<String, List<String>> everything(OrganizationId organization) throws SQLException {
        return OrganizationTransaction.run(database.application(), organization, transaction -> {
            List<String> tables = new ArrayList<>();
            try (Statement statement = transaction.createStatement();
                    ResultSet found = statement.executeQuery("""
                            SELECT c.relname FROM pg_class c
                            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
                            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
                              AND c.relname NOT IN ('projection_checkpoints', 'event_log_heads')
                              AND has_table_privilege('sightline_app', c.oid, 'SELECT')
                            """)) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            return rows(transaction, tables);
        });
    }

    /** Without the organisation, so that two can be compared; and without times of recording, which differ between them. */
    private static Map<String, List<String>> rows(Connection transaction, List<String> tables) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : tables) {
            List<String> found = new ArrayList<>();
            try (Statement statement = transaction.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT (to_jsonb(t) - '{organization_id,since}'::text[])::text FROM " + table
                                    + " t ORDER BY 1")) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            rows.put(table, found);
        }
        return rows;
    }
}
