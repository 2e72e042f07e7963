package dev.sightline.server.crm.odoo;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.AccountDeleted;
import dev.sightline.catalog.CrmEvent.AccountDetails;
import dev.sightline.catalog.CrmEvent.AccountUpdated;
import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.Observation;
import dev.sightline.server.ingest.OdooMapping;
import dev.sightline.server.ingest.OdooRecord;
import dev.sightline.server.ingest.Translator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Companies and contacts of an Odoo. */
@Component
class OdooAccounts implements Translator {
    private static final String MODEL = "res.partner";

    @Override
    public String source() {
        return "odoo";
    }

    @Override
    public Set<String> models() {
        return Set.of(MODEL);
    }

    @Override
    public List<Translation> translate(Observation observation, Lookups lookups) {
        boolean ours = ours(observation.id(), lookups);
        return new OdooMapping<AccountDetails>(
                        "account",
                        record -> account(record, ours),
                        AccountCreated::new,
                        AccountUpdated::new,
                        AccountDeleted::new)
                .translate(observation);
    }

    private static AccountDetails account(OdooRecord record, boolean ours) {
        String name = record.firstText("name", "complete_name", "commercial_company_name", "email");
        return new AccountDetails(
                Objects.requireNonNullElse(name, ""),
                record.flag("is_company", false),
                parent(record),
                record.referenceKey("user_id"),
                record.referenceKey("team_id"),
                record.text("email"),
                record.firstText("phone", "mobile"),
                record.text("street"),
                record.text("city"),
                record.referenceName("country_id"),
                record.text("website"),
                record.referenceName("industry_id"),
                record.flag("active", true),
                ours
                        || !record.flag("partner_share", true)
                        || !record.referenceKeys("ref_company_ids").isEmpty(),
                record.instant("create_date"));
    }

    private static @Nullable String parent(OdooRecord record) {
        String field = record.reference("commercial_partner_id") == null ? "parent_id" : "commercial_partner_id";
        String parent = record.referenceKey(field);
        return record.key().equals(parent) ? null : parent;
    }

    /** The record itself does not tell it of an archived user or where those fields are not readable. */
    private static boolean ours(String id, Lookups lookups) {
        return !lookups.latestReferring("res.company", "partner_id", id).isEmpty()
                || lookups.latestReferring("res.users", "partner_id", id).stream()
                        .anyMatch(user -> !user.path("share").asBoolean(false));
    }
}
