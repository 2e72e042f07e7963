package dev.sightline.server.access;

import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Mints the scope of a request, from what is known now: a person who was moved, a team that got another leader count with the
 * next request. One query. Thread-safe.
 */
@Component
public class Scopes {
    // Who the account is: whom an administrator named, else the one active person with its e-mail address or login. A
    // person
    // named as an employee follows their employee record to the user it got. Two who fit are nobody: better to see
    // nothing
    // than another's records (the shared address is listed as a data-quality issue).
    private static final String SQL = """
            WITH account AS (
                SELECT a.person_id, lower(a.email) AS email
                FROM accounts a
                WHERE a.organization_id = :organization AND a.account_id = :account AND a.active
            ),
            candidate AS (
                SELECT p.person_id, p.user_key
                FROM account a
                JOIN user_profiles p ON p.organization_id = :organization
                    AND (p.email = :email OR lower(p.login) = :email)
                    AND p.active AND p.internal
                WHERE a.person_id IS NULL
                LIMIT 10
            ),
            person AS (
                SELECT coalesce(
                    (SELECT 'user-' || e.user_key FROM people_employees e
                     WHERE e.organization_id = :organization AND a.person_id LIKE 'employee-%'
                       AND e.employee_key = substr(a.person_id, 10)),
                    a.person_id) AS person_id
                FROM account a WHERE a.person_id IS NOT NULL
                UNION ALL
                SELECT min(person_id) FROM candidate WHERE user_key IS NOT NULL HAVING count(*) = 1
                UNION ALL
                SELECT min(person_id) FROM candidate HAVING count(*) = 1 AND count(user_key) = 0
            )
            SELECT person.person_id,
                   ARRAY(SELECT l.team_id FROM team_leads l
                         WHERE l.organization_id = :organization AND l.leader_id = person.person_id
                         ORDER BY l.team_id) AS led_teams
            FROM person
            """;

    private final OrganizationTransactions transactions;

    Scopes(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /** @param personId null where the account is nobody whom the source knows */
    private record Person(@Nullable String personId, Set<String> ledTeams) {}

    private static final Person NOBODY = new Person(null, Set.of());

    public Scope of(SignedIn signedIn) {
        OneTrip trip = transactions.trip(signedIn.organization());
        Supplier<List<Person>> found = trip.ask(
                SQL,
                Map.of(
                        "organization", signedIn.organization().value(),
                        "account", signedIn.accountId(),
                        "email", signedIn.email().toLowerCase(Locale.ROOT)),
                (row, number) -> new Person(row.getString("person_id"), Set.of((String[])
                        row.getArray("led_teams").getArray())));
        trip.go();
        Person person = found.get().isEmpty() ? NOBODY : found.get().getFirst();
        return new Scope(
                signedIn.organization(),
                signedIn.accountId(),
                signedIn.role(),
                person.personId(),
                signedIn.role().seesAll(),
                signedIn.role().seesUnassigned(),
                person.ledTeams());
    }
}
