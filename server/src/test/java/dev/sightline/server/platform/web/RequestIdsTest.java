package dev.sightline.server.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import jakarta.servlet.DispatcherType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each line of a request's, as it is written where no terminal is, names the request. */
class RequestIdsTest {
    private final RequestIds filter = new RequestIds(UUID::randomUUID);
    private final Logger logger = (Logger) LoggerFactory.getLogger(RequestIdsTest.class);
    private final JsonLines lines = new JsonLines();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void a_line_of_json_has_both_ids() throws Exception {
        filter.doFilter(request("r-1", "c-1"), new MockHttpServletResponse(), (request, response) -> logger.error("x"));

        assertThat(lines.only().get("request_id").asString()).isEqualTo("r-1");
        assertThat(lines.only().get("correlation_id").asString()).isEqualTo("c-1");
        assertThat(MDC.get("request_id")).isNull();
    }

    @Test
    void work_in_another_thread_is_the_requests_and_the_thread_forgets_it() throws Exception {
        List<Runnable> works = new ArrayList<>();
        filter.doFilter(
                request("r-2", null),
                new MockHttpServletResponse(),
                (request, response) -> works.add(RequestIds.carriedOver(() -> logger.error("x"))));
        List<String> left = new ArrayList<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            works.getFirst().run();
            left.add(String.valueOf(MDC.get("request_id")));
        });
        thread.join();

        assertThat(lines.only().get("request_id").asString()).isEqualTo("r-2");
        assertThat(left).containsExactly("null");
    }

    @Test
    void the_dispatch_that_ends_an_asynchronous_answer_has_the_id_that_was_made_for_it() throws Exception {
        MockHttpServletRequest request = request("not harmless", null);
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, (asked, answered) -> {});
        request.setDispatcherType(DispatcherType.ASYNC);

        filter.doFilter(request, response, (asked, answered) -> logger.error("x"));

        assertThat(lines.only().get("request_id").asString())
                .isEqualTo(response.getHeader("X-Request-Id"))
                .isEqualTo(RequestIds.of(request));
    }

    private static MockHttpServletRequest request(String id, @Nullable String correlation) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("X-Request-Id", id);
        if (correlation != null) {
            request.addHeader("X-Correlation-Id", correlation);
        }
        return request;
    }

    /** As the server writes them with {@code SIGHTLINE_LOG_FORMAT=json}. */
    private static final class JsonLines extends AppenderBase<ILoggingEvent> {
        private final StructuredLogEncoder encoder = new StructuredLogEncoder();
        private final List<JsonNode> lines = new ArrayList<>();

        JsonLines() {
            LoggerContext context = new LoggerContext();
            context.putObject(Environment.class.getName(), new StandardEnvironment());
            encoder.setContext(context);
            encoder.setCharset(StandardCharsets.UTF_8);
            encoder.setFormat("logstash");
            encoder.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new JsonMapper().readTree(encoder.encode(event)));
        }

        JsonNode only() {
            assertThat(lines).hasSize(1);
            return lines.getFirst();
        }
    }
}
