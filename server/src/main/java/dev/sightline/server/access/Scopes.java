package dev.sightline.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.AskedWithSession;
import dev.sightline.server.identity.SignedIn;
import dev.sightline.server.platform.Questions;
import dev.sightline.server.tenancy.AskedAtOnce;
import dev.sightline.server.tenancy.OneTrip;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    // What an account says of its person changes once in a year, and the statement that begins with the account is the
    // longest of each request. So the two statements below take it from memory, and ask first whether it still holds.

    private static final String PERSON = """
            SELECT person_id, reports, archived,
                   ARRAY(SELECT l.team_id FROM team_leads l
                         WHERE l.organization_id = :organization AND l.leader_id = person_id
                         ORDER BY l.team_id) AS led_teams,
                   EXISTS (SELECT FROM accounts a
                           WHERE a.organization_id = :organization AND a.account_id = :account
                               AND a.status <> 'DEACTIVATED' AND %s) AS holds
            FROM (%s) AS person
            """;

    // Somebody whom an administrator named. Who is named as an employee follows their employee record to the user it
    // got.
    private static final String NAMED = PERSON.formatted("a.person_id = :person", """
            SELECT named.person_id, p.total_reports AS reports,
                   coalesce(NOT u.active, false) OR coalesce(NOT e.active, false) AS archived
            FROM (SELECT coalesce(
                      (SELECT 'user-' || e.user_key FROM people_employees e
                       WHERE e.organization_id = :organization AND :person LIKE 'employee-%'
                         AND e.employee_key = substr(:person, 10)),
                      nullif(:person, 'nobody')) AS person_id) AS named
            LEFT JOIN user_profiles p ON p.organization_id = :organization AND p.person_id = named.person_id
            LEFT JOIN people_users u ON u.organization_id = :organization AND u.user_key = p.user_key
            LEFT JOIN people_employees e ON e.organization_id = :organization AND e.employee_key = p.employee_key
            """);

    // The one active person with the account's e-mail address or login, before all one with a user. Two who fit are
    // nobody: better to see nothing than another's records (the shared address is listed as a data-quality issue).
    // Archived is who has a user or employee record that is; an account is, where everybody who has its e-mail is.
    private static final String BY_EMAIL = PERSON.formatted("a.person_id IS NULL AND lower(a.email) = :email", """
            SELECT CASE WHEN users = 1 THEN the_user WHEN users = 0 AND others = 1 THEN the_other END AS person_id,
                   CASE WHEN users = 1 THEN user_reports WHEN users = 0 AND others = 1 THEN other_reports END AS reports,
                   coalesce(all_archived, false) AS archived
            FROM (SELECT count(*) FILTER (WHERE user_key IS NOT NULL AND NOT archived) AS users,
                         min(person_id) FILTER (WHERE user_key IS NOT NULL AND NOT archived) AS the_user,
                         min(total_reports) FILTER (WHERE user_key IS NOT NULL AND NOT archived) AS user_reports,
                         count(*) FILTER (WHERE user_key IS NULL AND NOT archived) AS others,
                         min(person_id) FILTER (WHERE user_key IS NULL AND NOT archived) AS the_other,
                         min(total_reports) FILTER (WHERE user_key IS NULL AND NOT archived) AS other_reports,
                         bool_and(archived) AS all_archived
                  FROM (SELECT p.person_id, p.user_key, p.total_reports,
                               coalesce(NOT u.active, false) OR coalesce(NOT e.active, false) AS archived
                        FROM user_profiles p
                        LEFT JOIN people_users u ON u.organization_id = :organization AND u.user_key = p.user_key
                        LEFT JOIN people_employees e
                            ON e.organization_id = :organization AND e.employee_key = p.employee_key
                        WHERE p.organization_id = :organization AND (p.email = :email OR p.login_key = :email)
                            AND p.internal
                        LIMIT 10) AS candidate) AS candidates
            """);

    /** Accounts in memory, some 200 bytes each; those used longest ago go first. */
    private static final int REMEMBERED = 20_000;

    private final OrganizationTransactions transactions;
    private final Cache<Key, AccountHolder> holders =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Scopes(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    private record Key(int organization, UUID account) {}

    /** @param holds whether what was remembered of the account was still so when the person was looked up */
    private record Looked(Person person, boolean holds) {
        private static Looked map(ResultSet row, int number) throws SQLException {
            return new Looked(
                    new Person(
                            row.getString("person_id"),
                            Set.of((String[]) row.getArray("led_teams").getArray()),
                            row.getInt("reports"),
                            row.getBoolean("archived")),
                    row.getBoolean("holds"));
        }
    }

    /**
     * Who an account is in the reporting tree.
     *
     * @param personId null where it is nobody whom the source knows
     * @param archived whether the source says that they have left
     */
    record Person(@Nullable String personId, Set<String> ledTeams, int reports, boolean archived) implements Answer {
        private static final Person NOBODY = new Person(null, Set.of(), 0, false);

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
        Key key = new Key(organization.value(), account);
        Optional<AccountHolder> holder = holder(key, organization);
        if (holder.isEmpty()) {
            return () -> Person.NOBODY;
        }
        Supplier<Looked> looked = look(questions, key, holder.get());
        return () -> looked.get().holds ? looked.get().person : askedAnew(key, organization);
    }

    @Override
    public Person nobody() {
        return Person.NOBODY;
    }

    /** For work outside a request; a request has its scope already. */
    public Scope of(SignedIn signedIn) {
        OneTrip trip = transactions.trip(signedIn.organization());
        Supplier<Person> person = ask(trip, signedIn.organization(), signedIn.accountId());
        trip.go();
        return person.get().scope(signedIn);
    }

    private Optional<AccountHolder> holder(Key key, OrganizationId organization) {
        AccountHolder known = holders.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<AccountHolder> read =
                transactions.read(organization, jdbc -> AccountHolder.read(jdbc, key.organization, key.account));
        read.ifPresent(holder -> holders.put(key, holder));
        return read;
    }

    /** The account was changed since it was remembered; who is changed twice at once is nobody for this request. */
    private Person askedAnew(Key key, OrganizationId organization) {
        holders.invalidate(key);
        return transactions.read(
                organization,
                jdbc -> AccountHolder.read(jdbc, key.organization, key.account)
                        .map(holder -> {
                            Looked looked =
                                    look(new AskedAtOnce(jdbc), key, holder).get();
                            return looked.holds ? looked.person : Person.NOBODY;
                        })
                        .orElse(Person.NOBODY));
    }

    private static Supplier<Looked> look(Questions questions, Key key, AccountHolder holder) {
        Map<String, Object> named = new HashMap<>();
        named.put("organization", key.organization);
        named.put("account", key.account);
        String person = holder.personId();
        if (person == null) {
            named.put("email", holder.email());
        } else {
            named.put("person", person);
        }
        Supplier<List<Looked>> found = questions.ask(person == null ? BY_EMAIL : NAMED, named, Looked::map);
        return () -> found.get().getFirst();
    }
}
