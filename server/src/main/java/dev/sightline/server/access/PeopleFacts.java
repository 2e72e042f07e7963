package dev.sightline.server.access;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent;
import dev.sightline.catalog.HrmEvent.DepartmentCreated;
import dev.sightline.catalog.HrmEvent.DepartmentDeleted;
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
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ingest.DecodedEvents.Decoded;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each event says of people. Pure but for the people it changes. */
final class PeopleFacts {
    private PeopleFacts() {}

    static void apply(People people, Decoded<DomainEvent> decoded) {
        Instant at = decoded.recorded().recordedAt();
        switch (decoded.event()) {
            case HrmEvent event -> apply(people, decoded.key(), event, at);
            case PersonForgotten(var subjects, var when) -> forget(people, subjects, at);
            default -> {}
        }
    }

    private static void apply(People people, String key, HrmEvent event, Instant at) {
        switch (event) {
            case EmployeeCreated(var details, var manager) -> people.put(employee(key, details, manager), at);
            case EmployeeUpdated(var details, var changed) -> {
                SourceEmployee known = people.employee(key);
                people.put(employee(key, details, known == null ? null : known.managerKey()), at);
            }
            case ManagerAssigned(var from, var to) -> {
                SourceEmployee known = people.employee(key);
                if (known == null) {
                    throw new IllegalStateException("employee " + key + " got a manager before it was created");
                }
                people.put(known.managedBy(to), at);
            }
            case EmployeeDeleted() -> people.removeEmployee(key, at);
            case UserCreated(var details) -> people.put(user(key, details), at);
            case UserUpdated(var details, var changed) -> people.put(user(key, details), at);
            case UserDeleted() -> people.removeUser(key, at);
            case DepartmentCreated(var details) -> people.putDepartment(key, details.name());
            case DepartmentUpdated(var details) -> people.putDepartment(key, details.name());
            case DepartmentDeleted() -> people.removeDepartment(key);
        }
    }

    /** What is known of them by these streams is erased, as it is in their events from now on. */
    private static void forget(People people, List<String> subjects, Instant at) {
        for (String subject : subjects) {
            StreamId stream = StreamId.parse(subject);
            SourceUser user = stream.category().equals("user") ? people.users().get(stream.key()) : null;
            if (user != null) {
                people.put(user.erased(), at);
            }
            SourceEmployee employee = stream.category().equals("employee") ? people.employee(stream.key()) : null;
            if (employee != null) {
                people.put(employee.erased(), at);
            }
        }
        people.restartSharedAddresses(at);
    }

    private static SourceEmployee employee(String key, EmployeeDetails details, @Nullable String manager) {
        return new SourceEmployee(
                key,
                details.name(),
                details.workEmail(),
                details.workPhone(),
                details.jobTitle(),
                details.departmentId(),
                details.userId(),
                manager,
                details.active());
    }

    private static SourceUser user(String key, UserDetails details) {
        return new SourceUser(
                key, details.name(), details.login(), details.email(), details.active(), details.internal());
    }
}
