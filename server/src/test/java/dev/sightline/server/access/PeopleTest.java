package dev.sightline.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.HrmEvent;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.server.ingest.DecodedEvents.Decoded;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeopleTest {
    private static final Instant AT = RandomPeople.START;
    private static final EventCodec CODEC = new EventCodec();

    private final People people =
            People.resume(List.of(), List.of(), java.util.Map.of(), java.util.Map.of(), List.of());

    @Test
    void a_manager_who_comes_later_takes_their_place() {
        employee("odoo-1", null, "odoo-2");
        assertThat(kinds()).contains("missing_manager");

        employee("odoo-2", null, null);

        assertThat(managerOf("employee-odoo-1")).isEqualTo("employee-odoo-2");
        assertThat(kinds()).doesNotContain("missing_manager");
    }

    @Test
    void a_circle_is_reported_and_the_last_good_line_stays() {
        employee("odoo-1", null, null);
        employee("odoo-2", null, "odoo-1");
        employee("odoo-3", null, "odoo-2");

        employee("odoo-1", null, "odoo-3");

        assertThat(managerOf("employee-odoo-1")).isNull();
        assertThat(managerOf("employee-odoo-2")).isEqualTo("employee-odoo-1");
        assertThat(people.issues()).containsKey(new PeopleIssue.Id("reporting_cycle", "employee-odoo-1"));
    }

    @Test
    void a_wish_comes_true_when_its_circle_opens() {
        employee("odoo-1", null, null);
        employee("odoo-2", null, "odoo-1");
        employee("odoo-1", null, "odoo-2");

        employee("odoo-2", null, null);

        assertThat(managerOf("employee-odoo-1")).isEqualTo("employee-odoo-2");
        assertThat(kinds()).doesNotContain("reporting_cycle");
    }

    @Test
    void an_employee_who_gets_a_user_keeps_their_place_and_their_people() {
        employee("odoo-1", null, null);
        employee("odoo-2", null, "odoo-1");
        employee("odoo-3", null, "odoo-2");
        people.put(new SourceUser("odoo-7", "Ann", "ann", null, true, true), AT);

        employee("odoo-2", "odoo-7", "odoo-1");

        assertThat(people.tree().lineOf("employee-odoo-3"))
                .containsExactly("employee-odoo-3", "user-odoo-7", "employee-odoo-1");
        assertThat(people.tree().contains("employee-odoo-2")).isFalse();
    }

    @Test
    void the_people_of_a_deleted_manager_go_to_the_manager_above() {
        employee("odoo-1", null, null);
        employee("odoo-2", null, "odoo-1");
        employee("odoo-3", null, "odoo-2");

        people.removeEmployee("odoo-2", AT);

        assertThat(managerOf("employee-odoo-3")).isEqualTo("employee-odoo-1");
        assertThat(kinds()).contains("missing_manager");
    }

    @Test
    void an_archived_manager_keeps_their_place() {
        employee("odoo-1", null, null);
        employee("odoo-2", null, "odoo-1");
        people.put(new SourceEmployee("odoo-1", "Gone", null, null, null, null, null, null, false), AT);

        assertThat(managerOf("employee-odoo-2")).isEqualTo("employee-odoo-1");
    }

    @Test
    void users_and_employees_without_each_other_and_shared_addresses_are_reported() {
        employee("odoo-1", null, null);
        people.put(new SourceUser("odoo-1", "Ann", "ann", "Ann@example.com", true, true), AT);
        people.put(new SourceUser("odoo-2", "Ann too", "ann@example.com", null, true, true), AT);

        assertThat(people.issues().keySet())
                .containsExactlyInAnyOrder(
                        new PeopleIssue.Id("employee_without_user", "odoo-1"),
                        new PeopleIssue.Id("user_without_employee", "odoo-1"),
                        new PeopleIssue.Id("user_without_employee", "odoo-2"),
                        new PeopleIssue.Id("duplicate_email", "odoo-1"),
                        new PeopleIssue.Id("duplicate_email", "odoo-2"));

        people.put(new SourceUser("odoo-2", "Ann too", "other@example.com", null, true, true), AT);
        employee("odoo-1", "odoo-1", null);

        assertThat(people.issues().keySet()).containsExactly(new PeopleIssue.Id("user_without_employee", "odoo-2"));
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.range(1, 300), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyone_sees_whom_a_naive_walk_finds_and_a_restart_changes_nothing(long seed) {
        NaivePeople naive = new NaivePeople();
        People resumed = people;
        Random random = new Random(seed);
        for (RecordedEvent recorded : RandomPeople.history(seed, new OrganizationId(1), 8, 200)) {
            var event = CODEC.read(recorded.type(), 1, recorded.data());
            if (!(event instanceof HrmEvent hrm)) {
                continue;
            }
            naive.apply(recorded.stream().key(), event);
            PeopleFacts.apply(people, new Decoded<>(recorded, hrm));
            if (resumed != people) {
                PeopleFacts.apply(resumed, new Decoded<>(recorded, hrm));
            }
            assertThat(people.tree().edges()).as("after %s", recorded).isEqualTo(naive.edges);
            if (random.nextInt(10) == 0) {
                resumed = People.resume(
                        resumed.users().values(),
                        resumed.employees().values(),
                        resumed.departments(),
                        resumed.tree().edges(),
                        resumed.issues().values());
            }
            assertThat(resumed.tree().edges()).isEqualTo(naive.edges);
            assertThat(resumed.issues()).as("after %s", recorded).isEqualTo(people.issues());
        }
        assertThat(Profile.of(resumed)).isEqualTo(Profile.of(people));
    }

    private void employee(String key, @Nullable String user, @Nullable String manager) {
        people.put(new SourceEmployee(key, "Employee " + key, null, null, null, null, user, manager, true), AT);
    }

    private @Nullable String managerOf(String person) {
        return people.tree().managerOf(person);
    }

    private List<String> kinds() {
        return people.issues().keySet().stream().map(PeopleIssue.Id::kind).toList();
    }
}
