package dev.sightline.server.odoo.web;

/** What is odd in the source, in words for an administrator. */
record IssueKind(String title, String explanation) {

    static IssueKind of(String kind) {
        return switch (kind) {
            case "reporting_cycle" ->
                new IssueKind(
                        "Circle in the reporting lines",
                        "Following the managers upwards leads back to this person. The last good line stays in force.");
            case "missing_manager" ->
                new IssueKind("Unknown manager", "The manager is a person that the source does not show.");
            case "user_without_employee" ->
                new IssueKind(
                        "User without employee",
                        "The user has no employee record, so no place in the reporting lines.");
            case "employee_without_user" ->
                new IssueKind("Employee without user", "The employee has no user and cannot own records.");
            case "duplicate_email" ->
                new IssueKind(
                        "One e-mail, several users", "A sign-in with this e-mail could mean more than one person.");
            case "archived_owner" ->
                new IssueKind(
                        "Open deals of an archived owner",
                        "The owner no longer works in Odoo. The deals stay theirs, and visible to whoever is above them.");
            case "opportunity_without_owner" ->
                new IssueKind(
                        "Opportunity without owner",
                        "Only those who may see unassigned records see it, until somebody is its salesperson.");
            case "opportunity_without_stage" ->
                new IssueKind(
                        "Opportunity without stage",
                        "It counts as open, in no stage, and is never won until somebody gives it one.");
            case "opportunity_without_company" ->
                new IssueKind(
                        "Opportunity without company",
                        "No company says which currency its money is in; it is taken for the organisation's own.");
            case "unknown_currency" ->
                new IssueKind(
                        "Opportunity in a currency without a rate",
                        "It counts as a deal, but its money is in no figure until Odoo has an exchange rate for the currency.");
            case "changed_shape" ->
                new IssueKind(
                        "Record with an odd value",
                        "A field holds a value that does not fit its type. The record is kept; its last good state stays in force.");
            case "untranslated_record" ->
                new IssueKind(
                        "Record that cannot be understood",
                        "The record is kept, but could not be turned into events. It is tried again whenever it is read.");
            case "unreadable_record" ->
                new IssueKind("Record that Odoo cannot read", "Odoo itself fails when it is asked for this record.");
            case "forbidden_field" ->
                new IssueKind("Field that may not be read", "The sync user lacks a group that this field asks for.");
            case "needed_field" ->
                new IssueKind(
                        "Field that is needed cannot be read",
                        "Its kind of record is not read until it can be, as figures would be wrong without it; what was read before stays. Give the sync user the rights.");
            case "missing_model" ->
                new IssueKind(
                        "Kind of record that cannot be read",
                        "The app that brings it is not installed, or the sync user may not read it.");
            case "mass_disappearance" ->
                new IssueKind(
                        "Many records vanished at once",
                        "Nothing was deleted here, as it may be the access that shrank. Check the sync user's rights, or confirm the deletions.");
            case "access_shrank" ->
                new IssueKind(
                        "The sync user sees less than before",
                        "Nothing is deleted until the access is as before or an administrator confirms.");
            default -> new IssueKind(words(kind), "The record is kept and shown as it is.");
        };
    }

    private static String words(String kind) {
        String spaced = kind.replace('_', ' ');
        return spaced.isEmpty() ? spaced : Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
    }
}
