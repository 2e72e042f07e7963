package dev.sightline.server.odoo.sync;

import java.util.List;
import java.util.Set;

/**
 * A model that is read.
 *
 * @param model Odoo's name
 * @param label for people
 * @param also fields that Odoo computes rather than stores but that are needed; stored ones are read anyway. None of
 *     them may depend on the time of asking, or every sync would find a change
 * @param required whether a job that cannot read it has failed; otherwise it is left out and reported
 * @param vanishing whether records disappear in the normal course of things, so that ids are compared in every sync
 */
public record SyncModel(String model, String label, Set<String> also, boolean required, boolean vanishing) {
    public static final String LEAD = "crm.lead";
    public static final String STAGE = "crm.stage";
    public static final String ACTIVITY = "mail.activity";

    /** In this order: what others refer to comes first. */
    public static final List<SyncModel> ALL = List.of(
            optional("res.company", "Companies", "name", "currency_id"),
            optional("res.currency", "Currencies"),
            optional("res.currency.rate", "Exchange rates"),
            new SyncModel(STAGE, "Stages", Set.of(), true, false),
            optional("crm.tag", "Tags"),
            optional("crm.lost.reason", "Lost reasons"),
            optional("mail.activity.type", "Activity types"),
            optional("hr.department", "Departments", "manager_id"),
            new SyncModel("res.users", "Users", Set.of("name", "email"), true, false),
            optional("hr.employee", "Employees", "name", "work_email", "job_title", "user_id", "parent_id", "active"),
            optional("crm.team", "Sales teams", "member_ids"),
            optional("res.partner", "Accounts and contacts", "is_company", "commercial_partner_id", "industry_id"),
            new SyncModel(LEAD, "Leads and opportunities", Set.of("company_currency"), true, false),
            new SyncModel(ACTIVITY, "Activities", Set.of("res_name"), false, true));

    public SyncModel {
        also = Set.copyOf(also);
    }

    /** Null for a model that is not read. */
    public static @org.jspecify.annotations.Nullable SyncModel named(String model) {
        return ALL.stream().filter(each -> each.model.equals(model)).findFirst().orElse(null);
    }

    private static SyncModel optional(String model, String label, String... also) {
        return new SyncModel(model, label, Set.of(also), false, false);
    }
}
