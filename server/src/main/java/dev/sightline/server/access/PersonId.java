package dev.sightline.server.access;

import org.jspecify.annotations.Nullable;

/** Names a person: by the user where there is one, else by the employee. */
public final class PersonId {
    private PersonId() {}

    /** {@code user-odoo-6} for the user key {@code odoo-6}. */
    public static String ofUser(String userKey) {
        return "user-" + userKey;
    }

    /** {@code employee-odoo-4} for the employee key {@code odoo-4} of someone without a user. */
    public static String ofEmployee(String employeeKey) {
        return "employee-" + employeeKey;
    }

    /** The user key of somebody named by a user: {@code odoo-6} for {@code user-odoo-6}; null for null. */
    public static @Nullable String userOf(@Nullable String personId) {
        return personId == null ? null : personId.substring("user-".length());
    }
}
