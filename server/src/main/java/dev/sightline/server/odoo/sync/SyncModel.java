package dev.sightline.server.odoo.sync;

import static dev.sightline.server.odoo.sync.UsedFields.needing;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that is read.
 *
 * @param model Odoo's name
 * @param label for people
 * @param also fields that Odoo computes rather than stores but that are needed; stored ones are read anyway. None of
 *     them may depend on the time of asking, or every sync would find a change
 * @param uses what is made of what is read
 * @param required whether a job that cannot read it has failed; otherwise it is left out and reported
 * @param vanishing whether records disappear in the normal course of things, so that ids are compared in every sync
 */
public record SyncModel(
        String model, String label, Set<String> also, UsedFields uses, boolean required, boolean vanishing) {
    public static final String LEAD = "crm.lead";
    public static final String STAGE = "crm.stage";
    public static final String ACTIVITY = "mail.activity";

    /** In this order: what others refer to comes first. */
    public static final List<SyncModel> ALL = List.of(
            optional(
                    "res.company",
                    "Companies",
                    needing("currency_id").using("name", "partner_id", "active"),
                    "name",
                    "currency_id"),
            optional("res.currency", "Currencies", needing("name").using("symbol", "decimal_places", "active")),
            optional("res.currency.rate", "Exchange rates", needing("name", "rate", "currency_id", "company_id")),
            required(STAGE, "Stages", needing("is_won").using("name", "sequence", "fold", "team_id")),
            optional("crm.tag", "Tags", needing().using("name", "color")),
            optional("crm.lost.reason", "Lost reasons", needing().using("name", "active")),
            optional("mail.activity.type", "Activity types", needing().using("name", "active")),
            optional(
                    "hr.department",
                    "Departments",
                    needing().using("name", "complete_name", "parent_id", "manager_id", "active"),
                    "manager_id"),
            required(
                    "res.users",
                    "Users",
                    needing("active", "share")
                            .using("login", "name", "email", "sale_team_id", "company_ids", "partner_id"),
                    "name",
                    "email"),
            optional(
                    "hr.employee",
                    "Employees",
                    needing("user_id", "parent_id", "active")
                            .using("name", "work_email", "work_phone", "job_title", "department_id", "company_id"),
                    "name",
                    "work_email",
                    "job_title",
                    "user_id",
                    "parent_id",
                    "active"),
            optional("crm.team", "Sales teams", needing("user_id").using("name", "member_ids", "active"), "member_ids"),
            optional(
                    "res.partner",
                    "Accounts and contacts",
                    needing("user_id", "is_company", "active")
                            .using(
                                    "name",
                                    "parent_id",
                                    "commercial_partner_id",
                                    "team_id",
                                    "email",
                                    "phone",
                                    "street",
                                    "city",
                                    "country_id",
                                    "website",
                                    "industry_id",
                                    "partner_share"),
                    "is_company",
                    "commercial_partner_id",
                    "industry_id"),
            required(
                    LEAD,
                    "Leads and opportunities",
                    needing(
                                    "type",
                                    "active",
                                    "expected_revenue",
                                    "probability",
                                    "stage_id",
                                    "user_id",
                                    "company_id",
                                    "create_date",
                                    "date_closed")
                            .using(
                                    "name",
                                    "team_id",
                                    "partner_id",
                                    "contact_name",
                                    "partner_name",
                                    "email_from",
                                    "phone",
                                    "city",
                                    "country_id",
                                    "priority",
                                    "tag_ids",
                                    "date_deadline",
                                    "lost_reason_id"),
                    "company_currency"),
            new SyncModel(
                    ACTIVITY,
                    "Activities",
                    Set.of("res_name"),
                    needing("user_id", "date_deadline")
                            .using("activity_type_id", "summary", "res_model", "res_id", "res_name"),
                    false,
                    true));

    public SyncModel {
        also = Set.copyOf(also);
    }

    /** Null for a model that is not read. */
    public static @Nullable SyncModel named(String model) {
        return ALL.stream().filter(each -> each.model.equals(model)).findFirst().orElse(null);
    }

    private static SyncModel optional(String model, String label, UsedFields uses, String... also) {
        return new SyncModel(model, label, Set.of(also), uses, false, false);
    }

    private static SyncModel required(String model, String label, UsedFields uses, String... also) {
        return new SyncModel(model, label, Set.of(also), uses, true, false);
    }
}
