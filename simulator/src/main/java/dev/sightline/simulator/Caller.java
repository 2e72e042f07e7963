package dev.sightline.simulator;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Who calls, in which context, and since when. */
record Caller(Database database, Faults faults, int user, JsonNode context, long start) {

    boolean activeTest() {
        return context.path("active_test").asBoolean(true);
    }

    /**
     * The companies whose records may be seen: those asked for, else all of the user's.
     *
     * @throws OdooError when a company is asked for that is not the user's
     */
    Set<Integer> companies() {
        Table users = database.table("res.users");
        Set<Integer> own = new HashSet<>();
        int row = users.row(user);
        if (row >= 0) {
            for (int company : users.links(row, "company_ids")) {
                own.add(company);
            }
        }
        JsonNode asked = context.path("allowed_company_ids");
        if (!asked.isArray() || asked.isEmpty()) {
            return own;
        }
        Set<Integer> allowed = new HashSet<>();
        for (JsonNode company : asked) {
            if (!own.contains(company.asInt())) {
                throw OdooError.access("Access to unauthorized or invalid companies.");
            }
            allowed.add(company.asInt());
        }
        return allowed;
    }

    boolean administrator() {
        return Restrictions.administrator(database, user);
    }

    Transaction transaction() {
        return new Transaction(database, user, start);
    }
}
