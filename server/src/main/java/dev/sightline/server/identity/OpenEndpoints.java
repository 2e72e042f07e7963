package dev.sightline.server.identity;

import dev.sightline.server.platform.Open;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The requests below /api that need no access token: those to endpoints declared {@link Open}, and to the description of the API.
 * Thread-safe; the declarations are read with the first request.
 */
@Component
final class OpenEndpoints implements RequestMatcher {
    private static final String DESCRIPTION = "/api/v2/openapi.json";

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private volatile @Nullable List<RequestMatcher> open;

    OpenEndpoints(ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.mappings = mappings;
    }

    @Override
    public boolean matches(HttpServletRequest request) {
        if (request.getRequestURI().equals(DESCRIPTION)) {
            return true;
        }
        List<RequestMatcher> known = open;
        if (known == null) {
            known = collect();
            open = known;
        }
        for (RequestMatcher each : known) {
            if (each.matches(request)) {
                return true;
            }
        }
        return false;
    }

    private List<RequestMatcher> collect() {
        List<RequestMatcher> found = new ArrayList<>();
        mappings.orderedStream()
                .forEach(mapping -> mapping.getHandlerMethods().forEach((info, method) -> {
                    if (method.hasMethodAnnotation(Open.class)) {
                        add(info, found);
                    }
                }));
        return List.copyOf(found);
    }

    private static void add(RequestMappingInfo info, List<RequestMatcher> found) {
        for (String pattern : info.getPatternValues()) {
            if (pattern.startsWith("/api/")) {
                for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                    found.add(PathPatternRequestMatcher.withDefaults()
                            .matcher(HttpMethod.valueOf(method.name()), pattern));
                }
            }
        }
    }
}
