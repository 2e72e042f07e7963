package dev.sightline.server.crm.odoo;

import dev.sightline.catalog.CrmEvent.OpportunityDetails;
import dev.sightline.server.crm.Opportunity;
import dev.sightline.server.crm.Opportunity.Outcome;
import dev.sightline.server.ingest.Lookups;
import dev.sightline.server.ingest.OdooRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How a {@code crm.lead} reads as a lead or an opportunity. */
final class OdooLead {
    static final String MODEL = "crm.lead";
    static final String STAGE = "crm.stage";
    private static final String COMPANY = "res.company";
    private static final String CURRENCY = "res.currency";

    private OdooLead() {}

    /** Whether the stage of this id (null: no stage) counts as won, as far as the source shows it. */
    static Predicate<@Nullable String> wonStages(Lookups lookups) {
        return id -> {
            JsonNode stage = id == null ? null : lookups.latest(STAGE, id);
            return stage != null && id != null && new OdooRecord(STAGE, id, stage).flag("is_won", false);
        };
    }

    /**
     * @param before how it read last time, or {@link Opportunity#NOTHING}
     * @param fallback the time of anything that the record does not date
     */
    static Opportunity read(
            OdooRecord lead,
            Predicate<@Nullable String> wonStage,
            Lookups lookups,
            Opportunity before,
            Instant fallback) {
        OpportunityDetails details = details(lead, lookups);
        Outcome outcome = outcome(lead, details, wonStage);
        Instant created = before.exists() ? before.createdAt() : firstOf(lead.instant("create_date"), fallback);
        return new Opportunity(
                true,
                details,
                lead.referenceKey("stage_id"),
                lead.referenceKey("user_id"),
                lead.referenceKey("team_id"),
                created,
                outcome,
                outcome == Outcome.NONE ? null : closedAt(lead, outcome, before, fallback),
                outcome == Outcome.LOST ? lostReason(lead) : null);
    }

    private static OpportunityDetails details(OdooRecord lead, Lookups lookups) {
        return new OpportunityDetails(
                Objects.requireNonNullElse(lead.text("name"), ""),
                Objects.requireNonNullElse(lead.text("type"), "opportunity"),
                lead.flag("active", true),
                lead.decimal("expected_revenue"),
                currency(lead.reference("company_id"), lookups),
                lead.decimal("probability").max(BigDecimal.ZERO).min(BigDecimal.valueOf(100)),
                lead.referenceKey("company_id"),
                lead.referenceKey("partner_id"),
                lead.firstText("contact_name", "partner_name"),
                lead.text("email_from"),
                lead.firstText("phone", "mobile"),
                lead.text("city"),
                lead.referenceName("country_id"),
                lead.text("priority"),
                lead.referenceKeys("tag_ids"),
                lead.day("date_deadline"));
    }

    /** A won one is active in a stage that counts as won; a lost one is archived without any chance left. */
    private static Outcome outcome(OdooRecord lead, OpportunityDetails details, Predicate<@Nullable String> wonStage) {
        if (details.active()) {
            return wonStage.test(lead.reference("stage_id")) ? Outcome.WON : Outcome.NONE;
        }
        return details.probability().signum() == 0 ? Outcome.LOST : Outcome.NONE;
    }

    private static Instant closedAt(OdooRecord lead, Outcome outcome, Opportunity before, Instant fallback) {
        Instant dated = lead.instant("date_closed");
        if (dated != null) {
            return dated;
        }
        // Undated: closed when it was first seen so, however often it is written to later.
        Instant known = before.exists() && before.outcome() == outcome ? before.closedAt() : null;
        return known == null ? firstOf(lead.instant("write_date"), fallback) : known;
    }

    private static @Nullable String lostReason(OdooRecord lead) {
        // Odoo 15 and before called it lost_reason.
        return lead.referenceKey(lead.has("lost_reason_id") ? "lost_reason_id" : "lost_reason");
    }

    private static @Nullable String currency(@Nullable String companyId, Lookups lookups) {
        JsonNode found = companyId == null ? null : lookups.latest(COMPANY, companyId);
        if (found == null || companyId == null) {
            return null;
        }
        OdooRecord company = new OdooRecord(COMPANY, companyId, found);
        String code = company.referenceName("currency_id");
        String id = company.reference("currency_id");
        if (code != null || id == null) {
            return code;
        }
        JsonNode currency = lookups.latest(CURRENCY, id);
        return currency == null ? null : new OdooRecord(CURRENCY, id, currency).text("name");
    }

    private static Instant firstOf(@Nullable Instant time, Instant otherwise) {
        return time == null ? otherwise : time;
    }
}
