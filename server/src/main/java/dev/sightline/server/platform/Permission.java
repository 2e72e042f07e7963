package dev.sightline.server.platform;

import java.util.Locale;

/**
 * What somebody may be allowed to do, by name. Which role has which stands in one place, {@code identity.Role}; which endpoint asks
 * for which stands on the endpoint, see {@link Requires}. A permission says <em>what</em> may be done, the scope <em>on whose
 * records</em>.
 */
public enum Permission {
    /** Dashboards, lists, analytics, search: the records in one's scope. */
    VIEW_RECORDS,
    /** Make and change records in one's scope. */
    CHANGE_RECORDS,
    /** Take lists and reports along as files. */
    EXPORT_RECORDS,
    VIEW_SYNC,
    START_SYNC,
    /** Read everything again, and take vanished records as deleted. */
    CONTROL_SYNC,
    /** See what is odd in the source's data. */
    VIEW_DATA_QUALITY,
    /** Approve people, give roles, deactivate accounts. */
    MANAGE_MEMBERS,
    /** Make and revoke the keys of services. */
    MANAGE_API_KEYS,
    /** Forget people. */
    ERASE_PEOPLE,
    /** Search the audit log and take it along as a file. */
    VIEW_AUDIT,
    /** Rebuild views, empty parking lots. */
    OPERATE,
    /** Change how the organisation is set up: its sources, its sign-in providers. */
    MANAGE_SETTINGS,
    /** Make, suspend, export, delete and enter organisations. */
    MANAGE_ORGANIZATIONS,
    /** Publish events. */
    INGEST;

    /** Its name outside, such as {@code view_records}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
