package dev.sightline.server.access;

import java.time.Instant;

/**
 * Something odd about people, kept and reported. Immutable.
 *
 * @param kind one of the constants
 * @param subjectType {@code person}, {@code user} or {@code employee}
 * @param about the other side: the wanted manager's key, the shared address; empty where there is none
 * @param since when the event that brought it about was recorded
 */
record PeopleIssue(String kind, String subjectType, String subjectId, String subjectName, String about, Instant since) {
    static final String REPORTING_CYCLE = "reporting_cycle";
    static final String MISSING_MANAGER = "missing_manager";
    static final String USER_WITHOUT_EMPLOYEE = "user_without_employee";
    static final String EMPLOYEE_WITHOUT_USER = "employee_without_user";
    static final String DUPLICATE_EMAIL = "duplicate_email";

    record Id(String kind, String subjectId) {}

    Id id() {
        return new Id(kind, subjectId);
    }

    PeopleIssue since(Instant other) {
        return new PeopleIssue(kind, subjectType, subjectId, subjectName, about, other);
    }
}
