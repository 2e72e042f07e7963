package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.projection.EditionAnswer.DONE;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import dev.sightline.eventstore.projection.EditionAnswer.Refused;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ProjectionEngine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is added to an edition that no longer fits or that nobody works at, so nothing may stay in it: somebody who is forgotten would. */
class OutdatedEditionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<OrganizationId> ORGANIZATIONS = List.of(new OrganizationId(1), new OrganizationId(2));
    private static final EngineSettings QUICK = EngineSettings.defaults()
            .withRetries(2, Duration.ofMillis(1), Duration.ofMillis(20))
            .withPolling(Duration.ofMillis(20));

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("pairs", owner -> {
        EventStoreSchema.install(owner);
        Pairs.createTables(owner);
    });

    private final PostgresEventStore store = new PostgresEventStore(database.application(), Clock.systemUTC());
    private final Editions editions = editions(new Pairs());

    @BeforeEach
    void events() {
        for (OrganizationId organization : ORGANIZATIONS) {
            store.append(organization, List.of(TestEvents.append("a/1", event("x", "{}"), event("x", "{}"))));
        }
    }

    @Test
    void a_process_that_runs_while_the_tables_change_empties_the_editions() throws Exception {
        try (ProjectionEngine engine = engine()) {
            engine.start();
            build();
            assertThat(editions.promote(Pairs.NAME, PATIENCE)).isEqualTo(DONE);
            build();
            assertThat(rows("pairs_next")).isEqualTo(4);
            assertThat(rows("pairs_previous")).isEqualTo(4);

            migrate();

            Await.until(() -> rows("pairs_next") == 0 && rows("pairs_previous") == 0);
            assertEmptiedAndRefused(Edition.PREVIOUS);
            assertThat(((Refused) editions.promote(Pairs.NAME, PATIENCE)).reason())
                    .isEqualTo(Reason.OUTDATED);
            assertThat(editions.drop(Pairs.NAME, Edition.NEXT)).isEqualTo(DONE);
            assertThat(editions.drop(Pairs.NAME, Edition.PREVIOUS)).isEqualTo(DONE);

            build(); // one of the new shape
            assertThat(editions.promote(Pairs.NAME, PATIENCE)).isEqualTo(DONE);
        }
        assertThat(rows("public")).isEqualTo(4);
    }

    @Test
    void a_process_that_begins_after_the_tables_changed_empties_them_too() throws Exception {
        try (ProjectionEngine engine = engine()) {
            engine.start();
            build();
        }
        migrate();
        assertThat(rows("pairs_next")).isEqualTo(4);

        try (ProjectionEngine engine = engine()) {
            engine.start();
            Await.until(() -> rows("pairs_next") == 0);
            append(ORGANIZATIONS.getFirst());
            assertThat(engine.awaitPosition(Pairs.NAME, ORGANIZATIONS.getFirst(), 3, PATIENCE))
                    .isTrue();
        }
        assertThat(rows("pairs_next")).isZero();
        assertThat(rows("public")).isEqualTo(4);
    }

    @Test
    void an_edition_of_a_version_that_runs_no_more_is_emptied_once_it_lacks_an_event_and_for_good() throws Exception {
        EngineSettings soon = QUICK.withAbandonedAfter(Duration.ofMillis(300));
        Editions second = editions(new Pairs(2));
        try (ProjectionEngine engine = engine()) {
            engine.start();
            build();
        }

        try (ProjectionEngine engine = engine(new Pairs(2), soon)) {
            engine.start();
            append(ORGANIZATIONS.getFirst()); // as when somebody is forgotten
            assertThat(second.status(Pairs.NAME, Edition.NEXT).orElseThrow()).satisfies(status -> {
                assertThat(status.version()).isEqualTo(1);
                assertThat(status.otherVersion()).isTrue();
                assertThat(status.ready()).isFalse();
            });
            Await.until(() -> rows("pairs_next") == 0);

            assertThat(second.status(Pairs.NAME, Edition.NEXT).orElseThrow().outdated())
                    .isTrue();
            assertThat(((Refused) second.promote(Pairs.NAME, PATIENCE)).reason())
                    .isEqualTo(Reason.OUTDATED);
            try (ProjectionEngine late = engine()) { // of the first version again, which would build it
                late.start();
                append(ORGANIZATIONS.getLast());
                assertThat(late.awaitPosition(Pairs.NAME, ORGANIZATIONS.getLast(), 3, PATIENCE))
                        .isTrue();
                assertThat(((Refused) editions.promote(Pairs.NAME, PATIENCE)).reason())
                        .isEqualTo(Reason.OUTDATED);
            }
            assertThat(rows("pairs_next")).isZero();

            assertThat(second.drop(Pairs.NAME, Edition.NEXT)).isEqualTo(DONE);
            assertThat(second.begin(Pairs.NAME)).isEqualTo(DONE);
            Await.until(() -> rows("pairs_next") == 4);
        }
    }

    @Test
    void an_edition_of_another_version_is_left_alone_while_that_version_runs_too_or_nothing_is_missing()
            throws Exception {
        Duration patience = Duration.ofSeconds(3);
        try (ProjectionEngine newer = engine(new Pairs(2), QUICK.withAbandonedAfter(patience))) {
            newer.start();
            try (ProjectionEngine older = engine()) {
                older.start();
                build();
                for (long end = System.nanoTime() + patience.multipliedBy(2).toNanos(); System.nanoTime() < end; ) {
                    append(ORGANIZATIONS.getFirst());
                    Await.until(() -> editions.status(Pairs.NAME, Edition.NEXT)
                                    .orElseThrow()
                                    .lagEvents()
                            == 0);
                }
            }
            LockSupport.parkNanos(patience.plus(patience).toNanos());
        }
        assertThat(editions.status(Pairs.NAME, Edition.NEXT).orElseThrow()).satisfies(status -> {
            assertThat(status.outdated()).isFalse();
            assertThat(status.ready()).isTrue();
        });
        assertThat(rows("pairs_next")).isEqualTo(4);
    }

    /** Neither serving rows nor positions of what serves are touched. */
    private void assertEmptiedAndRefused(Edition edition) throws SQLException {
        assertThat(rows("public")).isEqualTo(4);
        assertThat(editions.status(Pairs.NAME, edition).orElseThrow()).satisfies(status -> {
            assertThat(status.outdated()).isTrue();
            assertThat(status.organizations()).allMatch(standing -> standing.position() == 0);
        });
        assertThat(((Refused) editions.restore(Pairs.NAME, PATIENCE)).reason()).isEqualTo(Reason.OUTDATED);
        assertThat(number("SELECT count(*) FROM projection_checkpoints WHERE projection = 'pairs' AND position = 2"))
                .isEqualTo(2);
    }

    private void build() {
        assertThat(editions.begin(Pairs.NAME)).isEqualTo(DONE);
        Await.until(() -> editions.status(Pairs.NAME, Edition.NEXT)
                .filter(status -> status.lagEvents() == 0)
                .isPresent());
    }

    private ProjectionEngine engine() {
        return engine(new Pairs(), QUICK);
    }

    private ProjectionEngine engine(Pairs pairs, EngineSettings settings) {
        return new ProjectionEngine(database.application(), List.of(pairs), settings, Clock.systemUTC());
    }

    private Editions editions(Pairs pairs) {
        return new Editions(database.owner(), database.application(), List.of(pairs), QUICK, Clock.systemUTC());
    }

    private void append(OrganizationId organization) {
        store.append(organization, List.of(TestEvents.append("a/1", event("x", "{}"))));
    }

    /** As an update does, which knows nothing of editions. */
    private void migrate() throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE pairs_total ADD COLUMN news text");
        }
    }

    /** In both tables. */
    private long rows(String schema) throws SQLException {
        return number("SELECT (SELECT count(*) FROM %1$s.pairs_streams) + (SELECT count(*) FROM %1$s.pairs_total)"
                .formatted(schema));
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
