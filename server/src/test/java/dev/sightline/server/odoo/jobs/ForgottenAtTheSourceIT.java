package dev.sightline.server.odoo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.server.odoo.sync.SyncModel;
import dev.sightline.server.odoo.sync.SyncRun;
import dev.sightline.server.platform.PersonalCopies;
import dev.sightline.simulator.OdooSimulator;
import dev.sightline.simulator.SimulatorOptions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Odoo goes on telling of somebody who is forgotten here. Marc Demo is user 6, employee 3 and contact 7 of the recorded one. */
class ForgottenAtTheSourceIT {
    private static final Set<String> MARC = Set.of("user/odoo-6", "employee/odoo-3", "account/odoo-7");
    private static final String NAME = "Zzmarker";

    @AutoClose
    final OdooSimulator odoo = OdooSimulator.start(SimulatorOptions.recorded());

    @AutoClose
    final SyncWorld world = new SyncWorld(Clock.systemUTC());

    private final PersonalKeys keys = world.connector.context.getBean(PersonalKeys.class);
    private final PersonalCopies documents = world.connector.context.getBean(PersonalCopies.class);

    @BeforeEach
    void syncOneWhoIsEverywhere() {
        world.connect(odoo);
        odoo.records("res.partner")
                .write(7, Map.of("name", NAME, "email", NAME + "@example.com", "phone", NAME, "street", NAME));
        odoo.records("res.users").write(6, Map.of("login", NAME + "@example.com", "name", NAME));
        odoo.records("hr.employee").write(3, Map.of("name", NAME, "work_email", NAME + "@example.com"));
        odoo.records(SyncModel.LEAD)
                .create(Map.of(
                        "name",
                        "A deal",
                        "type",
                        "opportunity",
                        "partner_id",
                        7,
                        "user_id",
                        6,
                        "contact_name",
                        NAME,
                        "email_from",
                        NAME + "@example.com",
                        "phone",
                        NAME));
        assertThat(world.sync().error()).isNull();
        assertThat(stored(NAME)).isPositive();
        assertThat(told()).doesNotContain(NAME);
    }

    private void forget() {
        world.connector.transactions.write(world.organization, jdbc -> {
            try {
                return keys.forget(
                        world.connector.transactions.connection(),
                        world.organization,
                        MARC,
                        Instant.EPOCH,
                        "test",
                        "asked for it");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private long stored(String text) {
        return world.owner
                .sql("SELECT count(*) FROM odoo_raw_data WHERE document::text ILIKE ?")
                .param("%" + text + "%")
                .query(Long.class)
                .single();
    }

    private List<String> naming(String text) {
        return world.owner
                .sql("SELECT model || ' ' || record_id FROM odoo_raw_data WHERE document::text ILIKE ? ORDER BY 1")
                .param("%" + text + "%")
                .query(String.class)
                .list();
    }

    private List<String> told() {
        return world.eventsAfter(0).stream().map(event -> event.data()).toList();
    }

    @Test
    void no_stored_document_names_them_and_an_unchanged_source_stays_unchanged() {
        long position = world.lastPosition();
        long rows = world.rows();
        forget();
        assertThat(documents.clean(world.organization, MARC)).isPositive();

        assertThat(stored(NAME)).isZero();
        assertThat(naming("Marc Demo")).as("another contact of that name").containsExactly("res.partner 42");
        assertThat(documents.clean(world.organization, MARC)).as("again").isZero();
        for (SyncRun.Kind kind :
                List.of(SyncRun.Kind.INCREMENTAL, SyncRun.Kind.FULL, SyncRun.Kind.RESCAN, SyncRun.Kind.DELETIONS)) {
            Job job = world.sync(kind);
            assertThat(job.error()).isNull();
            assertThat(world.typesAfter(position)).as(kind.toString()).isEmpty();
            assertThat(world.rows()).as(kind.toString()).isEqualTo(rows);
        }
        assertThat(world.issues()).isEmpty();
        assertThat(world.lastPosition()).isEqualTo(position);
    }

    @Test
    void what_changes_of_them_at_the_source_is_no_event_and_what_changes_beside_them_is() {
        forget();
        documents.clean(world.organization, MARC);
        long position = world.lastPosition();
        odoo.records("res.partner").write(7, Map.of("phone", NAME + "2", "email", NAME + "2@example.com"));
        odoo.records("hr.employee").write(3, Map.of("name", NAME + "3"));
        world.sync();
        assertThat(world.typesAfter(position)).isEmpty();

        odoo.records(SyncModel.LEAD)
                .create(Map.of(
                        "name",
                        "Another",
                        "type",
                        "opportunity",
                        "partner_id",
                        7,
                        "contact_name",
                        NAME + "4",
                        "phone",
                        NAME));
        odoo.records("hr.employee").write(3, Map.of("parent_id", 1));
        world.hint("res.partner", 7);
        world.sync();

        assertThat(world.typesAfter(position)).contains("crm.opportunity.created");
        assertThat(stored(NAME)).isZero();
        assertThat(told()).allSatisfy(data -> assertThat(data).doesNotContain(NAME));
    }

    /** The keys are gone, and whoever was to clean was killed before it began. */
    @Test
    void a_sync_before_the_stored_documents_are_clean_tells_nothing_either() {
        forget();
        long position = world.lastPosition();
        world.sync(SyncRun.Kind.FULL);
        assertThat(world.typesAfter(position)).isEmpty();

        documents.clean(world.organization, MARC);
        assertThat(stored(NAME)).isZero();
        long rows = world.rows();
        world.sync(SyncRun.Kind.FULL);
        assertThat(world.typesAfter(position)).isEmpty();
        assertThat(world.rows()).isEqualTo(rows);
    }

    @Test
    void another_organisations_documents_stay_as_they_are() {
        long before = stored(NAME);
        int other = world.owner.sql("""
                        INSERT INTO organizations (slug, name, currency, zone, fiscal_year_start, created_at)
                        VALUES ('other', 'Other', 'USD', 'UTC', 1, now()) RETURNING organization_id
                        """).query(Integer.class).single();
        assertThat(documents.clean(new OrganizationId(other), MARC)).isZero();
        assertThat(stored(NAME)).isEqualTo(before);
    }
}
