package dev.sightline.server.identity;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Access tokens count where they are asked for: in the header, under /api, but not where no sign-in is needed. So an expired one
 * does not stop anybody from getting a new one, and the metrics' own word is not taken for one.
 */
final class ApiBearerTokens implements BearerTokenResolver {
    private final DefaultBearerTokenResolver header = new DefaultBearerTokenResolver();
    private final OpenEndpoints open;

    ApiBearerTokens(OpenEndpoints open) {
        this.open = open;
    }

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/api/") && !open.matches(request) ? header.resolve(request) : null;
    }
}
