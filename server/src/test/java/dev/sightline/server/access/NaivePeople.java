package dev.sightline.server.access;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.HrmEvent.EmployeeCreated;
import dev.sightline.catalog.HrmEvent.EmployeeDeleted;
import dev.sightline.catalog.HrmEvent.EmployeeDetails;
import dev.sightline.catalog.HrmEvent.EmployeeUpdated;
import dev.sightline.catalog.HrmEvent.ManagerAssigned;
import dev.sightline.catalog.HrmEvent.UserCreated;
import dev.sightline.catalog.HrmEvent.UserDeleted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules of the reporting tree said as plainly as can be: after each event everyone is looked at again. */
final class NaivePeople {
    private final Map<String, EmployeeDetails> employees = new HashMap<>();
    private final Map<String, @Nullable String> named = new HashMap<>();
    private final Set<String> users = new TreeSet<>();
    final Map<String, @Nullable String> edges = new TreeMap<>();

    void apply(String key, DomainEvent event) {
        String from = employees.containsKey(key) ? personOf(key) : null;
        boolean employee = true;
        switch (event) {
            case EmployeeCreated(var details, var manager) -> {
                employees.put(key, details);
                named.put(key, manager);
            }
            case EmployeeUpdated(var details, var changed) -> employees.put(key, details);
            case ManagerAssigned(var before, var to) -> named.put(key, to);
            case EmployeeDeleted() -> {
                employees.remove(key);
                named.remove(key);
            }
            case UserCreated(var details) -> {
                users.add(key);
                employee = false;
            }
            case UserDeleted() -> {
                users.remove(key);
                employee = false;
            }
            default -> {
                return;
            }
        }
        SortedSet<String> people = people();
        people.forEach(person -> edges.putIfAbsent(person, null));
        String to = employee && employees.containsKey(key) ? personOf(key) : null;
        String left = employee ? from : PersonId.ofUser(key);
        if (left != null && !left.equals(to)) {
            leave(left, to, people);
        }
        settle(people);
    }

    /** Everyone whose line of managers holds the viewer, and the viewer. */
    Set<String> visibleTo(String viewer) {
        Set<String> visible = new TreeSet<>();
        for (String person : edges.keySet()) {
            if (isAtOrBelow(person, viewer)) {
                visible.add(person);
            }
        }
        return visible;
    }

    private void leave(String from, @Nullable String to, Set<String> people) {
        String above = edges.get(from);
        if (to != null && edges.get(to) == null && above != null && !isAtOrBelow(above, to)) {
            edges.put(to, above);
        }
        if (people.contains(from)) {
            return;
        }
        for (String report : List.copyOf(edges.keySet())) {
            if (from.equals(edges.get(report))) {
                edges.put(report, to != null && !isAtOrBelow(to, report) ? to : above);
            }
        }
        edges.remove(from);
    }

    private void settle(Set<String> people) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (String person : people) {
                String wish = foremost(person) == null ? null : named.get(foremost(person));
                if (wish != null && !employees.containsKey(wish)) {
                    continue;
                }
                String wanted = wish == null ? null : personOf(wish);
                if (!Objects.equals(wanted, edges.get(person)) && (wanted == null || !isAtOrBelow(wanted, person))) {
                    edges.put(person, wanted);
                    moved = true;
                }
            }
        }
    }

    private boolean isAtOrBelow(String person, String top) {
        for (String each = person; each != null; each = edges.get(each)) {
            if (each.equals(top)) {
                return true;
            }
        }
        return false;
    }

    private SortedSet<String> people() {
        SortedSet<String> people = new TreeSet<>();
        employees.keySet().forEach(key -> people.add(personOf(key)));
        users.forEach(key -> people.add(PersonId.ofUser(key)));
        return people;
    }

    private @Nullable String foremost(String person) {
        String best = null;
        for (String key : employees.keySet()) {
            if (personOf(key).equals(person) && (best == null || before(key, best))) {
                best = key;
            }
        }
        return best;
    }

    private boolean before(String one, String other) {
        boolean active = details(one).active();
        if (active != details(other).active()) {
            return active;
        }
        return one.length() != other.length() ? one.length() < other.length() : one.compareTo(other) < 0;
    }

    private EmployeeDetails details(String key) {
        return Objects.requireNonNull(employees.get(key));
    }

    private String personOf(String employeeKey) {
        String user = details(employeeKey).userId();
        return user == null ? PersonId.ofEmployee(employeeKey) : PersonId.ofUser(user);
    }
}
