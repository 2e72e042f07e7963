package dev.sightline.server.crm.activities;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.access.Visibility.Look;
import dev.sightline.server.crm.lists.Choice;
import dev.sightline.server.crm.lists.Whose;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which activities are asked for. Immutable. */
record ActivityFilter(Whose whose, State state, List<String> words) {

    enum State {
        OVERDUE("v.closed_at IS NULL AND v.due < :today"),
        TODAY("v.closed_at IS NULL AND v.due = :today"),
        UPCOMING("v.closed_at IS NULL AND v.due > :today"),
        DONE("v.closed_at IS NOT NULL"),
        OPEN("v.closed_at IS NULL");

        private final String sql;

        State(String sql) {
            this.sql = sql;
        }

        static State parse(String text) {
            return Choice.of("state", text, values(), state -> state.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Of whose they are and what is searched, whatever their state. */
    Condition everyState(Scope scope, Look look, LocalDate today) {
        Condition visible = whose.condition(scope, "v", look);
        Map<String, Object> params = new HashMap<>(visible.params());
        params.put("today", today);
        StringBuilder sql = new StringBuilder(visible.sql());
        for (int i = 0; i < words.size(); i++) {
            sql.append(" AND v.search LIKE :word").append(i);
            params.put("word" + i, words.get(i));
        }
        return new Condition(sql.toString(), params);
    }

    String ofState() {
        return " AND " + state.sql;
    }
}
