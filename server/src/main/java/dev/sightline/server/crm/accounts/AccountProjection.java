package dev.sightline.server.crm.accounts;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDeleted;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.AccountEvent;
import dev.sightline.catalog.CrmEvent.AccountUpdated;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.projection.Projection;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.access.PersonId;
import dev.sightline.server.crm.tables.Columns;
import dev.sightline.server.crm.tables.Forgotten;
import dev.sightline.server.crm.tables.Rows;
import dev.sightline.server.ingest.DecodedEvents;
import dev.sightline.server.platform.FoldedText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code account_view}: each event carries the whole account, so the last one of a batch is all that is written. */
public final class AccountProjection implements Projection {

    @Override
    public String name() {
        return "account_view";
    }

    @Override
    public Set<String> eventTypes() {
        Set<String> types = new LinkedHashSet<>(EventCodec.typesOf(AccountEvent.class));
        types.addAll(EventCodec.typesOf(PersonForgotten.class));
        return types;
    }

    @Override
    public List<String> tables() {
        return List.of("account_view");
    }

    @Override
    public void apply(ProjectionBatch batch) throws SQLException {
        // Null: deleted.
        Map<String, @Nullable AccountDetails> last = new LinkedHashMap<>();
        for (var decoded : DecodedEvents.of(batch).of(AccountEvent.class)) {
            last.put(
                    decoded.key(),
                    switch (decoded.event()) {
                        case AccountCreated(var details) -> details;
                        case AccountUpdated(var details, var changed) -> details;
                        case AccountDeleted() -> null;
                    });
        }
        Connection connection = batch.connection();
        int organization = batch.organization().value();
        List<String> forgotten = Forgotten.in(batch, "account");
        if (!forgotten.isEmpty()) {
            // Those that follow in this batch read as erased already.
            write(connection, organization, erased(connection, organization, forgotten));
        }
        if (last.isEmpty()) {
            return;
        }
        List<String> gone = last.entrySet().stream()
                .filter(entry -> entry.getValue() == null)
                .map(Map.Entry::getKey)
                .toList();
        if (!gone.isEmpty()) {
            Rows.update(
                    connection,
                    "DELETE FROM account_view WHERE organization_id = ? AND id = ANY (?)",
                    organization,
                    gone);
        }
        write(
                connection,
                organization,
                last.entrySet().stream()
                        .filter(entry -> entry.getValue() != null)
                        .map(entry -> new Account(entry.getKey(), java.util.Objects.requireNonNull(entry.getValue())))
                        .toList());
    }

    @Override
    public void reset(Connection transaction, OrganizationId organization) throws SQLException {
        Rows.update(transaction, "DELETE FROM account_view WHERE organization_id = ?", organization.value());
    }

    private record Account(String id, AccountDetails details) {}

    private static List<Account> erased(Connection connection, int organization, List<String> forgotten)
            throws SQLException {
        return Rows.query(
                connection,
                """
                SELECT id, name, is_company, parent_id, owner_id, team_id, email, phone, street, city, country, website,
                       industry, active, internal, created_at
                FROM account_view WHERE organization_id = ? AND id = ANY (?) AND NOT is_company
                """,
                row -> new Account(
                        row.getString("id"),
                        EventCodec.erasedDetails(new AccountDetails(
                                row.getString("name"),
                                row.getBoolean("is_company"),
                                row.getString("parent_id"),
                                PersonId.userOf(row.getString("owner_id")),
                                row.getString("team_id"),
                                row.getString("email"),
                                row.getString("phone"),
                                row.getString("street"),
                                row.getString("city"),
                                row.getString("country"),
                                row.getString("website"),
                                row.getString("industry"),
                                row.getBoolean("active"),
                                row.getBoolean("internal"),
                                Rows.instant(row, "created_at")))),
                organization,
                forgotten);
    }

    private static void write(Connection connection, int organization, List<Account> accounts) throws SQLException {
        new Columns<Account>(accounts)
                .text("id", Account::id)
                .text("name", account -> account.details().name())
                .flag("is_company", account -> account.details().isCompany())
                .text("parent_id", account -> account.details().parentId())
                .text(
                        "commercial_id",
                        account -> account.details().parentId() == null
                                ? account.id()
                                : account.details().parentId())
                .text(
                        "owner_id",
                        account -> account.details().ownerId() == null
                                ? null
                                : PersonId.ofUser(account.details().ownerId()))
                .text("team_id", account -> account.details().teamId())
                .text("email", account -> account.details().email())
                .text("phone", account -> account.details().phone())
                .text("street", account -> account.details().street())
                .text("city", account -> account.details().city())
                .text("country", account -> account.details().country())
                .text("website", account -> account.details().website())
                .text("industry", account -> account.details().industry())
                .flag("active", account -> account.details().active())
                .flag("internal", account -> account.details().internal())
                .instant("created_at", account -> account.details().createdAt())
                .text("search", account -> search(account.details()))
                .text("sort_name", account -> FoldedText.fold(account.details().name()))
                .upsert(connection, organization, "account_view", "id");
    }

    private static String search(AccountDetails details) {
        return FoldedText.fold(
                details.name(),
                details.email(),
                details.phone(),
                details.city(),
                details.country(),
                details.website(),
                details.industry());
    }
}
