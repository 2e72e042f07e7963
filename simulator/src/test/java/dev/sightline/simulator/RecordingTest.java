package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What was recorded comes out again, field by field. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordingTest {
    private OdooSimulator simulator;
    private Client client;

    @BeforeAll
    void start() {
        simulator = OdooSimulator.start(SimulatorOptions.recorded());
        client = new Client(simulator);
    }

    @AfterAll
    void stop() {
        client.close();
        simulator.close();
    }

    static Stream<String> models() {
        return Recording.MODELS.stream();
    }

    static JsonNode resource(String path) {
        try (InputStream in = OdooSimulator.class.getResourceAsStream("/odoo17/" + path)) {
            return Json.MAPPER.readTree(Objects.requireNonNull(in, path));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void records_read_back_as_recorded(String model) {
        JsonNode recorded = resource("records/" + model + ".json");
        JsonNode answered = client.result(
                model, "search_read", "[[]]", "{\"order\": \"id asc\", \"context\": {\"active_test\": false}}");

        assertThat(answered.size()).isEqualTo(recorded.size());
        for (JsonNode one : recorded) {
            JsonNode found = answered.valueStream()
                    .filter(candidate -> candidate.path("id").equals(one.path("id")))
                    .findFirst()
                    .orElseThrow();
            one.properties()
                    .forEach(field -> assertThat(found.path(field.getKey()))
                            .as("%s %s %s", model, one.path("id"), field.getKey())
                            .isEqualTo(field.getValue()));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void fields_are_described_as_recorded(String model) {
        assertThat(client.result(model, "fields_get", "[]", "{}")).isEqualTo(resource("fields/" + model + ".json"));
    }
}
