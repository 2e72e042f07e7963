package dev.sightline.server.hrm;

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
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.ingest.OdooMapping;
import dev.sightline.server.ingest.OdooRecord;
import dev.sightline.server.ingest.Translator;
import dev.sightline.server.ingest.UntranslatableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Users, employees and departments of an Odoo. */
@Component
class OdooPeople implements Translator {
    private static final String USER = "res.users";
    private static final String EMPLOYEE = "hr.employee";
    private static final String DEPARTMENT = "hr.department";

    private static final OdooMapping<UserDetails> USERS =
            new OdooMapping<>("user", OdooPeople::user, UserCreated::new, UserUpdated::new, UserDeleted::new);
    private static final OdooMapping<DepartmentDetails> DEPARTMENTS = new OdooMapping<>(
            "department",
            OdooPeople::department,
            DepartmentCreated::new,
            (details, changed) -> new DepartmentUpdated(details),
            DepartmentDeleted::new);

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public Set<String> models() {
        return Set.of(USER, EMPLOYEE, DEPARTMENT);
    }

    @Override
    public List<Translation> translate(Observation observation, Lookups lookups) {
        return switch (observation.model()) {
            case USER -> USERS.translate(observation);
            case DEPARTMENT -> DEPARTMENTS.translate(observation);
            case EMPLOYEE -> employee(observation);
            default -> throw new IllegalArgumentException("not a model of this translator: " + observation.model());
        };
    }

    /** Who manages someone is a fact of its own, not one of the details. */
    private static List<Translation> employee(Observation observation) {
        OdooRecord after = OdooMapping.recordOf(observation, observation.after());
        String manager = manager(after);
        List<Translation> translations = new ArrayList<>(new OdooMapping<EmployeeDetails>(
                        "employee",
                        OdooPeople::employee,
                        details -> new EmployeeCreated(details, manager),
                        EmployeeUpdated::new,
                        EmployeeDeleted::new)
                .translate(observation));
        OdooRecord before = OdooMapping.recordOf(observation, observation.before());
        boolean known = OdooMapping.readable(before, OdooPeople::employee) != null;
        if (known && before != null && after != null) {
            String last = managerWhereReadable(before);
            if (!Objects.equals(last, manager)) {
                translations.add(new Translation(
                        new StreamId("employee", after.key()),
                        OdooMapping.time(after, "write_date", observation),
                        new ManagerAssigned(last, manager)));
            }
        }
        return translations;
    }

    private static @Nullable String managerWhereReadable(OdooRecord employee) {
        try {
            return manager(employee);
        } catch (UntranslatableRecord e) {
            return null;
        }
    }

    private static @Nullable String manager(@Nullable OdooRecord employee) {
        return employee == null ? null : employee.referenceKey("parent_id");
    }

    private static EmployeeDetails employee(OdooRecord record) {
        String jobTitle = record.text("job_title");
        return new EmployeeDetails(
                Objects.requireNonNullElse(record.text("name"), ""),
                record.text("work_email"),
                record.firstText("work_phone", "mobile_phone"),
                jobTitle == null ? record.referenceName("job_id") : jobTitle,
                record.referenceKey("department_id"),
                record.referenceKey("user_id"),
                record.referenceKey("company_id"),
                record.flag("active", true));
    }

    private static UserDetails user(OdooRecord record) {
        return new UserDetails(
                userName(record),
                record.text("login"),
                record.text("email"),
                record.flag("active", true),
                !record.flag("share", false),
                record.referenceKey("sale_team_id"),
                record.referenceKeys("company_ids"),
                record.referenceKey("partner_id"));
    }

    /** A user's name is its contact's; it comes along as the name of the reference. */
    private static String userName(OdooRecord record) {
        String name = record.text("name");
        if (name == null) {
            name = record.referenceName("partner_id");
        }
        return Objects.requireNonNullElse(name == null ? record.text("login") : name, "");
    }

    private static DepartmentDetails department(OdooRecord record) {
        return new DepartmentDetails(
                Objects.requireNonNullElse(record.text("name"), ""),
                record.text("complete_name"),
                record.referenceKey("parent_id"),
                record.referenceKey("manager_id"),
                record.flag("active", true));
    }
}
