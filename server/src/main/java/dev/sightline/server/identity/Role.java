package dev.sightline.server.identity;

/** What an account may do. Whom it sees below it is a fact of the reporting tree, not of the role. */
public enum Role {
    /** Runs the platform; sees an organisation only after entering it. */
    SUPER_ADMIN,
    /** Sees and configures everything of the organisation. */
    ADMIN,
    /** Sees everything, changes nothing. */
    CEO,
    /** Sees their own line of reports and records without an owner. */
    MANAGER,
    /** Sees their own records, and those of people below them where there are any. */
    SALES_REP;

    /** Whether every record of the organisation is visible. */
    public boolean seesAll() {
        return this == ADMIN || this == CEO || this == SUPER_ADMIN;
    }

    /** Whether records without an owner are visible. */
    public boolean seesUnassigned() {
        return seesAll() || this == MANAGER;
    }
}
