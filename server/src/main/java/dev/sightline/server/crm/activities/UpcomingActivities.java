package dev.sightline.server.crm.activities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.crm.lists.Whose;
import dev.sightline.server.tenancy.OneTrip;
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

    /** The next ones due from {@code today} on, the nearest first. */
    public static Supplier<List<ActivityItem>> ask(OneTrip trip, Scope scope, Whose whose, LocalDate today, int limit) {
        Condition condition = whose.condition(scope, "v");
        Map<String, @Nullable Object> params = new HashMap<>(condition.params());
        params.put("today", today);
        params.put("limit", limit);
        return trip.ask(
                "SELECT " + ActivityItem.COLUMNS + FROM + ActivityItem.JOINS + " WHERE " + condition.sql()
                        + " AND v.closed_at IS NULL AND v.due >= :today ORDER BY v.due, v.id LIMIT :limit",
                params,
                (row, number) -> ActivityItem.map(row, scope, today));
    }
}
