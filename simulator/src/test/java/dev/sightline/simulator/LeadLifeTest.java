package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What follows from a change of a lead, beyond what the transcripts show. */
class LeadLifeTest {
    private SettableClock clock;
    private OdooSimulator simulator;
    private Records leads;

    @BeforeEach
    void start() {
        clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));
        simulator = OdooSimulator.start(SimulatorOptions.recorded().at(clock));
        leads = simulator.records("crm.lead");
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private String text(int id, String field) {
        return leads.read(id).path(field).asString();
    }

    @Test
    void moving_to_a_won_stage_wins_and_moving_back_reopens() {
        leads.write(13, Map.of("stage_id", 4));
        JsonNode won = leads.read(13);
        assertThat(won.path("probability").asDouble()).isEqualTo(100);
        assertThat(won.path("date_closed").asString()).isEqualTo("2026-11-21 12:00:00");
        assertThat(won.path("date_last_stage_update").asString()).isEqualTo("2026-11-21 12:00:00");

        clock.pass(Duration.ofMinutes(1));
        leads.write(13, Map.of("stage_id", 2));
        JsonNode reopened = leads.read(13);
        assertThat(reopened.path("date_closed").asBoolean(true)).isFalse();
        assertThat(reopened.path("probability").asDouble()).isLessThan(100);
        assertThat(reopened.path("write_date").asString()).isEqualTo("2026-11-21 12:01:00");
    }

    @Test
    void a_loss_keeps_its_stage_and_its_reason() {
        leads.lose(15, 2);
        JsonNode lost = leads.read(15);
        assertThat(lost.path("active").asBoolean()).isFalse();
        assertThat(lost.path("probability").asDouble()).isZero();
        assertThat(lost.path("stage_id").path(0).asInt()).isEqualTo(2);
        assertThat(lost.path("lost_reason_id").path(0).asInt()).isEqualTo(2);
        assertThat(lost.path("date_closed").asString()).isEqualTo("2026-11-21 12:00:00");
    }

    @Test
    void a_new_owner_means_a_new_date_of_assignment() {
        leads.write(13, Map.of("user_id", 6));
        assertThat(text(13, "date_open")).isEqualTo("2026-11-21 12:00:00");
        leads.write(13, Map.of("user_id", false));
        assertThat(leads.read(13).path("date_open").asBoolean(true)).isFalse();
    }

    @Test
    void activities_go_with_their_record_and_when_they_are_done() {
        Records activities = simulator.records("mail.activity");
        Map<String, Object> call =
                Map.of("res_model", "crm.lead", "res_id", 13, "activity_type_id", 2, "date_deadline", "2026-11-22");
        int first = activities.create(call);
        int second = activities.create(call);
        assertThat(leads.read(13).path("activity_ids").toString()).contains(first + "," + second);
        try (Client client = new Client(simulator)) {
            client.execute("mail.activity", "action_feedback", "[[" + first + "]]", "{}");
            assertThat(activities.ids()).doesNotContain(first).contains(second);
        }
        leads.unlink(13);
        assertThat(activities.ids()).doesNotContain(second);
    }

    @Test
    void a_renamed_user_is_renamed_wherever_they_are_shown() {
        simulator.records("res.users").write(6, Map.of("name", "Marcus Demo"));
        assertThat(leads.read(14).path("user_id").toString()).isEqualTo("[6,\"Marcus Demo\"]");
    }

    @Test
    void a_deleted_record_leaves_empty_references() {
        simulator.records("res.partner").unlink(10);
        assertThat(leads.read(14).path("partner_id").asBoolean(true)).isFalse();
    }

    @Test
    void new_users_and_employees_can_be_hired() {
        int user = simulator
                .records("res.users")
                .create(Map.of("name", "Nia Obi", "login", "nia", "email", "n@x.example"));
        int employee =
                simulator.records("hr.employee").create(Map.of("name", "Nia Obi", "user_id", user, "parent_id", 1));
        assertThat(simulator
                        .records("hr.employee")
                        .read(employee)
                        .path("user_id")
                        .toString())
                .isEqualTo("[" + user + ",\"Nia Obi\"]");
        assertThat(simulator.records("res.users").read(user).path("email").asString())
                .isEqualTo("n@x.example");
    }
}
