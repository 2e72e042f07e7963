package dev.sightline.server.crm.odoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.catalog.CrmEvent.AccountCreated;
import dev.sightline.catalog.CrmEvent.ActivityClosed;
import dev.sightline.catalog.CrmEvent.ActivityPlanned;
import dev.sightline.catalog.CrmEvent.OpportunityCreated;
import dev.sightline.catalog.CrmEvent.OpportunityDeleted;
import dev.sightline.catalog.CrmEvent.OpportunityLost;
import dev.sightline.catalog.CrmEvent.OpportunityReopened;
import dev.sightline.catalog.CrmEvent.OpportunityUpdated;
import dev.sightline.catalog.CrmEvent.OpportunityWon;
import dev.sightline.catalog.CrmEvent.StageUpdated;
import dev.sightline.catalog.DomainEvent;
import dev.sightline.server.ingest.Snapshots;
import dev.sightline.server.ingest.Translator;
import dev.sightline.server.ingest.Translator.Translation;
import dev.sightline.server.ingest.UntranslatableRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OdooTranslatorsTest {
    private static final String LEAD = """
            {'name': 'Deal', 'type': 'opportunity', 'active': true, 'stage_id': [1, 'New'], 'user_id': [6, 'Marc'],
             'team_id': [1, 'Sales'], 'company_id': [1, 'Us'], 'expected_revenue': 100.50, 'probability': 10.0,
             'partner_id': false, 'tag_ids': [3, 1], 'country_id': [75, 'France'], 'lost_reason_id': false,
             'create_date': '2026-11-01 08:00:00', 'write_date': '2026-11-02 09:00:00', 'date_closed': false}""";

    private final Snapshots odoo = new Snapshots();

    @BeforeEach
    void references() {
        odoo.see("res.company", 1, "{'name': 'Us', 'currency_id': [126, 'EUR'], 'partner_id': [1, 'Us']}");
        odoo.see("res.users", 2, "{'login': 'admin', 'share': false, 'partner_id': [3, 'Admin']}");
        odoo.see("crm.stage", 1, "{'name': 'New', 'is_won': false, 'sequence': 1}");
        odoo.see("crm.stage", 4, "{'name': 'Won', 'is_won': true, 'sequence': 70}");
    }

    @Test
    void a_lead_is_read_with_its_companys_currency() {
        Translation created =
                translate(new OdooOpportunities(), "crm.lead", 5, LEAD).getFirst();

        assertThat(created.stream()).hasToString("opportunity/odoo-5");
        assertThat(created.occurredAt()).isEqualTo(Instant.parse("2026-11-01T08:00:00Z"));
        assertThat(created.event()).isInstanceOfSatisfying(OpportunityCreated.class, event -> {
            assertThat(event.ownerId()).isEqualTo("odoo-6");
            assertThat(event.stageId()).isEqualTo("odoo-1");
            assertThat(event.teamId()).isEqualTo("odoo-1");
            assertThat(event.details().currency()).isEqualTo("EUR");
            assertThat(event.details().expectedRevenue()).isEqualByComparingTo("100.5");
            assertThat(event.details().tagIds()).containsExactly("odoo-1", "odoo-3");
            assertThat(event.details().country()).isEqualTo("France");
        });
    }

    @Test
    void bare_ids_say_the_same_as_pairs() {
        translate(new OdooOpportunities(), "crm.lead", 5, LEAD);

        assertThat(translate(
                        new OdooOpportunities(),
                        "crm.lead",
                        5,
                        LEAD.replace("[1, 'New']", "1")
                                .replace("[6, 'Marc']", "6")
                                .replace("[1, 'Us']", "1")))
                .isEmpty();
    }

    @Test
    void odd_leads_are_kept() {
        assertThat(events(new OdooOpportunities(), "crm.lead", 6, """
                        {'name': false, 'type': 'opportunity', 'active': true, 'stage_id': false, 'user_id': false,
                         'team_id': false, 'company_id': false, 'expected_revenue': false, 'probability': 0.0}"""))
                .singleElement()
                .isInstanceOfSatisfying(OpportunityCreated.class, event -> {
                    assertThat(event.ownerId()).isNull();
                    assertThat(event.stageId()).isNull();
                    assertThat(event.details().currency()).isNull();
                    assertThat(event.details().expectedRevenue()).isZero();
                    assertThat(event.createdAt()).isEqualTo(Snapshots.SEEN);
                });
    }

    @Test
    void won_by_a_move_lost_by_archiving_reopened_by_restoring() {
        OdooOpportunities leads = new OdooOpportunities();
        translate(leads, "crm.lead", 5, LEAD);

        String won = LEAD.replace("[1, 'New']", "[4, 'Won']").replace("10.0", "100.0");
        assertThat(events(leads, "crm.lead", 5, won))
                .last()
                .isEqualTo(new OpportunityWon(Instant.parse("2026-11-02T09:00:00Z")));

        String lost = LEAD.replace("'active': true", "'active': false")
                .replace("10.0", "0.0")
                .replace("'lost_reason_id': false", "'lost_reason_id': [2, 'Too expensive']")
                .replace("'date_closed': false", "'date_closed': '2026-11-03 10:00:00'");
        assertThat(events(leads, "crm.lead", 5, lost))
                .last()
                .isEqualTo(new OpportunityLost(Instant.parse("2026-11-03T10:00:00Z"), "odoo-2"));

        assertThat(events(leads, "crm.lead", 5, LEAD)).last().isInstanceOf(OpportunityReopened.class);
        assertThat(events(leads, "crm.lead", 5, null)).containsExactly(new OpportunityDeleted());
    }

    @Test
    void an_undated_closing_does_not_move_with_later_writes() {
        OdooOpportunities leads = new OdooOpportunities();
        String won = LEAD.replace("[1, 'New']", "[4, 'Won']");
        translate(leads, "crm.lead", 5, won);

        assertThat(events(leads, "crm.lead", 5, won.replace("2026-11-02 09", "2026-11-09 09")))
                .isEmpty();
    }

    @Test
    void the_old_name_of_the_lost_reason_is_understood() {
        String lost = LEAD.replace("'active': true", "'active': false")
                .replace("10.0", "0.0")
                .replace("'lost_reason_id': false", "'lost_reason': 2");

        assertThat(events(new OdooOpportunities(), "crm.lead", 5, lost))
                .last()
                .isEqualTo(new OpportunityLost(Instant.parse("2026-11-02T09:00:00Z"), "odoo-2"));
    }

    @Test
    void a_stage_that_begins_to_count_as_won_wins_its_leads_and_loses_them_again() {
        OdooOpportunities leads = new OdooOpportunities();
        translate(leads, "crm.lead", 5, LEAD);
        translate(leads, "crm.lead", 6, LEAD.replace("[1, 'New']", "[4, 'Won']"));
        String won = "{'name': 'New', 'is_won': true, 'sequence': 1, 'write_date': '2026-11-05 10:00:00'}";

        List<Translation> translations = translate(new OdooStages(), "crm.stage", 1, won);
        assertThat(translations).hasSize(2);
        assertThat(translations.getFirst().event()).isInstanceOf(StageUpdated.class);
        assertThat(translations.getLast().stream()).hasToString("opportunity/odoo-5");
        assertThat(translations.getLast().event()).isInstanceOf(OpportunityWon.class);

        // The lead's next page says nothing that is not known.
        assertThat(events(leads, "crm.lead", 5, LEAD.replace("'Deal'", "'Deal 2'")))
                .singleElement()
                .isInstanceOf(OpportunityUpdated.class);

        assertThat(events(new OdooStages(), "crm.stage", 1, won.replace("true", "false")))
                .last()
                .isInstanceOf(OpportunityReopened.class);
    }

    @Test
    void a_field_of_a_wrong_shape_is_named_and_a_record_that_comes_right_is_told_anew() {
        OdooOpportunities leads = new OdooOpportunities();

        assertThatThrownBy(() -> translate(
                        leads, "crm.lead", 5, LEAD.replace("'expected_revenue': 100.50", "'expected_revenue': 'much'")))
                .isInstanceOf(UntranslatableRecord.class)
                .hasMessage("crm.lead/5: field 'expected_revenue' is not a number");

        assertThat(events(leads, "crm.lead", 5, LEAD)).first().isInstanceOf(OpportunityCreated.class);
    }

    @Test
    void our_own_people_and_companies_are_no_customers() {
        OdooAccounts accounts = new OdooAccounts();

        assertThat(internal(accounts, 1, "{'name': 'Us', 'is_company': true}")).isTrue();
        assertThat(internal(accounts, 3, "{'name': 'Admin', 'is_company': false}"))
                .isTrue();
        assertThat(internal(accounts, 9, "{'name': 'Someone', 'partner_share': false}"))
                .isTrue();
        assertThat(internal(accounts, 10, "{'name': 'Customer', 'partner_share': true, 'commercial_partner_id': 10}"))
                .isFalse();
    }

    @Test
    void an_activity_that_disappears_was_done_or_called_off() {
        OdooActivities activities = new OdooActivities();
        String call = """
                {'active': true, 'activity_type_id': [2, 'Call'], 'res_model': 'crm.lead', 'res_id': 5,
                 'res_name': 'Deal', 'user_id': [6, 'Marc'], 'date_deadline': '2026-11-25', 'summary': false}""";

        assertThat(events(activities, "mail.activity", 7, call))
                .singleElement()
                .isInstanceOfSatisfying(ActivityPlanned.class, event -> {
                    assertThat(event.details().onKind()).isEqualTo("opportunity");
                    assertThat(event.details().onId()).isEqualTo("odoo-5");
                    assertThat(event.details().due()).isEqualTo("2026-11-25");
                });
        assertThat(events(activities, "mail.activity", 7, null))
                .containsExactly(new ActivityClosed(Snapshots.SEEN, "completed_or_cancelled"));

        translate(activities, "mail.activity", 8, call);
        assertThat(events(
                        activities,
                        "mail.activity",
                        8,
                        call.replace("'active': true", "'active': false, 'date_done': '2026-11-24'")))
                .containsExactly(new ActivityClosed(Instant.parse("2026-11-24T00:00:00Z"), "done"));
        assertThat(events(activities, "mail.activity", 8, null)).isEmpty();
    }

    private boolean internal(OdooAccounts accounts, long id, String fields) {
        return events(accounts, "res.partner", id, fields).getFirst() instanceof AccountCreated(var details)
                && details.internal();
    }

    private List<DomainEvent> events(Translator translator, String model, long id, @Nullable String fields) {
        return translate(translator, model, id, fields).stream()
                .map(Translation::event)
                .toList();
    }

    private List<Translation> translate(Translator translator, String model, long id, @Nullable String fields) {
        return translator.translate(odoo.see(model, id, fields), odoo);
    }
}
