package dev.sightline.server.platform.web;

import dev.sightline.server.platform.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id, and the correlation id of the work that it belongs to: taken from the caller where they are
 * harmless, else made here; answered in the same headers, in problems, and in every log line, also of what works for the request in
 * another thread ({@link #carriedOver}).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestIds extends OncePerRequestFilter {
    static final String REQUEST_HEADER = "X-Request-Id";
    static final String CORRELATION_HEADER = "X-Correlation-Id";
    private static final String ATTRIBUTE = RequestIds.class.getName();
    /** Nothing that could forge a log line or a header. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final Ids ids;

    RequestIds(Ids ids) {
        this.ids = ids;
    }

    /** The id of the request; a dash for one that never came through here. */
    static String of(HttpServletRequest request) {
        Object id = request.getAttribute(ATTRIBUTE);
        return id == null ? "-" : id.toString();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // An answer that is made apart from its request, such as an export, ends in another dispatch of the same one.
        String id = request.getAttribute(ATTRIBUTE) instanceof String known
                ? known
                : harmless(request.getHeader(REQUEST_HEADER), null);
        String correlation = harmless(request.getHeader(CORRELATION_HEADER), id);
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(REQUEST_HEADER, id);
        response.setHeader(CORRELATION_HEADER, correlation);
        try (var first = MDC.putCloseable("request_id", id);
                var second = MDC.putCloseable("correlation_id", correlation)) {
            chain.doFilter(request, response);
        }
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return true;
    }

    /** Work whose log lines are those of the request that asks for it. */
    static Runnable carriedOver(Runnable work) {
        Map<String, String> asked = MDC.getCopyOfContextMap();
        if (asked == null || asked.isEmpty()) {
            return work;
        }
        return () -> {
            Map<String, String> before = MDC.getCopyOfContextMap();
            MDC.setContextMap(asked);
            try {
                work.run();
            } finally {
                MDC.setContextMap(before == null ? Map.of() : before);
            }
        };
    }

    private String harmless(@Nullable String given, @Nullable String otherwise) {
        if (given != null && HARMLESS.matcher(given).matches()) {
            return given;
        }
        return otherwise != null ? otherwise : ids.next().toString();
    }
}
