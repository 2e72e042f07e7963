package dev.sightline.server.identity;

import static dev.sightline.server.platform.Permission.CHANGE_RECORDS;
import static dev.sightline.server.platform.Permission.CONTROL_SYNC;
import static dev.sightline.server.platform.Permission.ERASE_PEOPLE;
import static dev.sightline.server.platform.Permission.EXPORT_RECORDS;
import static dev.sightline.server.platform.Permission.MANAGE_API_KEYS;
import static dev.sightline.server.platform.Permission.MANAGE_MEMBERS;
import static dev.sightline.server.platform.Permission.MANAGE_ORGANIZATIONS;
import static dev.sightline.server.platform.Permission.MANAGE_SETTINGS;
import static dev.sightline.server.platform.Permission.OPERATE;
import static dev.sightline.server.platform.Permission.START_SYNC;
import static dev.sightline.server.platform.Permission.VIEW_AUDIT;
import static dev.sightline.server.platform.Permission.VIEW_DATA_QUALITY;
import static dev.sightline.server.platform.Permission.VIEW_RECORDS;
import static dev.sightline.server.platform.Permission.VIEW_SYNC;

import dev.sightline.server.platform.Permission;
import java.util.Set;

/** What an account may do. Whom it sees below it is a fact of the reporting tree, not of the role. */
public enum Role {
    /** Runs the platform; sees an organisation only after entering it, and is as good as its ADMIN there. */
    SUPER_ADMIN(Sees.ALL, Set.of(MANAGE_ORGANIZATIONS)),
    /** Sees and configures everything of the organisation. */
    ADMIN(Sees.ALL, Administers.PERMISSIONS),
    /** Sees everything, changes nothing. */
    CEO(Sees.ALL, Set.of(VIEW_RECORDS, EXPORT_RECORDS, VIEW_SYNC)),
    /** Sees their own line of reports and records without an owner. */
    MANAGER(Sees.LINE_AND_UNASSIGNED, Works.PERMISSIONS),
    /** Sees their own records, and those of people below them where there are any. */
    SALES_REP(Sees.LINE, Works.PERMISSIONS),
    /** Has signed in for the first time and waits for an administrator's approval. */
    PENDING(Sees.LINE, Set.of()),
    /** No person but a service with a key, whose scope says what it may do; no account has it. */
    SERVICE(Sees.ALL, Set.of());

    private final Sees sees;
    private final Set<Permission> permissions;

    Role(Sees sees, Set<Permission> permissions) {
        this.sees = sees;
        this.permissions = permissions;
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    /** Whether every record of the organisation is visible. */
    public boolean seesAll() {
        return sees == Sees.ALL;
    }

    /** Whether records without an owner are visible. */
    public boolean seesUnassigned() {
        return sees != Sees.LINE;
    }

    private enum Sees {
        ALL,
        LINE_AND_UNASSIGNED,
        LINE
    }

    private static final class Works {
        static final Set<Permission> PERMISSIONS =
                Set.of(VIEW_RECORDS, CHANGE_RECORDS, EXPORT_RECORDS, VIEW_SYNC, START_SYNC);
    }

    private static final class Administers {
        static final Set<Permission> PERMISSIONS = Set.of(
                VIEW_RECORDS,
                CHANGE_RECORDS,
                EXPORT_RECORDS,
                VIEW_SYNC,
                START_SYNC,
                CONTROL_SYNC,
                VIEW_DATA_QUALITY,
                VIEW_AUDIT,
                MANAGE_MEMBERS,
                MANAGE_API_KEYS,
                ERASE_PEOPLE,
                OPERATE,
                MANAGE_SETTINGS);
    }
}
