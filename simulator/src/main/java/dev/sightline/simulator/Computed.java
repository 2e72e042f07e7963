package dev.sightline.simulator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields that Odoo works out rather than stores, as far as the connector and its tests ask for them. */
final class Computed {

    /** The ids behind an x2many field, by row. */
    @FunctionalInterface
    interface Links {
        int[] of(int row);
    }

    private Computed() {}

    /** Users and companies inherit name, e-mail, address and so on from their partner. */
    static boolean viaPartner(Database database, Table table, FieldSpec field) {
        if (field.stored() || field.name().equals("display_name") || table.field("partner_id") == null) {
            return false;
        }
        boolean inherits = table.model().equals("res.users") || table.model().equals("res.company");
        Table partners = database.find("res.partner");
        FieldSpec inherited = inherits && partners != null ? partners.field(field.name()) : null;
        return inherited != null && inherited.stored() && inherited.type() == field.type();
    }

    static Links links(Database database, Table table, FieldSpec field) {
        if (table.model().equals("crm.team") && field.name().equals("member_ids")) {
            return members(database, table);
        }
        if (field.name().equals("activity_ids") && table.column("activity_ids") == null) {
            return activities(database, table);
        }
        return row -> table.links(row, field.name());
    }

    private static Links members(Database database, Table teams) {
        Table users = database.table("res.users");
        return row -> {
            int[] memberships = teams.links(row, "crm_team_member_ids");
            int[] members = Column.Links.NONE;
            for (int user = 0; user < users.rows() && memberships.length > 0; user++) {
                if (users.lives(user) && overlap(memberships, users.links(user, "crm_team_member_ids"))) {
                    members = Arrays.copyOf(members, members.length + 1);
                    members[members.length - 1] = users.id(user);
                }
            }
            return members;
        };
    }

    private static boolean overlap(int[] left, int[] right) {
        for (int l : left) {
            for (int r : right) {
                if (l == r) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Links activities(Database database, Table table) {
        Table activities = database.find("mail.activity");
        if (activities == null) {
            return row -> Column.Links.NONE;
        }
        Map<Integer, int[]> byRecord = new HashMap<>();
        activities.each(row -> {
            if (table.model().equals(activities.text(row, "res_model")) && activities.flag(row, "active")) {
                byRecord.merge(activities.reference(row, "res_id"), new int[] {activities.id(row)}, Computed::joined);
            }
        });
        return row -> byRecord.getOrDefault(table.id(row), Column.Links.NONE);
    }

    private static int[] joined(int[] left, int[] right) {
        int[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    /** Where an activity stands on a day: overdue, today or planned. */
    static @Nullable String activityState(int deadline, long today) {
        if (deadline == Column.Ints.NULL) {
            return null;
        }
        return deadline < today ? "overdue" : deadline == today ? "today" : "planned";
    }

    /** The currency of a lead's company; of the first company when the lead has none. */
    static int companyCurrency(Database database, int company) {
        Table companies = database.find("res.company");
        if (companies == null || companies.rows() == 0) {
            return 0;
        }
        int row = companies.row(company);
        return companies.reference(Math.max(row, 0), "currency_id");
    }
}
