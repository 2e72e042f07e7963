package dev.sightline.eventstore.testkit;

import static dev.sightline.eventstore.projection.EditionAnswer.DONE;
import static dev.sightline.eventstore.testkit.TestEvents.append;
import static dev.sightline.eventstore.testkit.TestEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sightline.eventstore.EventStoreSchema;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.OrganizationTransaction;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.projection.Edition;
import dev.sightline.eventstore.projection.EditionAnswer;
import dev.sightline.eventstore.projection.EditionAnswer.Reason;
import dev.sightline.eventstore.projection.EditionAnswer.Refused;
import dev.sightline.eventstore.projection.EditionDiff;
import dev.sightline.eventstore.projection.EditionStatus;
import dev.sightline.eventstore.projection.Editions;
import dev.sightline.eventstore.projection.Editions.DiffAnswer;
import dev.sightline.eventstore.projection.EngineSettings;
import dev.sightline.eventstore.projection.ParkedStream;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.eventstore.projection.ProjectionEngine;
import dev.sightline.eventstore.testkit.Pairs.Seen;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Side-by-side rebuild: what is built, what readers see while it is switched, and what is refused. */
class EditionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final EngineSettings QUICK = EngineSettings.defaults()
            .withRetries(2, Duration.ofMillis(1), Duration.ofMillis(20))
            .withPolling(Duration.ofMillis(20))
            .withBatchSize(50);

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh("pairs", owner -> {
        EventStoreSchema.install(owner);
        Pairs.createTables(owner);
    });

    private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
    private final PostgresEventStore store = new PostgresEventStore(database.application(), clock);
    private final OrganizationId acme = new OrganizationId(1);
    private final OrganizationId other = new OrganizationId(2);
    private final Pairs pairs = new Pairs();

    @Test
    void a_changed_projection_builds_beside_the_old_rows_serves_and_gives_way_again() throws Exception {
        give(acme, "a/1", 120);
        give(other, "a/1", 3);
        Editions editions = editions(pairs);
        List<String> told = new CopyOnWriteArrayList<>();
        try (ProjectionEngine engine = engine(pairs)) {
            engine.onAdvance((name, where, position) -> told.add(name));
            engine.start();
            awaitServing(engine, acme, other);
            pairs.bonus = 9; // as a new version of the code would: the same events, other rows

            assertThat(editions.begin(Pairs.NAME)).isEqualTo(DONE);
            awaitCaughtUp(editions, Edition.NEXT);
            give(acme, "a/2", 1);
            awaitCaughtUp(editions, Edition.NEXT);
            awaitServing(engine, acme, other);
            assertThat(seen(acme)).isEqualTo(new Seen(121, 121, 130));

            EditionDiff diff = diff(editions, Edition.NEXT, acme);
            assertThat(diff.position()).isEqualTo(121);
            assertThat(diff.tables().getFirst().same()).isTrue();
            assertThat(diff.tables().getLast())
                    .isEqualTo(new EditionDiff.Table(
                            "pairs_total",
                            1,
                            1,
                            1,
                            1,
                            List.of("{\"name\": \"all\", \"total\": 130}"),
                            List.of("{\"name\": \"all\", \"total\": 1210}")));

            assertThat(editions.promote(Pairs.NAME, PATIENCE)).isEqualTo(DONE);
            assertThat(seen(acme)).isEqualTo(new Seen(121, 121, 1210));
            assertThat(seen(other)).isEqualTo(new Seen(3, 3, 30));
            assertThat(busy(acme)).containsExactly("a/1 120 1210");
            assertThat(editions.status(Pairs.NAME, Edition.NEXT)).isEmpty();

            give(acme, "a/2", 1); // both go on
            awaitServing(engine, acme, other);
            awaitCaughtUp(editions, Edition.PREVIOUS);
            assertThat(seen(acme)).isEqualTo(new Seen(122, 122, 1220));
            assertThat(editions.restore(Pairs.NAME, PATIENCE)).isEqualTo(DONE);
            assertThat(seen(acme)).isEqualTo(new Seen(122, 122, 140));
            assertThat(editions.restore(Pairs.NAME, PATIENCE)).isEqualTo(DONE);
            assertThat(seen(acme)).isEqualTo(new Seen(122, 122, 1220));

            assertThat(editions.drop(Pairs.NAME, Edition.PREVIOUS)).isEqualTo(DONE);
            give(acme, "a/2", 1);
            awaitServing(engine, acme, other);
            assertThat(seen(acme)).isEqualTo(new Seen(123, 123, 1230));
        }
        assertThat(told).as("whom listeners hear of").containsOnly(Pairs.NAME);
        assertThat(schemas()).isEmpty();
    }

    @Test
    void the_copies_are_like_the_tables_in_all_but_their_rows() throws Exception {
        String before = description("public");
        Editions editions = editions(pairs);

        editions.begin(Pairs.NAME);

        assertThat(description("pairs_next")).isEqualTo(before);
        editions.promote(Pairs.NAME, PATIENCE);
        assertThat(description("public")).isEqualTo(before);
        assertThat(description("pairs_previous")).isEqualTo(before);
        editions.begin(Pairs.NAME);
        editions.promote(Pairs.NAME, PATIENCE); // in place of an older previous one
        assertThat(description("public")).isEqualTo(before);
        assertThat(schemas()).containsExactly("pairs_previous");
    }

    @Test
    void a_build_that_is_killed_goes_on_where_it_was() throws Exception {
        give(acme, "a/1", 1_000);
        Editions editions = editions(pairs);
        try (ProjectionEngine engine = engine(pairs)) {
            engine.catchUp(Pairs.NAME, acme);
        }
        editions.begin(Pairs.NAME);
        List<Long> firsts = new CopyOnWriteArrayList<>();
        Pairs watched = new Pairs() {
            @Override
            public void apply(ProjectionBatch batch) throws SQLException {
                firsts.add(batch.events().getFirst().position());
                super.apply(batch);
            }
        };
        for (int engines = 0; engines < 3; engines++) {
            int soFar = firsts.size();
            try (ProjectionEngine engine = engine(watched)) {
                engine.start();
                Await.until(() -> firsts.size() > soFar + 2 || position(editions) == 1_000);
            }
        }
        try (ProjectionEngine engine = engine(watched)) {
            engine.start();
            awaitCaughtUp(editions, Edition.NEXT);
        }
        assertThat(firsts).isSorted().doesNotHaveDuplicates();
        assertThat(diff(editions, Edition.NEXT, acme).same()).isTrue();
    }

    @Test
    void a_poison_event_parks_in_the_edition_alone_and_a_discard_holds_for_all() throws Exception {
        store.append(acme, List.of(append("a/1", event("x", "{}"), event("bad", "{}"), event("x", "{}"))));
        Editions editions = editions(pairs);
        try (ProjectionEngine engine = engine(pairs)) {
            engine.start();
            awaitServing(engine, acme);
            pairs.poisonous = event -> event.type().equals("bad");
            editions.begin(Pairs.NAME);
            awaitCaughtUp(editions, Edition.NEXT);

            assertThat(engine.parkingLot(Pairs.NAME, acme).list(0, 10)).isEmpty();
            assertThat(engine.parkingLot(Pairs.NAME, Edition.NEXT, acme).streams(0, 10))
                    .extracting(ParkedStream::waiting)
                    .containsExactly(2L);
            assertThat(editions.status(Pairs.NAME, Edition.NEXT)
                            .orElseThrow()
                            .organizations()
                            .getFirst()
                            .parked())
                    .isEqualTo(2);

            // Promoted with what is parked in it, and back: each edition keeps its own.
            editions.promote(Pairs.NAME, PATIENCE);
            assertThat(engine.parkingLot(Pairs.NAME, acme).list(0, 10)).hasSize(2);
            assertThat(seen(acme).events()).isEqualTo(1);
            editions.restore(Pairs.NAME, PATIENCE);
            assertThat(engine.parkingLot(Pairs.NAME, acme).list(0, 10)).isEmpty();
            assertThat(seen(acme).events()).isEqualTo(3);
            editions.restore(Pairs.NAME, PATIENCE);

            assertThat(engine.parkingLot(Pairs.NAME, acme).discard(2, "sent by mistake", "ann"))
                    .isPresent();
            assertThat(seen(acme).events()).isEqualTo(2);
            editions.begin(Pairs.NAME);
            awaitCaughtUp(editions, Edition.NEXT);
            assertThat(engine.parkingLot(Pairs.NAME, Edition.NEXT, acme).list(0, 10))
                    .isEmpty();
            assertThat(diff(editions, Edition.NEXT, acme).same()).isTrue();
        }
    }

    @Test
    void a_process_of_another_version_leaves_the_next_edition_alone() throws Exception {
        give(acme, "a/1", 10);
        Pairs old = new Pairs(1);
        Pairs changed = new Pairs(2);
        changed.bonus = 1;
        Editions editions = editions(changed);
        editions.begin(Pairs.NAME);
        try (ProjectionEngine engine = engine(old)) {
            engine.start();
            awaitServing(engine, acme);
            give(acme, "a/1", 1);
            awaitServing(engine, acme);
            assertThat(position(editions)).isZero();
        }
        try (ProjectionEngine engine = engine(changed)) {
            engine.start();
            awaitCaughtUp(editions, Edition.NEXT);
        }
        editions.promote(Pairs.NAME, PATIENCE);
        assertThat(seen(acme)).isEqualTo(new Seen(11, 11, 22));
    }

    @Test
    void what_cannot_be_done_is_refused_and_changes_nothing() throws Exception {
        give(acme, "a/1", 6_000);
        Editions editions = editions(pairs);
        assertThat(reason(editions.promote(Pairs.NAME, PATIENCE))).isEqualTo(Reason.NO_EDITION);
        assertThat(reason(editions.restore(Pairs.NAME, PATIENCE))).isEqualTo(Reason.NO_EDITION);
        assertThat(reason(editions.drop(Pairs.NAME, Edition.NEXT))).isEqualTo(Reason.NO_EDITION);
        assertThat(editions.begin(Pairs.NAME)).isEqualTo(DONE);
        assertThat(reason(editions.begin(Pairs.NAME))).isEqualTo(Reason.ALREADY_BUILDING);
        try (ProjectionEngine engine = engine(new Pairs(2))) {
            engine.start(); // leaves the edition alone
            awaitServing(engine, acme);
        }
        assertThat(reason(editions.promote(Pairs.NAME, PATIENCE))).isEqualTo(Reason.BEHIND);
        assertThat(editions.diff(Pairs.NAME, Edition.NEXT, acme, 3))
                .asInstanceOf(type(DiffAnswer.NotCompared.class))
                .satisfies(answer -> assertThat(answer.why().reason()).isEqualTo(Reason.BEHIND));
        assertThat(seen(acme)).isEqualTo(new Seen(6_000, 6_000, 6_000));

        owner("ALTER TABLE pairs_total ADD COLUMN news text");
        assertThat(reason(editions.promote(Pairs.NAME, PATIENCE))).isEqualTo(Reason.OUTDATED);
        assertThat(editions.status(Pairs.NAME, Edition.NEXT).orElseThrow().outdated())
                .isTrue();
        assertThat(editions.drop(Pairs.NAME, Edition.NEXT)).isEqualTo(DONE);

        owner("CREATE TABLE referring (id integer, name text,"
                + " CONSTRAINT far FOREIGN KEY (id, name) REFERENCES pairs_total (organization_id, name))");
        assertThat(editions.begin(Pairs.NAME))
                .isEqualTo(new Refused(Reason.UNFIT_TABLES, "pairs_total: foreign key far"));
        assertThat(schemas()).isEmpty();
    }

    @Test
    void a_lagging_edition_is_brought_up_by_the_switch_itself() throws Exception {
        give(acme, "a/1", 100);
        Editions editions = editions(pairs);
        editions.begin(Pairs.NAME);
        try (ProjectionEngine engine = engine(pairs)) {
            engine.catchUp(Pairs.NAME, acme);
        }

        assertThat(diff(editions, Edition.NEXT, acme).same()).isTrue();
        give(acme, "a/1", 100);
        try (ProjectionEngine engine = engine(pairs)) {
            engine.catchUp(Pairs.NAME, acme);
        }
        assertThat(editions.promote(Pairs.NAME, PATIENCE)).isEqualTo(DONE);

        assertThat(seen(acme)).isEqualTo(new Seen(200, 200, 200));
    }

    @Test
    void a_reader_with_an_old_snapshot_is_waited_for() throws Exception {
        give(acme, "a/1", 10);
        Editions editions = editions(pairs);
        try (ProjectionEngine engine = engine(pairs);
                Connection report = database.application().getConnection()) {
            engine.catchUp(Pairs.NAME, acme);
            report.setAutoCommit(false);
            report.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            OrganizationTransaction.enter(report, acme); // its snapshot is of now: no edition in sight
            editions.begin(Pairs.NAME);
            engine.start();
            awaitCaughtUp(editions, Edition.NEXT);

            assertThat(reason(editions.promote(Pairs.NAME, Duration.ofMillis(100))))
                    .isEqualTo(Reason.BUSY);
            assertThat(Seen.by(report, acme)).isEqualTo(new Seen(10, 10, 10));
            report.rollback();

            assertThat(editions.promote(Pairs.NAME, PATIENCE)).isEqualTo(DONE);
        }
        assertThat(seen(acme)).isEqualTo(new Seen(10, 10, 10));
    }

    private ProjectionEngine engine(Projection projection) {
        return new ProjectionEngine(database.application(), List.of(projection), QUICK, clock);
    }

    private Editions editions(Projection projection) {
        return new Editions(database.owner(), database.application(), List.of(projection), QUICK, clock);
    }

    private void give(OrganizationId organization, String stream, int events) {
        store.append(
                organization,
                List.of(append(
                        stream,
                        IntStream.range(0, events)
                                .mapToObj(i -> event("x", "{}"))
                                .toArray(NewEvent[]::new))));
    }

    private void awaitServing(ProjectionEngine engine, OrganizationId... organizations) throws InterruptedException {
        for (OrganizationId organization : organizations) {
            Await.until(() -> engine.status(Pairs.NAME, organization).lagEvents() == 0);
        }
    }

    private static void awaitCaughtUp(Editions editions, Edition edition) {
        Await.until(() -> editions.status(Pairs.NAME, edition)
                .filter(status -> status.lagEvents() == 0)
                .isPresent());
    }

    private long position(Editions editions) {
        EditionStatus status = editions.status(Pairs.NAME, Edition.NEXT).orElseThrow();
        return status.organizations().getFirst().position();
    }

    private EditionDiff diff(Editions editions, Edition edition, OrganizationId organization) {
        return ((DiffAnswer.Compared) editions.diff(Pairs.NAME, edition, organization, 3)).diff();
    }

    private static Reason reason(EditionAnswer answer) {
        return ((Refused) answer).reason();
    }

    private Seen seen(OrganizationId organization) throws SQLException {
        return OrganizationTransaction.run(
                database.application(), organization, transaction -> Seen.by(transaction, organization));
    }

    private List<String> busy(OrganizationId organization) throws SQLException {
        return OrganizationTransaction.run(
                database.application(),
                organization,
                transaction -> texts(transaction, "SELECT stream || ' ' || events || ' ' || total FROM pairs_busy"));
    }

    private List<String> schemas() throws SQLException {
        try (Connection connection = database.owner().getConnection()) {
            return texts(connection, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pairs%' ORDER BY 1");
        }
    }

    private void owner(String sql) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All that the catalog says of the tables in a schema, but the schema's name. */
    private String description(String schema) throws SQLException {
        String sql = """
                SELECT replace(string_agg(line, E'\\n' ORDER BY line), '%1$s.', '') FROM (
                    SELECT c.relname || ' column ' || a.attnum || ' ' || a.attname || ' '
                           || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || a.attgenerated::text || a.attstorage::text
                           || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || coalesce(col_description(c.oid, a.attnum), '') AS line
                    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
                    WHERE c.relnamespace = '%1$s'::regnamespace AND c.relname LIKE 'pairs_%%' AND c.relkind = 'r' AND a.attnum > 0
                    UNION ALL
                    SELECT c.relname || ' table ' || c.relrowsecurity || c.relforcerowsecurity || coalesce(c.reloptions::text, '')
                           || c.relacl::text || pg_get_userbyid(c.relowner)
                    FROM pg_class c
                    WHERE c.relnamespace = '%1$s'::regnamespace AND c.relname LIKE 'pairs_%%' AND c.relkind = 'r'
                    UNION ALL
                    SELECT 'index ' || indexname || ' ' || indexdef FROM pg_indexes
                    WHERE schemaname = '%1$s' AND tablename LIKE 'pairs_%%'
                    UNION ALL
                    SELECT 'constraint ' || c.conname || ' ' || c.conrelid::regclass || ' ' || pg_get_constraintdef(c.oid)
                    FROM pg_constraint c
                    WHERE c.connamespace = '%1$s'::regnamespace AND c.conrelid::regclass::text LIKE '%%pairs_%%'
                    UNION ALL
                    SELECT 'policy ' || (to_jsonb(p) - 'schemaname')::text FROM pg_policies p
                    WHERE schemaname = '%1$s' AND tablename LIKE 'pairs_%%'
                    UNION ALL
                    SELECT 'schema usable ' || has_schema_privilege('sightline_app', '%1$s', 'USAGE')
                ) AS lines
                """.formatted(schema);
        try (Connection connection = database.owner().getConnection()) {
            return texts(connection, sql).getFirst();
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
