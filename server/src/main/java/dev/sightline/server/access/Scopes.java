package dev.sightline.server.access;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.AskedWithSession;
import dev.sightline.server.identity.AskedWithSession.Answer;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Questions;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Mints the scope of a request, from what is known now: a person who was moved, a team that got another leader count with the
 * next request. One query, asked with the session. Thread-safe.
 */
@Component
public class Scopes implements AskedWithSession {
    // Who the account is: whom an administrator named, else the one active person with its e-mail address or login. A
    // person
    // named as an employee follows their employee record to the user it got. Two who fit are nobody: better to see
    // nothing
    // than another's records (the shared address is listed as a data-quality issue). Archived is who has a user or
    // employee
    // record that is; an account is, where its person is, or everybody who has its e-mail.
    private static final String SQL = """
            WITH account AS (
                SELECT a.person_id, lower(a.email) AS email
                FROM accounts a
                WHERE a.organization_id = :organization AND a.account_id = :account AND a.status <> 'DEACTIVATED'
            ),
            candidate AS (
                SELECT p.person_id, p.user_key, coalesce(NOT u.active, false) OR coalesce(NOT e.active, false) AS archived
                FROM account a
                JOIN user_profiles p ON p.organization_id = :organization
                    AND (p.email = a.email OR p.login_key = a.email)
                    AND p.internal
                LEFT JOIN people_users u ON u.organization_id = :organization AND u.user_key = p.user_key
                LEFT JOIN people_employees e ON e.organization_id = :organization AND e.employee_key = p.employee_key
                WHERE a.person_id IS NULL
                LIMIT 10
            ),
            person AS (
                SELECT coalesce(
                    (SELECT 'user-' || e.user_key FROM people_employees e
                     WHERE e.organization_id = :organization AND a.person_id LIKE 'employee-%'
                       AND e.employee_key = substr(a.person_id, 10)),
                    a.person_id) AS person_id
                FROM account a WHERE a.person_id <> 'nobody'
                UNION ALL
                SELECT min(person_id) FROM candidate WHERE NOT archived AND user_key IS NOT NULL HAVING count(*) = 1
                UNION ALL
                SELECT min(person_id) FROM candidate WHERE NOT archived HAVING count(*) = 1 AND count(user_key) = 0
            )
            SELECT person.person_id,
                   ARRAY(SELECT l.team_id FROM team_leads l
                         WHERE l.organization_id = :organization AND l.leader_id = person.person_id
                         ORDER BY l.team_id) AS led_teams,
                   (SELECT p.total_reports FROM user_profiles p
                    WHERE p.organization_id = :organization AND p.person_id = person.person_id) AS reports,
                   coalesce((SELECT bool_and(archived) FROM candidate), (
                       SELECT NOT u.active FROM user_profiles p
                       JOIN people_users u ON u.organization_id = :organization AND u.user_key = p.user_key
                       WHERE p.organization_id = :organization AND p.person_id = person.person_id AND NOT u.active), (
                       SELECT NOT e.active FROM user_profiles p
                       JOIN people_employees e ON e.organization_id = :organization AND e.employee_key = p.employee_key
                       WHERE p.organization_id = :organization AND p.person_id = person.person_id AND NOT e.active),
                       false) AS archived
            FROM (VALUES (1)) AS once LEFT JOIN person ON true
            """;

    private final OrganizationTransactions transactions;

    Scopes(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Who an account is in the reporting tree.
     *
     * @param personId null where it is nobody whom the source knows
     * @param archived whether the source says that they have left
     */
    record Person(@Nullable String personId, Set<String> ledTeams, int reports, boolean archived) implements Answer {
        private static final Person NOBODY = new Person(null, Set.of(), 0, false);

        private static Person map(ResultSet row, int number) throws SQLException {
            return new Person(
                    row.getString("person_id"),
                    Set.of((String[]) row.getArray("led_teams").getArray()),
                    row.getInt("reports"),
                    row.getBoolean("archived"));
        }

        Scope scope(SignedIn signedIn) {
            return new Scope(
                    signedIn.organization(),
                    signedIn.accountId(),
                    signedIn.role(),
                    personId,
                    signedIn.role().seesAll(),
                    signedIn.role().seesUnassigned(),
                    ledTeams,
                    reports);
        }
    }

    @Override
    public Supplier<Person> ask(Questions questions, OrganizationId organization, UUID account) {
        Supplier<List<Person>> found =
                questions.ask(SQL, Map.of("organization", organization.value(), "account", account), Person::map);
        return () -> found.get().isEmpty() ? Person.NOBODY : found.get().getFirst();
    }

    /** For work outside a request; a request has its scope already. */
    public Scope of(SignedIn signedIn) {
        OneTrip trip = transactions.trip(signedIn.organization());
        Supplier<Person> person = ask(trip, signedIn.organization(), signedIn.accountId());
        trip.go();
        return person.get().scope(signedIn);
    }
}
