package dev.sightline.server.identity;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Access tokens count where they are asked for: in the header, under /api, but not where one signs in. So an expired one
 * does not stop anybody from getting a new one, and the metrics' own word is not taken for one.
 */
final class ApiBearerTokens implements BearerTokenResolver {
    private final DefaultBearerTokenResolver header = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String path = request.getRequestURI();
        boolean counts =
                path.startsWith("/api/") && !path.startsWith("/api/v2/session") && !path.equals("/api/v2/openapi.json");
        return counts ? header.resolve(request) : null;
    }
}
