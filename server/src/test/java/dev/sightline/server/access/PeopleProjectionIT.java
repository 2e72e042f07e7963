package dev.sightline.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeopleProjectionIT {
    private static final String[] TABLES = {
        "user_profiles",
        "user_access_matrix",
        "team_leads",
        "data_quality_issues",
        "people_users",
        "people_employees",
        "people_departments"
    };

    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    private static int organizations;

    private final OrganizationId organization = new OrganizationId(++organizations);
    private final ProjectionRun run = new ProjectionRun(DATABASE.application(), organization, new PeopleProjection());

    static LongStream seeds() {
        return Seeds.take(8);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatever_the_batches_the_tables_are_those_of_a_rebuild_and_show_whom_a_naive_walk_finds(long seed)
            throws SQLException {
        Random random = Seeds.random(seed);
        List<RecordedEvent> history = RandomPeople.history(seed, organization, 9, 400);
        EventCodec codec = new EventCodec();
        NaivePeople naive = new NaivePeople();
        TreeSet<String> before = run.pairs();
        for (int from = 0; from < history.size(); ) {
            int to = Math.min(history.size(), from + 1 + random.nextInt(30));
            List<RecordedEvent> batch = history.subList(from, to);
            AccessChanges changes = run.apply(batch);
            batch.forEach(event -> naive.apply(event.stream().key(), codec.read(event.type(), 1, event.data())));

            TreeSet<String> now = run.pairs();
            assertThat(now).isEqualTo(pairs(naive));
            assertThat(net(before, changes)).isEqualTo(now);
            before = now;
            from = to;
        }
        var lived = run.rows(TABLES);

        run.reset();
        assertThat(run.pairs()).isEmpty();
        run.apply(history);
        assertThat(run.rows(TABLES)).isEqualTo(lived);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void once_somebody_is_forgotten_the_tables_are_those_of_a_rebuild_and_hold_nothing_of_them(long seed)
            throws SQLException {
        Random random = Seeds.random(seed);
        String key = "odoo-" + (1 + random.nextInt(9));
        List<RecordedEvent> history =
                RandomPeople.history(seed, organization, 9, 300, random.nextInt(300), "user/" + key, "employee/" + key);
        for (int from = 0; from < history.size(); ) {
            int to = Math.min(history.size(), from + 1 + random.nextInt(30));
            List<RecordedEvent> batch = history.subList(from, to);
            if (batch.stream().anyMatch(event -> event.type().equals("privacy.person.forgotten"))) {
                run.forget("user/" + key, "employee/" + key);
            }
            run.apply(batch);
            from = to;
        }
        var lived = run.rows(TABLES);
        assertThat(lived.toString())
                .doesNotContain("User " + key + " ", "login-" + key + ",", "Employee " + key + " ", "e" + key + "@");

        run.reset();
        run.apply(history);
        assertThat(run.rows(TABLES)).isEqualTo(lived);
    }

    @Test
    void ten_thousand_people_load_in_seconds_and_a_move_writes_the_moved_alone() throws SQLException {
        List<RecordedEvent> history = BigCompany.history(organization, 10_000, 4);
        for (int from = 0; from < history.size(); from += 1000) {
            run.apply(history.subList(from, Math.min(history.size(), from + 1000)));
        }
        assertThat(run.rows("user_profiles").get("user_profiles")).hasSize(10_000);

        // 2 leads one of the four branches; it goes below 3.
        AccessChanges moved = run.apply(List.of(BigCompany.move(organization, history.size() + 1, 2, 3)));

        int below = 5461;
        assertThat(moved.added()).allMatch(pair -> pair.viewerId().equals("user-odoo-3"));
        assertThat(moved.added()).hasSize(below);
        assertThat(moved.removed()).isEmpty();
    }

    private static TreeSet<String> net(TreeSet<String> before, AccessChanges changes) {
        TreeSet<String> now = new TreeSet<>(before);
        changes.removed()
                .forEach(pair -> assertThat(now.remove(pair.viewerId() + " " + pair.ownerId()))
                        .isTrue());
        changes.added()
                .forEach(pair -> assertThat(now.add(pair.viewerId() + " " + pair.ownerId()))
                        .isTrue());
        return now;
    }

    private static TreeSet<String> pairs(NaivePeople naive) {
        TreeSet<String> pairs = new TreeSet<>();
        for (String viewer : new ArrayList<>(naive.edges.keySet())) {
            naive.visibleTo(viewer).forEach(owner -> pairs.add(viewer + " " + owner));
        }
        return pairs;
    }
}
