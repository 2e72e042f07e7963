package dev.sightline.server.identity;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Access tokens count where they are asked for: in the header, under /api, but not where no sign-in is needed. So an expired one
 * does not stop anybody from getting a new one, and the metrics' own word is not taken for one. Thread-safe.
 */
final class ApiBearerTokens implements BearerTokenResolver {
    /** The chain asks several times, and looking at a header letter by letter is a good part of what a small request costs. */
    private static final String FOUND = ApiBearerTokens.class.getName() + ".FOUND";

    private static final String NONE = "";

    private final DefaultBearerTokenResolver header = new DefaultBearerTokenResolver();
    private final OpenEndpoints open;

    ApiBearerTokens(OpenEndpoints open) {
        this.open = open;
    }

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String found = request.getAttribute(FOUND) instanceof String before ? before : find(request);
        request.setAttribute(FOUND, found);
        return found.equals(NONE) ? null : found;
    }

    private String find(HttpServletRequest request) {
        if (!request.getRequestURI().startsWith("/api/") || open.matches(request)) {
            return NONE;
        }
        String token = header.resolve(request);
        return token == null ? NONE : token;
    }
}
