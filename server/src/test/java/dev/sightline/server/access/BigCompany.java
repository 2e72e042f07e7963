package dev.sightline.server.access;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.ManagerAssigned;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDetails;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A company in which everyone has the same number of reports: person n reports to (n - 2) / span + 1. */
final class BigCompany {
    private static final EventCodec CODEC = new EventCodec();

    private BigCompany() {}

    /** First all users, then all employees, as a first sync brings them. */
    static List<RecordedEvent> history(OrganizationId organization, int people, int span) {
        List<RecordedEvent> events = new ArrayList<>();
        for (int n = 1; n <= people; n++) {
            events.add(event(
                    organization,
                    events.size() + 1L,
                    "user",
                    n,
                    new UserCreated(new UserDetails(
                            "Person " + n, "p" + n, "p" + n + "@example.com", true, true, null, List.of(), null))));
        }
        for (int n = 1; n <= people; n++) {
            String manager = n == 1 ? null : "odoo-" + ((n - 2) / span + 1);
            EmployeeDetails details =
                    new EmployeeDetails("Person " + n, null, null, "Job", null, "odoo-" + n, null, true);
            events.add(event(organization, events.size() + 1L, "employee", n, new EmployeeCreated(details, manager)));
        }
        return events;
    }

    static RecordedEvent move(OrganizationId organization, long position, int person, int manager) {
        return event(organization, position, "employee", person, new ManagerAssigned(null, "odoo-" + manager));
    }

    /** The same event in another stream. */
    static RecordedEvent renamed(RecordedEvent event, String key) {
        return new RecordedEvent(
                event.organization(),
                event.position(),
                new StreamId(event.stream().category(), key),
                event.version(),
                event.recordedAt(),
                event.event());
    }

    private static RecordedEvent event(
            OrganizationId organization, long position, String category, int n, DomainEvent event) {
        NewEvent envelope = new NewEvent(
                new UUID(organization.value(), position),
                EventCodec.typeOf(event),
                1,
                RandomPeople.START,
                CODEC.write(event),
                new EventOrigin("odoo", null, null, null, null));
        return new RecordedEvent(
                organization, position, new StreamId(category, "odoo-" + n), 1, RandomPeople.START, envelope);
    }
}
