package dev.sightline.server.crm.accounts;

import dev.sightline.server.access.Scope;
import dev.sightline.server.access.Visibility;
import dev.sightline.server.access.Visibility.Condition;
import dev.sightline.server.crm.lists.Person;
import dev.sightline.server.crm.opportunities.OpportunityItem;
import dev.sightline.server.crm.opportunities.OpportunityItems;
import dev.sightline.server.platform.Freshness;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One account with its contacts and the opportunities that the viewer sees. Thread-safe. */
@Component
class ShowAccount {
    private static final int MOST = 200;

    private final OrganizationTransactions transactions;

    ShowAccount(OrganizationTransactions transactions) {
        this.transactions = transactions;
    }

    /** {@code opportunities}: the last changed 200. */
    record Shown(
            String id,
            String name,
            boolean isCompany,
            @Nullable String city,
            @Nullable String country,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String website,
            @Nullable String industry,
            @Nullable Person owner,
            long openCount,
            BigDecimal pipeline,
            BigDecimal wonAmount,
            @Nullable Instant lastActivity,
            List<OpportunityItem> opportunities,
            List<Contact> contacts,
            Freshness freshness) {}

    record Contact(
            String id,
            String name,
            @Nullable String email,
            @Nullable String phone) {}

    /** @throws Refused 404 where there is none that the viewer may see */
    Shown show(Scope scope, String id, Freshness freshness) {
        Condition opportunities = Visibility.visible(scope, "o");
        Condition accounts = Visibility.visible(scope, "a");
        Map<String, Object> params = new HashMap<>(opportunities.params());
        params.putAll(accounts.params());
        params.put("id", id);
        String ofAccount = " AND o.account_id IN (SELECT ac.id FROM account_view ac"
                + " WHERE ac.organization_id = :scope_organization AND ac.commercial_id = :id UNION ALL SELECT :id)";
        return transactions.read(scope.organization(), jdbc -> {
            FindAccounts.Item account = jdbc.sql(FindAccounts.SEEN.formatted(
                                    opportunities.sql() + ofAccount, accounts.sql(), " AND a.id = :id")
                            + "SELECT x.*, p.name AS owner_name FROM x LEFT JOIN user_profiles p"
                            + " ON p.organization_id = :scope_organization AND p.person_id = x.owner_id")
                    .params(params)
                    .query((row, number) -> FindAccounts.map(row))
                    .optional()
                    .orElseThrow(() -> Refused.notFound("account"));
            params.put("limit", MOST);
            List<OpportunityItem> deals = jdbc.sql("SELECT " + OpportunityItems.COLUMNS + " FROM opportunity_view o "
                            + OpportunityItems.JOINS + " WHERE " + opportunities.sql()
                            + " AND o.kind = 'opportunity'" + ofAccount
                            + " ORDER BY o.updated_at DESC, o.id LIMIT :limit")
                    .params(params)
                    .query((row, number) -> OpportunityItems.map(row, scope))
                    .list();
            List<Contact> contacts = jdbc.sql("""
                            SELECT id, name, email, phone FROM account_view
                            WHERE organization_id = :organization AND commercial_id = :id AND id <> :id AND active
                            ORDER BY sort_name, id LIMIT :limit
                            """)
                    .param("organization", scope.organization().value())
                    .param("id", id)
                    .param("limit", MOST)
                    .query((row, number) -> new Contact(
                            row.getString("id"), row.getString("name"), row.getString("email"), row.getString("phone")))
                    .list();
            return new Shown(
                    account.id(),
                    account.name(),
                    account.isCompany(),
                    account.city(),
                    account.country(),
                    account.email(),
                    account.phone(),
                    account.website(),
                    account.industry(),
                    account.owner(),
                    account.openCount(),
                    account.pipeline(),
                    account.wonAmount(),
                    account.lastActivity(),
                    deals,
                    contacts,
                    freshness);
        });
    }
}
