package dev.sightline.server.access.members;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.Account.Status;
import dev.sightline.server.identity.FindSecondSteps;
import dev.sightline.server.identity.Role;
import dev.sightline.server.platform.Cursor;
import dev.sightline.server.platform.FoldedText;
import dev.sightline.server.platform.Page;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who can sign in to an organisation. Thread-safe. */
@Component
class FindMembers {
    private static final String LIST = "members:email";
    /** One e-mail may have two: as a member, and as a platform administrator who has entered. */
    private static final String ORDER = "lower(a.email) || CASE WHEN a.visiting THEN ' visiting' ELSE '' END";

    /** The person of the link, or else the active one with the e-mail. */
    private static final String SELECT = """
            SELECT a.account_id, a.email, a.visiting, a.role, a.status, a.person_id AS link, a.created_at,
                a.name AS own_name, p.person_id, p.name
            FROM accounts a
            LEFT JOIN LATERAL (
                SELECT person_id, name, sort_name FROM user_profiles p
                WHERE p.organization_id = :organization
                    AND (p.person_id = a.person_id
                        OR a.person_id IS NULL AND p.internal AND (p.email = lower(a.email) OR p.login_key = lower(a.email)))
                ORDER BY p.active DESC, p.user_key IS NULL, p.person_id LIMIT 1
            ) AS p ON true
            WHERE a.organization_id = :organization
            """;

    private final OrganizationTransactions transactions;
    private final FindSecondSteps secondSteps;

    FindMembers(OrganizationTransactions transactions, FindSecondSteps secondSteps) {
        this.transactions = transactions;
        this.secondSteps = secondSteps;
    }

    /** What is looked for; null: whatever. {@code q} is part of an e-mail or of a name. */
    record Wanted(
            @Nullable String q,
            @Nullable Role role,
            @Nullable Status status) {}

    record Person(String id, String name) {}

    /**
     * @param link the person whom an administrator named, or {@code nobody}; null where the account follows its e-mail
     * @param person whom the account is now; null: nobody whom the source knows
     * @param name what somebody who was invited calls themselves; null where they were not
     * @param visiting whether it is a platform administrator who has entered the organisation
     * @param secondStepSince since when signing in with the password takes a code as well; null where it does not
     */
    record Member(
            UUID accountId,
            String email,
            Role role,
            Status status,
            @Nullable String link,
            @Nullable Person person,
            @Nullable String name,
            boolean visiting,
            @Nullable Instant secondStepSince,
            Instant createdAt) {

        private Member with(Map<String, Instant> secondSteps) {
            return new Member(
                    accountId,
                    email,
                    role,
                    status,
                    link,
                    person,
                    name,
                    visiting,
                    secondSteps.get(email.toLowerCase(Locale.ROOT)),
                    createdAt);
        }

        private String order() {
            return email.toLowerCase(Locale.ROOT) + (visiting ? " visiting" : "");
        }
    }

    record Found(List<Member> items, @Nullable String nextCursor) {}

    Found find(OrganizationId organization, Wanted wanted, Page page) {
        StringBuilder where = new StringBuilder();
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("organization", organization.value());
        params.put("limit", page.limit() + 1);
        if (wanted.q != null) {
            where.append(" AND (strpos(lower(a.email), :q) > 0 OR strpos(p.sort_name, :folded) > 0")
                    .append(" OR p.person_id IS NULL AND strpos(lower(a.name), :q) > 0)");
            params.put("folded", FoldedText.fold(wanted.q));
            params.put("q", wanted.q.strip().toLowerCase(Locale.ROOT));
        }
        if (wanted.role != null) {
            where.append(" AND a.role = :role");
            params.put("role", wanted.role.name());
        }
        if (wanted.status != null) {
            where.append(" AND a.status = :status");
            params.put("status", wanted.status.name());
        }
        if (page.cursor() != null) {
            where.append(" AND ").append(ORDER).append(" > :behind");
            params.put("behind", Cursor.open(LIST, 1, page.cursor()).text(0));
        }
        List<Member> found = transactions.read(
                organization,
                jdbc -> jdbc.sql(SELECT + where + " ORDER BY " + ORDER + " LIMIT :limit")
                        .params(params)
                        .query(FindMembers::map)
                        .list());
        boolean more = found.size() > page.limit();
        List<Member> shown = more ? found.subList(0, page.limit()) : found;
        return new Found(
                withSecondSteps(shown),
                more ? Cursor.close(LIST, shown.getLast().order()) : null);
    }

    Optional<Member> one(OrganizationId organization, UUID account) {
        return transactions
                .read(
                        organization,
                        jdbc -> jdbc.sql(SELECT + " AND a.account_id = :account")
                                .param("organization", organization.value())
                                .param("account", account)
                                .query(FindMembers::map)
                                .optional())
                .map(found -> withSecondSteps(List.of(found)).getFirst());
    }

    /** They are people's and no organisation's, so they are asked for by e-mail. */
    private List<Member> withSecondSteps(List<Member> members) {
        Map<String, Instant> since =
                secondSteps.on(members.stream().map(Member::email).toList());
        return members.stream().map(each -> each.with(since)).toList();
    }

    boolean knows(OrganizationId organization, String personId) {
        return transactions.read(
                organization,
                jdbc -> jdbc.sql("""
                        SELECT EXISTS (SELECT FROM user_profiles
                                       WHERE organization_id = :organization AND person_id = :person)
                        """)
                        .param("organization", organization.value())
                        .param("person", personId)
                        .query(Boolean.class)
                        .single());
    }

    private static Member map(ResultSet row, int number) throws SQLException {
        String person = row.getString("person_id");
        return new Member(
                row.getObject("account_id", UUID.class),
                row.getString("email"),
                Role.valueOf(row.getString("role")),
                Status.valueOf(row.getString("status")),
                // A link that names nobody whom the source has is shown as it is.
                row.getString("link"),
                person == null ? null : new Person(person, row.getString("name")),
                row.getString("own_name"),
                row.getBoolean("visiting"),
                null,
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
