package dev.sightline.server.hrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent.DepartmentCreated;
import dev.sightline.catalog.HrmEvent.DepartmentDeleted;
import dev.sightline.catalog.HrmEvent.DepartmentDetails;
import dev.sightline.catalog.HrmEvent.DepartmentUpdated;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDeleted;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.EmployeeUpdated;
import dev.sightline.catalog.HrmEvent.ManagerAssigned;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDeleted;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.catalog.HrmEvent.UserUpdated;
import dev.sightline.server.ingest.Snapshots;
import dev.sightline.server.ingest.Translator.Translation;
import dev.sightline.server.ingest.UntranslatableRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OdooPeopleTest {
    private static final String EMPLOYEE = """
            {'name': 'Ann', 'work_email': 'ann@us.example', 'work_phone': false, 'mobile_phone': '+32 1',
             'job_title': false, 'job_id': [3, 'Seller'], 'department_id': [2, 'Sales'], 'user_id': [6, 'Ann'],
             'parent_id': [4, 'Bob'], 'company_id': [1, 'Us'], 'active': true,
             'create_date': '2026-11-01 08:00:00', 'write_date': '2026-11-02 09:00:00'}""";

    private static final String USER = """
            {'name': 'Ann', 'login': 'ann', 'email': 'ann@us.example', 'active': true, 'share': false,
             'sale_team_id': [5, 'Europe'], 'company_ids': [2, 1], 'partner_id': [9, 'Ann Contact'],
             'create_date': '2026-11-01 08:00:00', 'write_date': '2026-11-02 09:00:00'}""";

    private static final String DEPARTMENT =
            "{'name': 'Sales', 'complete_name': 'Us / Sales', 'parent_id': [1, 'Us'], 'manager_id': [4, 'Bob']}";

    private final Snapshots odoo = new Snapshots();
    private final OdooPeople people = new OdooPeople();

    private List<Translation> translate(String model, long id, @Nullable String fields) {
        return people.translate(odoo.see(model, id, fields), odoo);
    }

    private List<DomainEvent> events(String model, long id, @Nullable String fields) {
        return translate(model, id, fields).stream().map(Translation::event).toList();
    }

    @Test
    void an_employee_is_told_with_the_manager() {
        Translation created = translate("hr.employee", 7, EMPLOYEE).getFirst();

        assertThat(created.stream()).hasToString("employee/odoo-7");
        assertThat(created.occurredAt()).isEqualTo(Instant.parse("2026-11-01T08:00:00Z"));
        assertThat(created.event())
                .isEqualTo(new EmployeeCreated(
                        new EmployeeDetails(
                                "Ann", "ann@us.example", "+32 1", "Seller", "odoo-2", "odoo-6", "odoo-1", true),
                        "odoo-4"));
    }

    @Test
    void another_manager_is_a_fact_of_its_own() {
        translate("hr.employee", 7, EMPLOYEE);

        List<Translation> moved = translate("hr.employee", 7, EMPLOYEE.replace("[4, 'Bob']", "[8, 'Eve']"));

        assertThat(moved).singleElement().satisfies(move -> {
            assertThat(move.event()).isEqualTo(new ManagerAssigned("odoo-4", "odoo-8"));
            assertThat(move.occurredAt()).isEqualTo(Instant.parse("2026-11-02T09:00:00Z"));
        });
        assertThat(events("hr.employee", 7, EMPLOYEE.replace("[4, 'Bob']", "false")))
                .containsExactly(new ManagerAssigned("odoo-8", null));
        assertThat(events("hr.employee", 7, EMPLOYEE.replace("'job_title': false", "'job_title': 'Head of sales'")))
                .satisfiesExactly(
                        details -> assertThat(details).isInstanceOfSatisfying(EmployeeUpdated.class, event -> {
                            assertThat(event.changed()).containsExactly("job_title");
                            assertThat(event.details().jobTitle()).isEqualTo("Head of sales");
                        }),
                        manager -> assertThat(manager).isEqualTo(new ManagerAssigned(null, "odoo-4")));
    }

    @Test
    void an_employee_is_archived_then_gone() {
        translate("hr.employee", 7, EMPLOYEE);

        assertThat(events("hr.employee", 7, EMPLOYEE.replace("'active': true", "'active': false")))
                .singleElement()
                .isInstanceOfSatisfying(
                        EmployeeUpdated.class,
                        event -> assertThat(event.changed()).containsExactly("active"));
        assertThat(translate("hr.employee", 7, null)).singleElement().satisfies(gone -> {
            assertThat(gone.event()).isEqualTo(new EmployeeDeleted());
            assertThat(gone.occurredAt()).isEqualTo(Snapshots.SEEN);
        });
        assertThat(events("hr.employee", 7, null)).isEmpty();
    }

    @Test
    void what_says_nothing_new_tells_nothing() {
        translate("hr.employee", 7, EMPLOYEE);
        translate("res.users", 6, USER);
        translate("hr.department", 2, DEPARTMENT);

        assertThat(events("hr.employee", 7, EMPLOYEE.replace("2026-11-02 09", "2026-11-09 09")))
                .isEmpty();
        assertThat(events("hr.employee", 7, EMPLOYEE.replace("[4, 'Bob']", "4")))
                .isEmpty();
        assertThat(events("res.users", 6, USER.replace("[2, 1]", "[1, 2]"))).isEmpty();
        assertThat(events("hr.department", 2, DEPARTMENT)).isEmpty();
    }

    @Test
    void an_employee_of_whom_little_is_known_is_kept() {
        assertThat(events("hr.employee", 7, "{'name': false}"))
                .containsExactly(
                        new EmployeeCreated(new EmployeeDetails("", null, null, null, null, null, null, true), null));
    }

    @Test
    void a_record_that_cannot_be_read_is_named_and_told_anew_when_it_can() {
        String odd = EMPLOYEE.replace("[4, 'Bob']", "'Bob'");

        assertThatThrownBy(() -> translate("hr.employee", 7, odd))
                .isInstanceOf(UntranslatableRecord.class)
                .hasMessageContaining("hr.employee/7")
                .hasMessageContaining("parent_id");
        assertThatThrownBy(() -> translate("hr.employee", 8, EMPLOYEE.replace("'active': true", "'active': 'yes'")))
                .hasMessageContaining("active");
        assertThat(events("hr.employee", 8, EMPLOYEE)).singleElement().isInstanceOf(EmployeeCreated.class);
    }

    @Test
    void a_user_has_teams_companies_and_a_contact() {
        Translation created = translate("res.users", 6, USER).getFirst();

        assertThat(created.stream()).hasToString("user/odoo-6");
        UserDetails ann = new UserDetails(
                "Ann", "ann", "ann@us.example", true, true, "odoo-5", List.of("odoo-1", "odoo-2"), "odoo-9");
        assertThat(created.event()).isEqualTo(new UserCreated(ann));
        assertThat(events("res.users", 6, USER.replace("[5, 'Europe']", "false")))
                .singleElement()
                .isInstanceOfSatisfying(
                        UserUpdated.class, event -> assertThat(event.changed()).containsExactly("sales_team_id"));
        assertThat(events("res.users", 6, null)).containsExactly(new UserDeleted());
    }

    @Test
    void a_user_without_a_name_goes_by_the_contacts_or_the_login() {
        String nameless = USER.replace("'name': 'Ann', ", "");

        assertThat(name(events("res.users", 6, nameless))).isEqualTo("Ann Contact");
        assertThat(name(events("res.users", 7, nameless.replace("[9, 'Ann Contact']", "9"))))
                .isEqualTo("ann");
        assertThat(name(events("res.users", 8, "{'login': false}"))).isEmpty();
    }

    @Test
    void a_portal_user_is_not_one_of_us() {
        assertThat(events("res.users", 6, USER.replace("'share': false", "'share': true")))
                .singleElement()
                .isInstanceOfSatisfying(
                        UserCreated.class,
                        event -> assertThat(event.details().internal()).isFalse());
    }

    @Test
    void departments_come_change_and_go() {
        DepartmentDetails sales = new DepartmentDetails("Sales", "Us / Sales", "odoo-1", "odoo-4", true);

        assertThat(events("hr.department", 2, DEPARTMENT)).containsExactly(new DepartmentCreated(sales));
        assertThat(events("hr.department", 2, DEPARTMENT.replace("[4, 'Bob']", "false")))
                .containsExactly(
                        new DepartmentUpdated(new DepartmentDetails("Sales", "Us / Sales", "odoo-1", null, true)));
        assertThat(events("hr.department", 2, null)).containsExactly(new DepartmentDeleted());
    }

    @Test
    void other_models_are_not_its_business() {
        assertThat(people.models()).containsExactlyInAnyOrder("res.users", "hr.employee", "hr.department");
        assertThatThrownBy(() -> translate("crm.lead", 1, "{'name': 'Deal'}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String name(List<DomainEvent> events) {
        return events.getFirst() instanceof UserCreated(UserDetails details) ? details.name() : "not created";
    }
}
