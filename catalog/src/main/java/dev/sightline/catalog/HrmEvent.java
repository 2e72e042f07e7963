package dev.sightline.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to people and departments. */
public sealed interface HrmEvent extends DomainEvent {

    /** Events of stream {@code employee/KEY}. */
    sealed interface EmployeeEvent extends HrmEvent {}

    /** Events of stream {@code user/KEY}: who can sign in to the source, and so own records there. */
    sealed interface UserEvent extends HrmEvent {}

    /** Events of stream {@code department/KEY}. */
    sealed interface DepartmentEvent extends HrmEvent {}

    /** {@code userId} links to the user of the same person, where there is one. */
    record EmployeeDetails(
            @Personal(isName = true) String name,
            @Personal @Nullable String workEmail,
            @Personal @Nullable String workPhone,
            @Personal @Nullable String jobTitle,
            @Nullable String departmentId,
            @Nullable String userId,
            @Nullable String companyId,
            boolean active)
            implements PersonalDetails {}

    /** {@code managerId} may name an employee that the source does not show. */
    @EventType("hrm.employee.created")
    record EmployeeCreated(
            EmployeeDetails details, @Nullable String managerId) implements EmployeeEvent {}

    @EventType("hrm.employee.updated")
    record EmployeeUpdated(EmployeeDetails details, List<String> changed) implements EmployeeEvent {
        public EmployeeUpdated {
            changed = List.copyOf(changed);
        }
    }

    @EventType("hrm.manager.assigned")
    record ManagerAssigned(
            @Nullable String fromManagerId, @Nullable String toManagerId) implements EmployeeEvent {}

    @EventType("hrm.employee.deleted")
    record EmployeeDeleted() implements EmployeeEvent {}

    /**
     * A user of the source.
     *
     * @param internal false for portal and public users
     * @param accountId the contact record of the same person
     */
    record UserDetails(
            @Personal(isName = true) String name,
            @Personal @Nullable String login,
            @Personal @Nullable String email,
            boolean active,
            boolean internal,
            @Nullable String salesTeamId,
            List<String> companyIds,
            @Nullable String accountId)
            implements PersonalDetails {
        public UserDetails {
            companyIds = List.copyOf(companyIds);
        }
    }

    @EventType("hrm.user.created")
    record UserCreated(UserDetails details) implements UserEvent {}

    @EventType("hrm.user.updated")
    record UserUpdated(UserDetails details, List<String> changed) implements UserEvent {
        public UserUpdated {
            changed = List.copyOf(changed);
        }
    }

    @EventType("hrm.user.deleted")
    record UserDeleted() implements UserEvent {}

    /** {@code managerId} is an employee's key. */
    record DepartmentDetails(
            String name,
            @Nullable String completeName,
            @Nullable String parentId,
            @Nullable String managerId,
            boolean active) {}

    @EventType("hrm.department.created")
    record DepartmentCreated(DepartmentDetails details) implements DepartmentEvent {}

    @EventType("hrm.department.updated")
    record DepartmentUpdated(DepartmentDetails details) implements DepartmentEvent {}

    @EventType("hrm.department.deleted")
    record DepartmentDeleted() implements DepartmentEvent {}
}
