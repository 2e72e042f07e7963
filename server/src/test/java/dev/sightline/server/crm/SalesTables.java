package dev.sightline.server.crm;

import dev.sightline.catalog.PersonalCipher;
import dev.sightline.catalog.Whose;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.eventstore.projection.CompositeProjection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.access.PeopleProjection;
import dev.sightline.server.crm.accounts.AccountProjection;
import dev.sightline.server.crm.activities.ActivityProjection;
import dev.sightline.server.crm.dashboard.DashboardProjection;
import dev.sightline.server.crm.opportunities.OpportunityProjection;
import dev.sightline.server.crm.reference.ReferenceProjection;
import dev.sightline.server.ingest.OpensPersonalTexts;
import dev.sightline.server.ingest.PersonalTexts;
import dev.sightline.server.ingest.TestKeys;
import dev.sightline.server.tenancy.Organization;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.Month;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The sales projection over a real PostgreSQL, without the engine: batches are cut by the test. */
public final class SalesTables implements AutoCloseable {
    private static final List<String> TABLES = List.of(
            "user_profiles",
            "user_access_matrix",
            "team_leads",
            "crm_stages",
            "crm_teams",
            "crm_labels",
            "crm_currencies",
            "crm_rates",
            "crm_companies",
            "opportunity_view",
            "opportunity_past",
            "dashboard_base",
            "dashboard_metrics",
            "dashboard_people",
            "account_view",
            "activity_view",
            "people_users",
            "people_employees",
            "people_departments",
            "data_quality_issues");

    private final TestDatabase database = TestDatabase.fresh(
            "migrated",
            owner -> Flyway.configure()
                    .dataSource(new SingleConnectionDataSource(owner, true))
                    .locations("classpath:dev/sightline/eventstore/db", "classpath:db/migration")
                    .load()
                    .migrate());

    private final PersonalKeys keys = TestKeys.keys();
    private final PersonalTexts texts = TestKeys.texts(keys, database.application());

    /** Euros, New York, fiscal years from April. */
    public static Organization organization(int id) {
        return new Organization(
                new OrganizationId(id),
                "org-" + id,
                "Organisation",
                "EUR",
                ZoneId.of("America/New_York"),
                Month.APRIL,
                Organization.Status.ACTIVE,
                null);
    }

    /** As the server has it, but for how it finds the organisation. */
    public static CompositeProjection projection(Organization organization, DataSource application) {
        return projection(organization, TestKeys.texts(TestKeys.keys(), application));
    }

    private static CompositeProjection projection(Organization organization, PersonalTexts texts) {
        return new CompositeProjection(
                SalesProjections.NAME,
                List.of(
                        new OpensPersonalTexts(texts),
                        new PeopleProjection(),
                        new ReferenceProjection(),
                        new OpportunityProjection(any -> organization),
                        new AccountProjection(),
                        new ActivityProjection(),
                        new DashboardProjection()));
    }

    /** Applies the history, in batches of at most {@code most} events, each in its own transaction. */
    public void apply(Organization organization, List<RecordedEvent> history, Random random, int most)
            throws SQLException {
        CompositeProjection projection = projection(organization, texts);
        try (Connection connection = database.application().getConnection()) {
            connection.setAutoCommit(false);
            int from = 0;
            while (from < history.size()) {
                int to = Math.min(history.size(), from + 1 + random.nextInt(most));
                enter(connection, organization.id());
                projection.apply(new ProjectionBatch(organization.id(), connection, history.subList(from, to)));
                connection.commit();
                from = to;
            }
        }
    }

    /** To write events with. */
    public PersonalCipher cipher(Organization organization, List<Whose> whose) throws SQLException {
        try (Connection connection = database.application().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, organization.id());
            PersonalCipher cipher = texts.forWriting(connection, organization.id(), whose);
            connection.commit();
            return cipher;
        }
    }

    /** Destroys the keys of these streams. */
    public void forget(Organization organization, List<String> subjects) throws SQLException {
        try (Connection connection = database.application().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, organization.id());
            keys.forget(connection, organization.id(), subjects, Instant.EPOCH, "test", "asked for it");
            connection.commit();
        }
    }

    public void reset(Organization organization) throws SQLException {
        try (Connection connection = database.application().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, organization.id());
            projection(organization, texts).reset(connection, organization.id());
            connection.commit();
        }
    }

    /** Reads with row-level security in force. */
    public <T> T read(Organization organization, Function<JdbcClient, T> work) throws SQLException {
        try (Connection connection = database.application().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, organization.id());
            T answer = work.apply(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
            connection.rollback();
            return answer;
        }
    }

    /** Every row of every table, as text. */
    public Map<String, List<String>> rows(Organization organization) throws SQLException {
        Map<String, List<String>> all = new TreeMap<>();
        try (Connection connection = database.application().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, organization.id());
            for (String table : TABLES) {
                List<String> rows = new ArrayList<>();
                try (Statement statement = connection.createStatement();
                        ResultSet found = statement.executeQuery("SELECT t::text FROM " + table + " t ORDER BY 1")) {
                    while (found.next()) {
                        rows.add(found.getString(1));
                    }
                }
                all.put(table, rows);
            }
            connection.rollback();
        }
        return all;
    }

    @Override
    public void close() {
        database.close();
    }

    private static void enter(Connection connection, OrganizationId organization) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('sightline.organization', '" + organization + "', true)");
        }
    }
}
