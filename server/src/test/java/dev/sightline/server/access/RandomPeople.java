package dev.sightline.server.access;

import dev.sightline.catalog.CrmEvent.TeamCreated;
import dev.sightline.catalog.CrmEvent.TeamDeleted;
import dev.sightline.catalog.CrmEvent.TeamDetails;
import dev.sightline.catalog.CrmEvent.TeamUpdated;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.HrmEvent.DepartmentCreated;
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
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Histories of a small company where everything goes wrong that can: circles, unknown managers, people who come, go, return,
 * get a user, lose it, share one. The same seed gives the same history.
 */
final class RandomPeople {
    static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

    private final Random random;
    private final OrganizationId organization;
    private final int size;
    private final EventCodec codec = new EventCodec();
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<StreamId, Long> versions = new HashMap<>();
    private final Map<String, @Nullable String> managers = new HashMap<>();
    private final Map<String, EmployeeDetails> employees = new HashMap<>();
    private final Map<String, UserDetails> users = new HashMap<>();
    private final Map<String, String> departments = new HashMap<>();
    private final Map<String, TeamDetails> teams = new HashMap<>();

    private RandomPeople(long seed, OrganizationId organization, int size) {
        this.random = new Random(seed);
        this.organization = organization;
        this.size = size;
    }

    /** {@code size} keys of each kind take part. */
    static List<RecordedEvent> history(long seed, OrganizationId organization, int size, int length) {
        RandomPeople company = new RandomPeople(seed, organization, size);
        while (company.events.size() < length) {
            company.step();
        }
        return company.events.subList(0, length);
    }

    /** The same, but that somebody is forgotten after so many events. */
    static List<RecordedEvent> history(
            long seed, OrganizationId organization, int size, int length, int after, String... forgotten) {
        RandomPeople company = new RandomPeople(seed, organization, size);
        while (company.events.size() < after) {
            company.step();
        }
        Instant at = START.plusSeconds(company.events.size());
        company.add("privacy", forgotten[0], new PersonForgotten(List.of(forgotten), at));
        while (company.events.size() < length) {
            company.step();
        }
        return company.events;
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> user(key());
            case 2, 3, 4 -> employee(key());
            case 5, 6, 7, 8 -> manager(key());
            case 9 -> gone(key());
            case 10 -> department("odoo-" + random.nextInt(3));
            default -> team("odoo-" + random.nextInt(3));
        }
    }

    private String key() {
        return "odoo-" + (1 + random.nextInt(size));
    }

    private void user(String key) {
        String email = random.nextInt(4) == 0 ? null : "P" + random.nextInt(size) + "@example.com";
        UserDetails details = new UserDetails(
                "User " + key + " " + random.nextInt(3),
                "login-" + key,
                email,
                random.nextInt(5) > 0,
                random.nextInt(6) > 0,
                null,
                List.of(),
                null);
        if (users.put(key, details) == null) {
            add("user", key, new UserCreated(details));
        } else {
            add("user", key, new UserUpdated(details, List.of("name")));
        }
    }

    private void employee(String key) {
        EmployeeDetails details = new EmployeeDetails(
                "Employee " + key + " " + random.nextInt(3),
                random.nextBoolean() ? "e" + key + "@example.com" : null,
                null,
                "Job " + random.nextInt(3),
                random.nextBoolean() ? "odoo-" + random.nextInt(3) : null,
                random.nextInt(3) == 0 ? null : key(),
                null,
                random.nextInt(5) > 0);
        if (employees.put(key, details) == null) {
            String manager = random.nextInt(3) == 0 ? null : key();
            managers.put(key, manager);
            add("employee", key, new EmployeeCreated(details, manager));
        } else {
            add("employee", key, new EmployeeUpdated(details, List.of("user_id")));
        }
    }

    private void manager(String key) {
        if (employees.containsKey(key)) {
            String manager = random.nextInt(8) == 0 ? null : key();
            String before = managers.put(key, manager);
            add("employee", key, new ManagerAssigned(before, manager));
        }
    }

    private void gone(String key) {
        if (random.nextBoolean() && users.remove(key) != null) {
            add("user", key, new UserDeleted());
        } else if (employees.remove(key) != null) {
            add("employee", key, new EmployeeDeleted());
        }
    }

    private void department(String key) {
        DepartmentDetails details = new DepartmentDetails("Department " + random.nextInt(9), null, null, null, true);
        boolean known = departments.put(key, details.name()) != null;
        add("department", key, known ? new DepartmentUpdated(details) : new DepartmentCreated(details));
    }

    private void team(String key) {
        TeamDetails details =
                new TeamDetails("Team " + random.nextInt(9), random.nextInt(4) == 0 ? null : key(), List.of(), true);
        if (teams.put(key, details) == null) {
            add("team", key, new TeamCreated(details));
        } else if (random.nextInt(4) == 0) {
            teams.remove(key);
            add("team", key, new TeamDeleted());
        } else {
            add("team", key, new TeamUpdated(details));
        }
    }

    private void add(String category, String key, DomainEvent event) {
        StreamId stream = new StreamId(category, key);
        long position = events.size() + 1L;
        Instant at = START.plusSeconds(position);
        NewEvent envelope = new NewEvent(
                new UUID(organization.value(), position),
                EventCodec.typeOf(event),
                EventCodec.versionOf(event),
                at,
                codec.write(event),
                new EventOrigin("odoo", null, null, null, null));
        events.add(
                new RecordedEvent(organization, position, stream, versions.merge(stream, 1L, Long::sum), at, envelope));
    }
}
