package dev.sightline.server.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code user_profiles}: a person with their place in the tree. Immutable.
 *
 * @param email in lower case
 * @param directReports active people right below
 * @param totalReports active people anywhere below
 * @param level managers above them
 */
record Profile(
        String personId,
        @Nullable String userKey,
        @Nullable String employeeKey,
        String name,
        @Nullable String email,
        @Nullable String login,
        @Nullable String phone,
        @Nullable String jobTitle,
        @Nullable String department,
        @Nullable String managerId,
        boolean active,
        boolean internal,
        int directReports,
        int totalReports,
        int level) {

    /** The profiles of everyone, by person. */
    static Map<String, Profile> of(People people) {
        ReportingTree tree = people.tree();
        Map<String, Integer> levels = new HashMap<>();
        List<String> order = new ArrayList<>(tree.people());
        order.forEach(person -> levels.put(person, tree.lineOf(person).size() - 1));
        order.sort(Comparator.comparing((String person) -> -levels.getOrDefault(person, 0)));
        Map<String, Integer> direct = new HashMap<>();
        Map<String, Integer> total = new HashMap<>();
        Map<String, Profile> profiles = new HashMap<>();
        for (String person : order) {
            Profile profile = of(
                    people,
                    person,
                    direct.getOrDefault(person, 0),
                    total.getOrDefault(person, 0),
                    levels.getOrDefault(person, 0));
            profiles.put(person, profile);
            if (profile.managerId() != null) {
                int self = profile.active() ? 1 : 0;
                direct.merge(profile.managerId(), self, Integer::sum);
                total.merge(profile.managerId(), self + profile.totalReports(), Integer::sum);
            }
        }
        return profiles;
    }

    private static Profile of(People people, String person, int direct, int total, int level) {
        SourceEmployee employee = people.foremost(person);
        String userKey = person.startsWith("user-") ? person.substring("user-".length()) : null;
        SourceUser user = userKey == null ? null : people.users().get(userKey);
        String email = user == null ? null : user.address();
        if (email == null && employee != null && employee.email() != null) {
            email = employee.email().toLowerCase(Locale.ROOT);
        }
        return new Profile(
                person,
                userKey,
                employee == null ? null : employee.key(),
                name(user, employee),
                email,
                user == null ? null : user.login(),
                employee == null ? null : employee.phone(),
                employee == null ? null : employee.jobTitle(),
                employee == null || employee.departmentKey() == null
                        ? null
                        : people.departments().get(employee.departmentKey()),
                people.tree().managerOf(person),
                (user != null && user.active()) || (employee != null && employee.active()),
                employee != null || (user != null && user.internal()),
                direct,
                total,
                level);
    }

    private static String name(@Nullable SourceUser user, @Nullable SourceEmployee employee) {
        if (user != null && !user.name().isEmpty()) {
            return user.name();
        }
        return employee == null ? "" : employee.name();
    }
}
