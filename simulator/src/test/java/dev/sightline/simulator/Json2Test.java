package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Json2Test {
    private OdooSimulator simulator;
    private Client client;

    @BeforeAll
    void start() {
        simulator = OdooSimulator.start(SimulatorOptions.recorded().as(OdooVersion.V19));
        client = new Client(simulator);
    }

    @AfterAll
    void stop() {
        client.close();
        simulator.close();
    }

    private HttpResponse<String> call(String path, String body) {
        return client.post("/json/2/" + path, body, "Authorization", "bearer admin", "X-Odoo-Database", "demo");
    }

    @Test
    void arguments_are_named_and_answers_bare() {
        HttpResponse<String> answer = call("crm.lead/search_read", """
                {"domain": [["id", ">", 12]], "fields": ["name"], "order": "id asc", "limit": 1,
                 "context": {"active_test": false}}""");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.body()).startsWith("[{\"id\":13,\"name\":");
        assertThat(call("crm.lead/read", "{\"ids\": [13], \"fields\": [\"type\"]}")
                        .body())
                .isEqualTo("[{\"id\":13,\"type\":\"opportunity\"}]");
    }

    @Test
    void a_method_without_an_answer_answers_null() {
        assertThat(call("crm.lead/action_set_lost", "{\"ids\": [13], \"lost_reason_id\": 1}")
                        .body())
                .isEqualTo("null");
        assertThat(simulator.records("crm.lead").read(13).path("probability").asDouble())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    no.such.model/search    | {}                          | 404 | werkzeug.exceptions.NotFound
                    crm.lead/no_such        | {}                          | 404 | werkzeug.exceptions.NotFound
                    crm.lead/search         | {"nonsense": 1}             | 422 | werkzeug.exceptions.UnprocessableEntity
                    crm.lead/search         | {"ids": [1]}                | 422 | werkzeug.exceptions.UnprocessableEntity
                    crm.lead/search         | not json                    | 400 | werkzeug.exceptions.BadRequest
                    crm.lead/write          | {"ids": [999], "vals": {}}  | 404 | odoo.exceptions.MissingError
                    crm.lead/search_read    | {"fields": ["no_such"]}     | 500 | builtins.ValueError
                    crm.lead                | {}                          | 404 | werkzeug.exceptions.NotFound
                    """)
    void errors_have_their_status(String path, String body, int status, String name) {
        HttpResponse<String> answer = call(path, body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Json.MAPPER.readTree(answer.body()).path("name").asString()).isEqualTo(name);
    }

    @Test
    void a_wrong_key_is_unauthorized() {
        HttpResponse<String> answer = client.post(
                "/json/2/crm.lead/search", "{}", "Authorization", "bearer nobody", "X-Odoo-Database", "demo");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Json.MAPPER.readTree(answer.body()).path("message").asString())
                .isEqualTo("Invalid apikey");
    }

    @Test
    void a_key_tells_whose_it_is() {
        JsonNode context =
                Json.MAPPER.readTree(call("res.users/context_get", "{}").body());
        assertThat(context.path("uid").asInt()).isEqualTo(2);
        assertThat(context.path("lang").asString()).isEqualTo("en_US");
        assertThat(context.has("tz")).isTrue();
        assertThat(call("res.users/context_get", "{\"ids\": [2]}").statusCode()).isEqualTo(422);
        assertThat(call("crm.lead/context_get", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void users_have_group_ids_from_19_on() {
        assertThat(call("res.users/fields_get", "{\"attributes\": [\"type\"]}").body())
                .contains("\"group_ids\"")
                .doesNotContain("\"groups_id\"");
        assertThat(client.get("/web/version").body()).contains("\"version\":\"19.0\"");
    }

    @ParameterizedTest
    @EnumSource(OdooVersion.class)
    void each_version_says_who_it_is(OdooVersion version) {
        try (OdooSimulator other =
                        OdooSimulator.start(SimulatorOptions.recorded().as(version));
                Client asking = new Client(other)) {
            String request =
                    "{\"jsonrpc\":\"2.0\",\"params\":{\"service\":\"common\",\"method\":\"version\",\"args\":[]}}";
            assertThat(asking.post("/jsonrpc", request).body())
                    .contains("\"server_serie\":\"" + version.series() + "\"");
            assertThat(asking.get("/web/version").statusCode()).isEqualTo(version == OdooVersion.V19 ? 200 : 404);
        }
    }
}
