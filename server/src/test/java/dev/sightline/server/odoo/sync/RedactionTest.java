package dev.sightline.server.odoo.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class RedactionTest {
    private final Redaction redaction = new Redaction(
            Set.of("user/odoo-6", "employee/odoo-3", "account/odoo-7", "opportunity/odoo-5", "user/other-1"));

    static Stream<Arguments> told() {
        return Stream.of(
                arguments(
                        "their own record loses its texts but keeps references, flags and dates",
                        "res.partner",
                        """
                        {"id":7,"name":"Ana","email":"a@b.c","parent_id":[4,"Acme"],"active":true,"write_date":"2026-01-02"}
                        """,
                        """
                        {"id":7,"name":"erased","email":false,"parent_id":[4,"Acme"],"active":true,"write_date":"2026-01-02"}
                        """),
                arguments("an employee likewise", "hr.employee", """
                        {"id":3,"name":"Ana","work_email":"a@b.c","job_id":[3,"Seller"],"user_id":[6,"Ana"],"resource_id":[90,"Ana"]}
                        """, """
                        {"id":3,"name":"erased","work_email":false,"job_id":[3,"Seller"],"user_id":[6,"erased"],"resource_id":[90,"erased"]}
                        """),
                arguments("a record that refers to them loses the name beside the id", "crm.team", """
                        {"id":1,"name":"Sales","user_id":[6,"Ana"],"member_ids":[6,8]}""", """
                        {"id":1,"name":"Sales","user_id":[6,"erased"],"member_ids":[6,8]}"""),
                arguments("a lead of theirs loses what it repeats of them", "crm.lead", """
                        {"id":9,"name":"A deal","partner_id":[7,"Ana"],"contact_name":"Ana","email_from":"a@b.c","phone":"1",
                         "partner_name":false,"expected_revenue":12.5}
                        """, """
                        {"id":9,"name":"A deal","partner_id":[7,"erased"],"contact_name":"erased","email_from":false,"phone":false,
                         "partner_name":false,"expected_revenue":12.5}
                        """),
                arguments("a lead that is forgotten itself, without a contact record", "crm.lead", """
                        {"id":5,"name":"A deal","partner_id":false,"contact_name":"Ana","email_from":"a@b.c"}""", """
                        {"id":5,"name":"A deal","partner_id":false,"contact_name":"erased","email_from":false}"""),
                arguments("an activity about them", "mail.activity", """
                        {"id":1,"res_model":"res.partner","res_id":7,"res_name":"Ana","summary":"Call Ana","note":"x"}""", """
                        {"id":1,"res_model":"res.partner","res_id":7,"res_name":"erased","summary":false,"note":false}"""),
                arguments("those who belong to them, whose full name begins with theirs", "res.partner", """
                        {"id":70,"name":"Bea","parent_id":[7,"Ana"],"complete_name":"Ana, Bea"}""", """
                        {"id":70,"name":"Bea","parent_id":[7,"erased"],"complete_name":false}"""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("told")
    void takes_them_out_once_for_all(String what, String model, String told, String left) {
        JsonNode record = RawSnapshots.JSON.readTree(told);
        assertThat(redaction.redact(model, record)).as(what).isTrue();
        assertThat(record).as(what).isEqualTo(RawSnapshots.JSON.readTree(left));
        assertThat(redaction.redact(model, record)).as(what + ", again").isFalse();
        assertThat(record).isEqualTo(RawSnapshots.JSON.readTree(left));
    }

    static Stream<Arguments> kept() {
        return Stream.of(
                arguments("others", "res.partner", "{\"id\":8,\"name\":\"Bea\",\"user_id\":[9,\"Zoë\"]}"),
                arguments("the same id of a model without people", "crm.stage", "{\"id\":7,\"name\":\"Won\"}"),
                arguments("a reference that never leads to people", "crm.lead", "{\"id\":8,\"stage_id\":[7,\"Won\"]}"),
                arguments(
                        "an activity about a deal of the same id",
                        "mail.activity",
                        "{\"id\":1,\"res_model\":\"crm.lead\",\"res_id\":7,\"res_name\":\"A deal\",\"summary\":\"Call\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kept")
    void leaves_the_rest(String what, String model, String told) {
        JsonNode record = RawSnapshots.JSON.readTree(told);
        assertThat(redaction.redact(model, record)).as(what).isFalse();
        assertThat(record).as(what).isEqualTo(RawSnapshots.JSON.readTree(told));
    }

    @Test
    void people_of_another_source_are_none_of_an_odoo() {
        assertThat(new Redaction(Set.of("user/other-1", "privacy/x")).isEmpty()).isTrue();
        assertThat(redaction.of("res.users")).containsExactly(6L);
        assertThat(redaction.anyone()).containsExactlyInAnyOrder(3L, 6L, 7L);
    }
}
