package dev.sightline.server.access;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who is who, who is above and below whom; each question says who asks. Thread-safe. */
@Component
public class FindPeople {
    private static final String COLUMNS = """
            p.person_id, p.name, p.email, p.job_title, p.department, p.manager_id, p.active, p.direct_reports,
            p.total_reports, p.level""";

    private final OrganizationTransactions transactions;

    FindPeople(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Someone as the viewer may see them.
     *
     * @param directReports active people right below; {@code totalReports}: anywhere below
     * @param level managers above them
     */
    public record Person(
            String personId,
            String name,
            @Nullable String email,
            @Nullable String jobTitle,
            @Nullable String department,
            @Nullable String managerId,
            boolean active,
            int directReports,
            int totalReports,
            int level) {}

    /** A sales team that someone leads. */
    public record LedTeam(String id, String name) {}

    /** The viewer; empty where the account is nobody whom the source knows. */
    public Optional<Person> viewer(Scope scope) {
        return scope.viewerId() == null ? Optional.empty() : person(scope.organization(), scope.viewerId());
    }

    /** The viewer's own manager: whom one reports to is no secret. */
    public Optional<Person> managerOf(Scope scope, Person viewer) {
        return viewer.managerId() == null ? Optional.empty() : person(scope.organization(), viewer.managerId());
    }

    /** Someone whom the viewer sees; empty as well for someone they do not. */
    public Optional<Person> visible(Scope scope, String personId) {
        return sees(scope, personId) ? person(scope.organization(), personId) : Optional.empty();
    }

    /** Whether the viewer is the person, above them, or sees all. Costs one index look-up. */
    public boolean sees(Scope scope, String personId) {
        if (scope.all() || personId.equals(scope.viewerId())) {
            return true;
        }
        return scope.viewerId() != null
                && transactions.read(
                        scope.organization(),
                        jdbc -> jdbc.sql("""
                                SELECT EXISTS (SELECT 1 FROM user_access_matrix
                                               WHERE organization_id = :organization AND viewer_id = :viewer
                                                 AND owner_id = :person)
                                """)
                                .param("organization", scope.organization().value())
                                .param("viewer", scope.viewerId())
                                .param("person", personId)
                                .query(Boolean.class)
                                .single());
    }

    /** The viewer and everyone below, or everyone; without users of a portal. Top first, then by name. */
    public List<Person> hierarchy(Scope scope) {
        String who = scope.all() ? "p.organization_id = :organization" : """
                  p.organization_id = :organization AND p.person_id IN (
                      SELECT m.owner_id FROM user_access_matrix m
                      WHERE m.organization_id = :organization AND m.viewer_id = :viewer)""";
        return transactions.read(
                scope.organization(),
                jdbc -> jdbc.sql("""
                        SELECT %s FROM user_profiles p
                        WHERE %s AND p.internal AND (p.active OR p.total_reports > 0)
                        ORDER BY p.level, p.name, p.person_id
                        """.formatted(COLUMNS, who))
                        .param("organization", scope.organization().value())
                        .param("viewer", scope.viewerId() == null ? "" : scope.viewerId())
                        .query(FindPeople::map)
                        .list());
    }

    /** The people behind the viewer's access matrix after {@code afterPerson}, by id. */
    public List<String> accessible(Scope scope, String afterPerson, int limit) {
        String source = scope.all()
                ? "SELECT person_id FROM user_profiles WHERE organization_id = :organization AND person_id > :after"
                : """
                  SELECT owner_id AS person_id FROM user_access_matrix
                  WHERE organization_id = :organization AND viewer_id = :viewer AND owner_id > :after""";
        return transactions.read(
                scope.organization(),
                jdbc -> jdbc.sql(source + " ORDER BY 1 LIMIT :limit")
                        .param("organization", scope.organization().value())
                        .param("viewer", scope.viewerId() == null ? "" : scope.viewerId())
                        .param("after", afterPerson)
                        .param("limit", limit)
                        .query(String.class)
                        .list());
    }

    /** How many people {@link #accessible} holds. */
    public long countAccessible(Scope scope) {
        String source = scope.all() ? "SELECT count(*) FROM user_profiles WHERE organization_id = :organization" : """
                  SELECT count(*) FROM user_access_matrix
                  WHERE organization_id = :organization AND viewer_id = :viewer""";
        return transactions.read(
                scope.organization(),
                jdbc -> jdbc.sql(source)
                        .param("organization", scope.organization().value())
                        .param("viewer", scope.viewerId() == null ? "" : scope.viewerId())
                        .query(Long.class)
                        .single());
    }

    public List<LedTeam> ledTeams(Scope scope) {
        if (scope.viewerId() == null) {
            return List.of();
        }
        return transactions.read(
                scope.organization(),
                jdbc -> jdbc.sql("""
                        SELECT team_id, name FROM team_leads
                        WHERE organization_id = :organization AND leader_id = :viewer ORDER BY name, team_id
                        """)
                        .param("organization", scope.organization().value())
                        .param("viewer", scope.viewerId())
                        .query((row, number) -> new LedTeam(row.getString(1), row.getString(2)))
                        .list());
    }

    /**
     * Everyone who sees a record by the reporting tree or by leading its team: the {@code visible_to_user_ids} of the API.
     * Those who see all by their role are not listed, nor those who see what nobody owns. Ask it only for a record that the
     * viewer sees.
     *
     * @param ownerId person id; null where nobody owns it
     * @param teamId the sales team's key; null where it belongs to none
     */
    public Set<String> viewersOf(OrganizationId organization, @Nullable String ownerId, @Nullable String teamId) {
        List<String> found = transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT viewer_id FROM user_access_matrix WHERE organization_id = :organization AND owner_id = :owner
                        UNION
                        SELECT leader_id FROM team_leads WHERE organization_id = :organization AND team_id = :team
                        """)
                        .param("organization", organization.value())
                        .param("owner", ownerId == null ? "" : ownerId)
                        .param("team", teamId == null ? "" : teamId)
                        .query(String.class)
                        .list());
        Set<String> viewers = new TreeSet<>(found);
        if (ownerId != null) {
            viewers.add(ownerId);
        }
        return viewers;
    }

    private Optional<Person> person(OrganizationId organization, String personId) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT %s FROM user_profiles p WHERE p.organization_id = :organization AND p.person_id = :person
                        """.formatted(COLUMNS))
                        .param("organization", organization.value())
                        .param("person", personId)
                        .query(FindPeople::map)
                        .optional());
    }

    private static Person map(ResultSet row, int number) throws SQLException {
        return new Person(
                row.getString("person_id"),
                row.getString("name"),
                row.getString("email"),
                row.getString("job_title"),
                row.getString("department"),
                row.getString("manager_id"),
                row.getBoolean("active"),
                row.getInt("direct_reports"),
                row.getInt("total_reports"),
                row.getInt("level"));
    }
}
