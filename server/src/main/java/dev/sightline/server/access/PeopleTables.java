package dev.sightline.server.access;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.FoldedText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes the tables behind {@link People}, within one transaction. */
final class PeopleTables {
    private final Connection connection;
    private final OrganizationId organization;

    PeopleTables(Connection connection, OrganizationId organization) {
        this.connection = connection;
        this.organization = organization;
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    People people(Map<String, Profile> profiles) throws SQLException {
        Map<String, String> departments = new HashMap<>();
        query(
                "SELECT department_key, name FROM people_departments WHERE organization_id = ?",
                row -> departments.put(row.getString(1), row.getString(2)));
        Map<String, @Nullable String> edges = new HashMap<>();
        profiles.values().forEach(profile -> edges.put(profile.personId(), profile.managerId()));
        return People.resume(users(), employees(), departments, edges, issues());
    }

    Map<String, Profile> profiles() throws SQLException {
        Map<String, Profile> profiles = new HashMap<>();
        query(
                """
                SELECT person_id, user_key, employee_key, name, email, login, phone, job_title, department, manager_id,
                       active, internal, direct_reports, total_reports, level
                FROM user_profiles WHERE organization_id = ?
                """,
                row -> profiles.put(
                        row.getString(1),
                        new Profile(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7),
                                row.getString(8),
                                row.getString(9),
                                row.getString(10),
                                row.getBoolean(11),
                                row.getBoolean(12),
                                row.getInt(13),
                                row.getInt(14),
                                row.getInt(15))));
        return profiles;
    }

    private List<SourceUser> users() throws SQLException {
        return query(
                "SELECT user_key, name, login, email, active, internal FROM people_users WHERE organization_id = ?",
                row -> new SourceUser(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getBoolean(6)));
    }

    private List<SourceEmployee> employees() throws SQLException {
        return query(
                """
                SELECT employee_key, name, email, phone, job_title, department_key, user_key, manager_key, active
                FROM people_employees WHERE organization_id = ?
                """,
                row -> new SourceEmployee(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getBoolean(9)));
    }

    private List<PeopleIssue> issues() throws SQLException {
        return query(
                """
                SELECT kind, subject_type, subject_id, subject_name,
                       coalesce(detail ->> 'manager', detail ->> 'email', detail ->> 'user', ''), since
                FROM data_quality_issues WHERE organization_id = ? AND source_area = 'people'
                """,
                row -> new PeopleIssue(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getTimestamp(6).toInstant()));
    }

    void writeUsers(Collection<SourceUser> changed, Set<String> gone) throws SQLException {
        delete("people_users", "user_key", gone);
        Bulk.run(connection, organization, """
                INSERT INTO people_users (organization_id, user_key, name, login, email, active, internal)
                SELECT ?, k, n, l, e, a::boolean, i::boolean
                FROM unnest(?, ?, ?, ?, ?, ?) AS r(k, n, l, e, a, i)
                ON CONFLICT (organization_id, user_key) DO UPDATE SET
                    name = excluded.name, login = excluded.login, email = excluded.email, active = excluded.active,
                    internal = excluded.internal
                """, changed, user -> new @Nullable String[] {
            user.key(), user.name(), user.login(), user.email(), text(user.active()), text(user.internal())
        });
    }

    void writeEmployees(Collection<SourceEmployee> changed, Set<String> gone) throws SQLException {
        delete("people_employees", "employee_key", gone);
        Bulk.run(connection, organization, """
                INSERT INTO people_employees (organization_id, employee_key, name, email, phone, job_title,
                                              department_key, user_key, manager_key, active)
                SELECT ?, k, n, e, p, j, d, u, m, a::boolean
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) AS r(k, n, e, p, j, d, u, m, a)
                ON CONFLICT (organization_id, employee_key) DO UPDATE SET
                    name = excluded.name, email = excluded.email, phone = excluded.phone,
                    job_title = excluded.job_title, department_key = excluded.department_key,
                    user_key = excluded.user_key, manager_key = excluded.manager_key, active = excluded.active
                """, changed, each -> new @Nullable String[] {
            each.key(),
            each.name(),
            each.email(),
            each.phone(),
            each.jobTitle(),
            each.departmentKey(),
            each.userKey(),
            each.managerKey(),
            text(each.active())
        });
    }

    void writeDepartments(Collection<Map.Entry<String, String>> changed, Set<String> gone) throws SQLException {
        delete("people_departments", "department_key", gone);
        Bulk.run(connection, organization, """
                INSERT INTO people_departments (organization_id, department_key, name)
                SELECT ?, k, n FROM unnest(?, ?) AS r(k, n)
                ON CONFLICT (organization_id, department_key) DO UPDATE SET name = excluded.name
                """, changed, each ->
                new @Nullable String[] {each.getKey(), each.getValue()});
    }

    void writeProfiles(Collection<Profile> changed, Set<String> gone) throws SQLException {
        delete("user_profiles", "person_id", gone);
        Bulk.run(connection, organization, """
                INSERT INTO user_profiles (organization_id, person_id, user_key, employee_key, name, email, login, phone,
                    job_title, department, manager_id, active, internal, direct_reports, total_reports, level, sort_name)
                SELECT ?, p, u, e, n, m, l, t, j, d, b, a::boolean, i::boolean, dr::integer, tr::integer, lv::integer, f
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    AS r(p, u, e, n, m, l, t, j, d, b, a, i, dr, tr, lv, f)
                ON CONFLICT (organization_id, person_id) DO UPDATE SET
                    user_key = excluded.user_key, employee_key = excluded.employee_key, name = excluded.name,
                    email = excluded.email, login = excluded.login, phone = excluded.phone,
                    job_title = excluded.job_title, department = excluded.department,
                    manager_id = excluded.manager_id, active = excluded.active, internal = excluded.internal,
                    direct_reports = excluded.direct_reports, total_reports = excluded.total_reports,
                    level = excluded.level, sort_name = excluded.sort_name
                """, changed, each -> new @Nullable String[] {
            each.personId(),
            each.userKey(),
            each.employeeKey(),
            each.name(),
            each.email(),
            each.login(),
            each.phone(),
            each.jobTitle(),
            each.department(),
            each.managerId(),
            text(each.active()),
            text(each.internal()),
            Integer.toString(each.directReports()),
            Integer.toString(each.totalReports()),
            Integer.toString(each.level()),
            FoldedText.fold(each.name())
        });
    }

    void writeIssues(Collection<PeopleIssue> changed, Collection<PeopleIssue> gone) throws SQLException {
        Bulk.run(connection, organization, """
                DELETE FROM data_quality_issues i USING (SELECT ?::integer AS o) x, unnest(?, ?) AS r(k, s)
                WHERE i.organization_id = x.o AND i.source_area = 'people' AND i.kind = r.k AND i.subject_id = r.s
                """, gone, each -> new @Nullable String[] {each.kind(), each.subjectId()});
        Bulk.run(connection, organization, """
                INSERT INTO data_quality_issues (organization_id, kind, subject_type, subject_id, subject_name, detail,
                                                 since, source_area)
                SELECT ?, k, t, s, n,
                       CASE WHEN about = '' THEN '{}' ELSE jsonb_build_object(label, about) END,
                       since::timestamptz, 'people'
                FROM unnest(?, ?, ?, ?, ?, ?, ?) AS r(k, t, s, n, label, about, since)
                ON CONFLICT (organization_id, kind, subject_type, subject_id) DO UPDATE SET
                    subject_name = excluded.subject_name, detail = excluded.detail, since = excluded.since
                """, changed, each -> new @Nullable String[] {
            each.kind(),
            each.subjectType(),
            each.subjectId(),
            each.subjectName(),
            switch (each.kind()) {
                case PeopleIssue.DUPLICATE_EMAIL -> "email";
                case PeopleIssue.EMPLOYEE_WITHOUT_USER -> "user";
                default -> "manager";
            },
            each.about(),
            each.since().toString()
        });
    }

    void writeMatrix(AccessChanges changes, Map<AccessChanges.Pair, Integer> distances) throws SQLException {
        Bulk.run(connection, organization, """
                DELETE FROM user_access_matrix m USING (SELECT ?::integer AS o) x, unnest(?, ?) AS r(v, p)
                WHERE m.organization_id = x.o AND m.viewer_id = r.v AND m.owner_id = r.p
                """, changes.removed(), pair ->
                new @Nullable String[] {pair.viewerId(), pair.ownerId()});
        Bulk.run(connection, organization, """
                INSERT INTO user_access_matrix (organization_id, viewer_id, owner_id, distance)
                SELECT ?, v, p, d::integer FROM unnest(?, ?, ?) AS r(v, p, d)
                ON CONFLICT (organization_id, viewer_id, owner_id) DO UPDATE SET distance = excluded.distance
                """, distances.entrySet(), each -> new @Nullable String[] {
            each.getKey().viewerId(), each.getKey().ownerId(), Integer.toString(each.getValue())
        });
    }

    private void delete(String table, String column, Set<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM " + table + " WHERE organization_id = ? AND " + column + " = ANY (?)")) {
            statement.setInt(1, organization.value());
            statement.setArray(2, connection.createArrayOf("text", keys.toArray()));
            statement.executeUpdate();
        }
    }

    private <T> List<T> query(String sql, RowReader<T> reader) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, organization.value());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
        }
        return found;
    }

    private static String text(boolean value) {
        return Boolean.toString(value);
    }
}
