package dev.sightline.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.testkit.Seeds;
import dev.sightline.eventstore.testkit.TestDatabase;
import dev.sightline.server.ServerDatabase;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.access.Visibility.Part;
import dev.sightline.server.identity.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class VisibilityIT {
    private static final int PEOPLE = 8;
    private static final int TEAMS = 3;

    @RegisterExtension
    static final TestDatabase DATABASE = ServerDatabase.fresh();

    private static int organizations;

    private final OrganizationId organization = new OrganizationId(++organizations);
    private final ProjectionRun run = new ProjectionRun(DATABASE.application(), organization, new PeopleProjection());

    private record Item(
            String id, @Nullable String owner, @Nullable String team) {}

    static LongStream seeds() {
        return Seeds.take(6);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_query_shows_what_the_rule_allows(long seed) throws SQLException {
        Random random = Seeds.random(seed);
        run.apply(RandomPeople.history(seed, organization, PEOPLE, 300));
        TreeSet<String> pairs = run.pairs();
        Set<String> leads = new HashSet<>(run.rows("team_leads").get("team_leads"));
        List<Item> items = items(random);
        run.inTransaction(connection -> {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            jdbc.sql(
                            "CREATE TEMP TABLE item (organization_id integer, id text, owner_id text, team_id text) ON COMMIT DROP")
                    .update();
            for (Item item : items) {
                jdbc.sql("INSERT INTO item VALUES (?, ?, ?, ?)")
                        .param(organization.value())
                        .param(item.id())
                        .param(item.owner())
                        .param(item.team())
                        .update();
            }
            // The same records in another organisation, which nobody here may see.
            jdbc.sql("INSERT INTO item SELECT organization_id + 1000, 'foreign', owner_id, team_id FROM item")
                    .update();
            for (int n = 0; n < 60; n++) {
                Scope scope = scope(random, leads);
                Predicate<Item> visible = item -> Visibility.sees(
                        scope, item.owner(), item.team(), owner -> pairs.contains(scope.viewerId() + " " + owner));
                Predicate<Item> own =
                        item -> scope.viewerId() != null && scope.viewerId().equals(item.owner());
                assertThat(shown(jdbc, Visibility.visible(scope, "o")))
                        .as("%s", scope)
                        .isEqualTo(ids(items, visible));
                for (Look look : Look.values()) {
                    assertThat(shown(jdbc, Visibility.part(scope, Part.MINE, "o", look)))
                            .isEqualTo(ids(items, own));
                    assertThat(shown(jdbc, Visibility.part(scope, Part.TEAM, "o", look)))
                            .isEqualTo(ids(items, visible.and(own.negate())));
                    assertThat(shown(jdbc, Visibility.part(scope, Part.BOTH, "o", look)))
                            .isEqualTo(ids(items, visible));
                }

                String person = person(random);
                Set<String> led = ledBy(leads, person);
                Predicate<Item> theirs = item -> person.equals(item.owner());
                Predicate<Item> theirTeams = item -> !person.equals(item.owner())
                        && (pairs.contains(person + " " + item.owner())
                                || (item.team() != null && led.contains(item.team())));
                for (Look look : Look.values()) {
                    assertThat(shown(jdbc, Visibility.part(scope, Part.MINE, person, "o", look)))
                            .isEqualTo(ids(items, visible.and(theirs)));
                    assertThat(shown(jdbc, Visibility.part(scope, Part.TEAM, person, "o", look)))
                            .as("%s asks for the team of %s", scope, person)
                            .isEqualTo(ids(items, visible.and(theirTeams)));
                    assertThat(shown(jdbc, Visibility.part(scope, Part.BOTH, person, "o", look)))
                            .isEqualTo(ids(items, visible.and(theirs.or(theirTeams))));
                }
            }
            return true;
        });
    }

    private static TreeSet<String> shown(JdbcClient jdbc, Condition condition) {
        List<String> found = jdbc.sql("SELECT o.id FROM item o WHERE " + condition.sql())
                .params(condition.params())
                .query(String.class)
                .list();
        assertThat(found).doesNotHaveDuplicates();
        return new TreeSet<>(found);
    }

    private static TreeSet<String> ids(List<Item> items, Predicate<Item> which) {
        TreeSet<String> ids = new TreeSet<>();
        items.stream().filter(which).forEach(item -> ids.add(item.id()));
        return ids;
    }

    private Scope scope(Random random, Set<String> leads) {
        Role role = Seeds.oneOf(random, List.of(Role.values()));
        String viewer = random.nextInt(8) == 0 ? null : person(random);
        Set<String> led = viewer == null ? Set.of() : ledBy(leads, viewer);
        return new Scope(organization, new UUID(1, 2), role, viewer, role.seesAll(), role.seesUnassigned(), led, 0);
    }

    /** Rows of {@code team_leads} as text: (organisation,team,leader,name). */
    private static Set<String> ledBy(Set<String> leads, String person) {
        Set<String> teams = new HashSet<>();
        for (String row : leads) {
            String[] cells = row.substring(1).split(",", 4);
            if (cells[2].equals(person)) {
                teams.add(cells[1]);
            }
        }
        return teams;
    }

    private static List<Item> items(Random random) {
        List<Item> items = new ArrayList<>();
        for (int n = 0; n < 120; n++) {
            items.add(new Item(
                    "item-" + n,
                    random.nextInt(6) == 0 ? null : person(random),
                    random.nextInt(3) == 0 ? null : "odoo-" + random.nextInt(TEAMS)));
        }
        return items;
    }

    private static String person(Random random) {
        String key = "odoo-" + (1 + random.nextInt(PEOPLE));
        return random.nextInt(4) == 0 ? PersonId.ofEmployee(key) : PersonId.ofUser(key);
    }
}
