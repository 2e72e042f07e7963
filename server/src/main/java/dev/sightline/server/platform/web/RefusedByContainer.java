package dev.sightline.server.platform.web;

import java.io.IOException;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the problem where Tomcat refuses a request before any filter has seen it (an encoded slash, a NUL in the
 * path). Public, with a constructor without arguments, because Tomcat makes it by its name. Thread-safe.
 */
public final class RefusedByContainer extends ErrorReportValve {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        // No filter has given this request an id.
        String id = UUID.randomUUID().toString();
        Problem problem = thrown == null
                ? ProblemAdvice.ofStatus(HttpStatusCode.valueOf(response.getStatus()))
                : Problem.internal();
        try {
            response.setContentType("application/problem+json");
            response.setHeader("Cache-Control", "no-store");
            // What was thrown has taken them away.
            AnswerHeaders.write(request, response);
            response.setHeader("X-Request-Id", id);
            response.getOutputStream().write(JSON.writeValueAsBytes(problem.body(request.getRequestURI(), id)));
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("The caller has gone", gone);
        }
    }
}
