package dev.sightline.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Someone whose dashboard is asked for.
 *
 * @param person number in the {@link SalesHistory}
 * @param level managers above
 * @param role name of the account's role
 */
record Viewer(int person, int level, String role) {
    /**
     * Up to {@code perLevel} people of every level, evenly spread: the root as chief executive, people with reports as managers, the
     * others as salespeople.
     */
    static List<Viewer> sample(int people, int perLevel) {
        List<Viewer> viewers = new ArrayList<>();
        int first = 0;
        for (int level = 0; first < people; level++) {
            int after = Math.min(people, first * SalesHistory.REPORTS_EACH + 1);
            int size = after - first;
            int wanted = Math.min(perLevel, size);
            for (int i = 0; i < wanted; i++) {
                int person = first + (int) ((long) i * size / wanted);
                boolean manages = person * SalesHistory.REPORTS_EACH + 1 < people;
                viewers.add(new Viewer(person, level, level == 0 ? "CEO" : manages ? "MANAGER" : "SALES_REP"));
            }
            first = after;
        }
        return List.copyOf(viewers);
    }
}
