package dev.sightline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every recorded exchange is answered as the real Odoo answered it: status, content type and JSON. The exchanges are one
 * session, so they run in their order on one simulator. "Now" is compared exactly too: the simulator's clock stands at
 * the second of the recording, 03:08:52, and from "mark lost" on at 03:08:53.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscriptTest {
    private static final Instant RECORDED = Instant.parse("2026-11-21T03:08:52Z");

    private final SettableClock clock = new SettableClock(RECORDED);
    private OdooSimulator simulator;
    private Client client;

    @BeforeAll
    void start() {
        simulator = OdooSimulator.start(SimulatorOptions.recorded().at(clock));
        client = new Client(simulator);
    }

    @AfterAll
    void stop() {
        client.close();
        simulator.close();
    }

    static Stream<Arguments> transcripts() throws IOException {
        try (InputStream in = OdooSimulator.class.getResourceAsStream("/odoo17/transcripts.json")) {
            JsonNode all = Json.MAPPER.readTree(Objects.requireNonNull(in));
            return all.valueStream().map(one -> Arguments.of(one.path("label").asString(), one));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transcripts")
    void is_answered_as_by_odoo(String label, JsonNode transcript) {
        if (label.equals("mark lost")) {
            clock.set(RECORDED.plusSeconds(1));
        }
        JsonNode request = transcript.path("request");
        HttpResponse<String> response =
                client.post("/jsonrpc", request.isMissingNode() ? "{not json" : request.toString());

        assertThat(response.statusCode()).isEqualTo(transcript.path("status").asInt());
        JsonNode expected = transcript.path("response");
        if (expected.isString()) {
            assertThat(response.body()).isEqualTo(expected.asString());
        } else {
            assertThat(response.headers().firstValue("Content-Type"))
                    .contains(transcript.path("content_type").asString());
            assertThat(Json.MAPPER.readTree(response.body())).isEqualTo(expected);
        }
    }
}
