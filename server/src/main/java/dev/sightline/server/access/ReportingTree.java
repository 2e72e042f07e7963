package dev.sightline.server.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who reports to whom, as it is in force: a forest at every moment, since an edge that would close a circle is refused.
 * People are named by their ids. Not thread-safe.
 */
final class ReportingTree {
    private final Map<String, @Nullable String> managers = new HashMap<>();
    private final Map<String, SortedSet<String>> reports = new HashMap<>();

    /** Adds someone without a manager; nothing where they are there already. */
    void add(String person) {
        managers.putIfAbsent(person, null);
    }

    /** Takes someone out; their reports go to their manager, so that whoever saw them from above still does. */
    void remove(String person) {
        String above = managers.get(person);
        for (String report : reportsOf(person)) {
            link(report, above);
        }
        link(person, null);
        managers.remove(person);
    }

    /**
     * Gives someone another manager, or none.
     *
     * @return false, and nothing changes, where {@code manager} is the person or reports to them at any depth
     */
    boolean move(String person, @Nullable String manager) {
        if (manager != null && isAtOrBelow(manager, person)) {
            return false;
        }
        link(person, manager);
        return true;
    }

    boolean contains(String person) {
        return managers.containsKey(person);
    }

    Set<String> people() {
        return managers.keySet();
    }

    @Nullable
    String managerOf(String person) {
        return managers.get(person);
    }

    /** Their direct reports, a copy in the order of ids. */
    List<String> reportsOf(String person) {
        SortedSet<String> found = reports.get(person);
        return found == null ? List.of() : List.copyOf(found);
    }

    /** The person, their manager, and so on to the top. */
    List<String> lineOf(String person) {
        return line(managers, person);
    }

    /** The same in a copy of the edges. */
    static List<String> line(Map<String, @Nullable String> edges, String person) {
        List<String> line = new ArrayList<>();
        for (String each = person; each != null; each = edges.get(each)) {
            line.add(each);
        }
        return line;
    }

    /** Person to manager, a copy. */
    Map<String, @Nullable String> edges() {
        return new HashMap<>(managers);
    }

    private boolean isAtOrBelow(String person, String top) {
        for (String each = person; each != null; each = managers.get(each)) {
            if (each.equals(top)) {
                return true;
            }
        }
        return false;
    }

    private void link(String person, @Nullable String manager) {
        String before = managers.put(person, manager);
        if (before != null) {
            SortedSet<String> left = reports.get(before);
            if (left != null) {
                left.remove(person);
                if (left.isEmpty()) {
                    reports.remove(before);
                }
            }
        }
        if (manager != null) {
            reports.computeIfAbsent(manager, key -> new TreeSet<>()).add(person);
        }
    }
}
