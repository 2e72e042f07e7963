package dev.sightline.server.crm.activities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.platform.Questions;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is to be done next, for the dashboard. */
public final class UpcomingActivities {
    /** An activity belongs to no team: it is seen by its owner alone. */
    static final String FROM = """
            FROM (SELECT av.*, NULL::text AS team_id FROM activity_view av) v
            """;

    private UpcomingActivities() {}

    /**
     * The next ones due from {@code today} on, the nearest first.
     *
     * @param look suits the number of people whose activities are asked for
     */
    public static Supplier<List<ActivityItem>> ask(
            Questions questions, Scope scope, Whose whose, Look look, LocalDate today, int limit) {
        Condition condition = whose.condition(scope, "v", look);
        Map<String, @Nullable Object> params = new HashMap<>(condition.params());
        params.put("today", today);
        // Names are looked up for the few that are shown.
        String first = " FROM (SELECT v.* " + FROM + " WHERE " + condition.sql()
                + " AND v.closed_at IS NULL AND v.due >= :today ORDER BY v.due, v.id LIMIT " + limit + ") v ";
        return questions.ask(
                "SELECT " + ActivityItem.COLUMNS + first + ActivityItem.JOINS + " ORDER BY v.due, v.id",
                params,
                (row, number) -> ActivityItem.map(row, scope, today));
    }
}
