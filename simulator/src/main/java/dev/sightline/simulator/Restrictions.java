package dev.sightline.simulator;

import java.util.Set;

/** What Odoo keeps for some groups: settings for administrators, private data for the people department. */
final class Restrictions {
    /** base.group_system, "Administration/Settings". */
    private static final int SETTINGS = 4;

    private static final Set<String> HR_ONLY = Set.of(
            "pin",
            "barcode",
            "birthday",
            "ssnid",
            "sinid",
            "passport_id",
            "permit_no",
            "visa_no",
            "visa_expire",
            "identification_id",
            "marital",
            "gender",
            "spouse_complete_name",
            "spouse_birthdate",
            "children",
            "emergency_contact",
            "emergency_phone",
            "bank_account_id",
            "km_home_work",
            "hourly_cost",
            "study_field",
            "study_school",
            "certificate",
            "place_of_birth",
            "country_of_birth",
            "country_id",
            "private_street",
            "private_street2",
            "private_city",
            "private_zip",
            "private_email",
            "private_phone",
            "private_country_id",
            "private_state_id",
            "private_car_plate",
            "additional_note",
            "notes",
            "employee_type");

    private Restrictions() {}

    static boolean administrator(Database database, int user) {
        Table users = database.table("res.users");
        int row = users.row(user);
        if (row < 0) {
            return false;
        }
        for (int group : users.links(row, database.version().fieldName("res.users", "groups_id"))) {
            if (group == SETTINGS) {
                return true;
            }
        }
        return false;
    }

    /** Refuses models that only administrators may touch, and those that a test forbids. */
    static void check(Caller caller, String model) {
        if (caller.faults().forbids(model)) {
            throw OdooError.access("You are not allowed to access '" + model + "' records.\n\n"
                    + "Contact your administrator to request access if necessary.");
        }
        if (model.equals("ir.config_parameter") && !caller.administrator()) {
            throw OdooError.access("You are not allowed to access 'System Parameter' (ir.config_parameter) records.\n\n"
                    + "This operation is allowed for the following groups:\n\t- Administration/Settings\n\n"
                    + "Contact your administrator to request access if necessary.");
        }
    }

    /** Whether a field answers {@code false} to this caller whatever it holds. */
    static boolean hides(Caller caller, String model, String field) {
        return model.equals("hr.employee") && HR_ONLY.contains(field) && !caller.administrator();
    }
}
