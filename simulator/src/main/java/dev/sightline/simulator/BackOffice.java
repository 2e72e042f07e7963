package dev.sightline.simulator;

import java.util.List;

/** The posts outside sales. Large companies repeat the last ranks. */
final class BackOffice {

    /**
     * A post.
     *
     * @param manager the number of the post reported to, -1 for the chief executive
     * @param account whether whoever holds it signs in to Odoo
     */
    record Position(String title, String department, int manager, boolean account) {}

    static final List<Position> POSTS = List.of(
            new Position("VP Finance", "Finance", -1, true),
            new Position("VP Operations", "Operations", -1, true),
            new Position("VP People", "People", -1, true),
            new Position("VP Marketing", "Marketing", -1, true),
            new Position("Controller", "Finance", 0, true),
            new Position("Accountant", "Finance", 4, true),
            new Position("Accountant", "Finance", 4, true),
            new Position("Treasury Analyst", "Finance", 0, true),
            new Position("Plant Manager", "Operations", 1, true),
            new Position("Logistics Lead", "Operations", 1, true),
            new Position("Dispatcher", "Operations", 9, true),
            new Position("Warehouse Clerk", "Operations", 9, false),
            new Position("HR Business Partner", "People", 2, true),
            new Position("Recruiter", "People", 12, true),
            new Position("Brand Manager", "Marketing", 3, true),
            new Position("Content Editor", "Marketing", 14, true),
            new Position("IT Lead", "Operations", 1, true),
            new Position("Records Clerk", "Operations", 8, false),
            new Position("Archivist", "Operations", 8, false));

    private static final List<Position> RANKS = List.of(
            new Position("Accountant", "Finance", 4, true),
            new Position("Technician", "Operations", 8, false),
            new Position("Dispatcher", "Operations", 9, true),
            new Position("Marketing Specialist", "Marketing", 14, true),
            new Position("Recruiter", "People", 12, true));

    private BackOffice() {}

    static Position position(int number) {
        return number < POSTS.size() ? POSTS.get(number) : RANKS.get(number % RANKS.size());
    }
}
