package dev.sightline.server.access;

import static dev.sightline.server.access.PeopleIssue.DUPLICATE_EMAIL;
import static dev.sightline.server.access.PeopleIssue.EMPLOYEE_WITHOUT_USER;
import static dev.sightline.server.access.PeopleIssue.MISSING_MANAGER;
import static dev.sightline.server.access.PeopleIssue.REPORTING_CYCLE;
import static dev.sightline.server.access.PeopleIssue.USER_WITHOUT_EMPLOYEE;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The people of one organisation: the source's users and employees, who of them are one person, and the reporting lines in
 * force. Changes one fact at a time, so that the outcome does not depend on how facts are batched. Not thread-safe, no I/O.
 *
 * <p>The manager that the source names is a wish. It comes into force where it can; where it would close a circle or names
 * nobody we know, the last good edge stays and the wish is tried again whenever something that it depends on changes. See
 * RATIONALE.md.
 */
final class People {
    private final Map<String, SourceEmployee> employees = new HashMap<>();
    private final Map<String, SourceUser> users = new HashMap<>();
    private final Map<String, String> departments = new HashMap<>();
    private final ReportingTree tree = new ReportingTree();
    private final Map<PeopleIssue.Id, PeopleIssue> issues = new HashMap<>();

    /** Employees by the manager they name, by the person they are; users by address. */
    private final Groups<String> naming = new Groups<>();

    private final Groups<String> ofPerson = new Groups<>();
    private final Groups<String> ofAddress = new Groups<>();

    /** People whose wish would close a circle now. */
    private final SortedSet<String> circular = new TreeSet<>();

    /** Takes up where an earlier one ended. {@code edges} are those in force. */
    static People resume(
            Collection<SourceUser> users,
            Collection<SourceEmployee> employees,
            Map<String, String> departments,
            Map<String, @Nullable String> edges,
            Collection<PeopleIssue> issues) {
        People people = new People();
        users.forEach(people::index);
        employees.forEach(people::index);
        people.departments.putAll(departments);
        edges.keySet().forEach(people.tree::add);
        edges.forEach((person, manager) -> {
            if (manager != null && !people.tree.move(person, manager)) {
                throw new IllegalStateException("the reporting lines of " + person + " run in a circle");
            }
        });
        issues.forEach(issue -> people.issues.put(issue.id(), issue));
        for (String person : people.tree.people()) {
            String wanted = people.wantedManager(person);
            if (wanted != null && !wanted.equals(people.tree.managerOf(person))) {
                people.circular.add(person);
            }
        }
        return people;
    }

    void put(SourceUser user, Instant at) {
        SourceUser before = users.get(user.key());
        if (before != null) {
            ofAddress.remove(listedAddress(before), before.key());
        }
        index(user);
        String person = PersonId.ofUser(user.key());
        tree.add(person);
        settle(Set.of(person), at);
        checkUsers(before, user, at);
    }

    void removeUser(String key, Instant at) {
        SourceUser before = users.remove(key);
        if (before == null) {
            return;
        }
        ofAddress.remove(listedAddress(before), key);
        settle(leave(PersonId.ofUser(key), null), at);
        checkUsers(before, null, at);
        clear(USER_WITHOUT_EMPLOYEE, key);
        clear(DUPLICATE_EMAIL, key);
    }

    void put(SourceEmployee employee, Instant at) {
        SourceEmployee before = employees.get(employee.key());
        if (before != null) {
            naming.remove(before.managerKey(), before.key());
            ofPerson.remove(before.personId(), before.key());
        }
        index(employee);
        String person = employee.personId();
        tree.add(person);
        Set<String> touched = new TreeSet<>(Set.of(person));
        if (before == null || !before.personId().equals(person)) {
            if (before != null) {
                touched.addAll(leave(before.personId(), person));
            }
            touched.addAll(peopleNaming(employee.key()));
        }
        settle(touched, at);
        checkEmployee(employee, at);
        if (before != null) {
            checkUserOf(before, at);
        }
    }

    void removeEmployee(String key, Instant at) {
        SourceEmployee before = employees.remove(key);
        if (before == null) {
            return;
        }
        naming.remove(before.managerKey(), key);
        ofPerson.remove(before.personId(), key);
        Set<String> touched = leave(before.personId(), null);
        touched.addAll(peopleNaming(key));
        settle(touched, at);
        clear(EMPLOYEE_WITHOUT_USER, key);
        checkUserOf(before, at);
    }

    void putDepartment(String key, String name) {
        departments.put(key, name);
    }

    void removeDepartment(String key) {
        departments.remove(key);
    }

    @Nullable
    SourceEmployee employee(String key) {
        return employees.get(key);
    }

    Map<String, SourceEmployee> employees() {
        return employees;
    }

    Map<String, SourceUser> users() {
        return users;
    }

    Map<String, String> departments() {
        return departments;
    }

    ReportingTree tree() {
        return tree;
    }

    Map<PeopleIssue.Id, PeopleIssue> issues() {
        return issues;
    }

    /** The employee that speaks for a person; null for a user who is none. */
    @Nullable
    SourceEmployee foremost(String person) {
        return ofPerson.of(person).stream()
                .map(employees::get)
                .filter(Objects::nonNull)
                .min(SourceEmployee.FOREMOST)
                .orElse(null);
    }

    // Someone's employee or user record went, to another person or for good; answers whose lines are to be settled.
    private Set<String> leave(String from, @Nullable String to) {
        Set<String> touched = new TreeSet<>(Set.of(from));
        String above = tree.managerOf(from);
        if (to != null && tree.managerOf(to) == null) {
            // The last good line comes along until the wish is tried.
            tree.move(to, above);
        }
        if (exists(from)) {
            return touched;
        }
        touched.addAll(tree.reportsOf(from));
        if (to != null) {
            for (String report : tree.reportsOf(from)) {
                // Where that would close a circle, the report goes to the manager above with the others.
                tree.move(report, to);
            }
        }
        tree.remove(from);
        return touched;
    }

    private boolean exists(String person) {
        return !ofPerson.of(person).isEmpty()
                || users.containsKey(person.substring(person.indexOf('-') + 1)) && person.startsWith("user-");
    }

    private Set<String> peopleNaming(String managerKey) {
        Set<String> found = new TreeSet<>();
        for (String key : naming.of(managerKey)) {
            SourceEmployee employee = employees.get(key);
            if (employee != null) {
                found.add(employee.personId());
            }
        }
        return found;
    }

    // Each edge that comes into force may free another wish from its circle: until nothing moves.
    private void settle(Collection<String> touched, Instant at) {
        SortedSet<String> seen = new TreeSet<>(touched);
        SortedSet<String> next = new TreeSet<>(touched);
        next.addAll(circular);
        boolean moved = true;
        while (moved) {
            moved = false;
            for (String person : next) {
                moved |= tryWish(person);
            }
            seen.addAll(next);
            next = new TreeSet<>(circular);
        }
        seen.forEach(person -> checkLine(person, at));
    }

    private boolean tryWish(String person) {
        circular.remove(person);
        if (!tree.contains(person)) {
            return false;
        }
        SourceEmployee employee = foremost(person);
        String named = employee == null ? null : employee.managerKey();
        SourceEmployee manager = named == null ? null : employees.get(named);
        if (named != null && manager == null) {
            return false;
        }
        String wanted = manager == null ? null : manager.personId();
        if (Objects.equals(wanted, tree.managerOf(person))) {
            return false;
        }
        if (tree.move(person, wanted)) {
            return true;
        }
        circular.add(person);
        return false;
    }

    private @Nullable String wantedManager(String person) {
        SourceEmployee employee = foremost(person);
        SourceEmployee manager =
                employee == null || employee.managerKey() == null ? null : employees.get(employee.managerKey());
        return manager == null ? null : manager.personId();
    }

    private void index(SourceUser user) {
        users.put(user.key(), user);
        ofAddress.add(listedAddress(user), user.key());
    }

    private void index(SourceEmployee employee) {
        employees.put(employee.key(), employee);
        naming.add(employee.managerKey(), employee.key());
        ofPerson.add(employee.personId(), employee.key());
    }

    private static @Nullable String listedAddress(SourceUser user) {
        return user.active() && user.internal() ? user.address() : null;
    }

    // ---- what is odd ----

    private void checkLine(String person, Instant at) {
        SourceEmployee employee = tree.contains(person) ? foremost(person) : null;
        String named = employee == null ? null : employee.managerKey();
        String name = employee == null ? "" : employee.name();
        boolean missing = named != null && !employees.containsKey(named);
        String about = named == null ? "" : named;
        note(missing, new PeopleIssue(MISSING_MANAGER, "person", person, name, about, at));
        note(circular.contains(person), new PeopleIssue(REPORTING_CYCLE, "person", person, name, about, at));
    }

    private void checkEmployee(SourceEmployee employee, Instant at) {
        boolean alone = employee.active() && (employee.userKey() == null || !users.containsKey(employee.userKey()));
        note(
                alone,
                new PeopleIssue(
                        EMPLOYEE_WITHOUT_USER,
                        "employee",
                        employee.key(),
                        employee.name(),
                        employee.userKey() == null ? "" : employee.userKey(),
                        at));
        checkUserOf(employee, at);
    }

    private void checkUserOf(SourceEmployee employee, Instant at) {
        SourceUser user = employee.userKey() == null ? null : users.get(employee.userKey());
        if (user != null) {
            checkUser(user, at);
        }
    }

    private void checkUser(SourceUser user, Instant at) {
        boolean alone = user.active()
                && user.internal()
                && ofPerson.of(PersonId.ofUser(user.key())).isEmpty();
        note(alone, new PeopleIssue(USER_WITHOUT_EMPLOYEE, "user", user.key(), user.name(), "", at));
    }

    private void checkUsers(@Nullable SourceUser before, @Nullable SourceUser after, Instant at) {
        if (before != null) {
            checkAddress(listedAddress(before), at);
        }
        SourceUser either = after == null ? before : after;
        if (either != null) {
            for (String key : ofPerson.of(PersonId.ofUser(either.key()))) {
                SourceEmployee employee = employees.get(key);
                if (employee != null) {
                    checkEmployee(employee, at);
                }
            }
        }
        if (after != null) {
            checkUser(after, at);
            if (listedAddress(after) == null) {
                clear(DUPLICATE_EMAIL, after.key());
            }
            checkAddress(listedAddress(after), at);
        }
    }

    private void checkAddress(@Nullable String address, Instant at) {
        Set<String> sharing = ofAddress.of(address);
        for (String key : sharing) {
            SourceUser user = users.get(key);
            if (user != null && address != null) {
                note(sharing.size() > 1, new PeopleIssue(DUPLICATE_EMAIL, "user", key, user.name(), address, at));
            }
        }
    }

    /**
     * Shared addresses count from here on: whether they were shared before is not known any more, as the third who had one may be who
     * is forgotten now.
     */
    void restartSharedAddresses(Instant at) {
        issues.replaceAll((id, issue) -> id.kind().equals(DUPLICATE_EMAIL) ? issue.since(at) : issue);
    }

    private void note(boolean odd, PeopleIssue issue) {
        PeopleIssue before = issues.get(issue.id());
        if (!odd) {
            issues.remove(issue.id());
        } else {
            issues.put(issue.id(), before == null ? issue : issue.since(before.since()));
        }
    }

    private void clear(String kind, String subject) {
        issues.remove(new PeopleIssue.Id(kind, subject));
    }
}
