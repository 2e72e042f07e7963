package dev.sightline.server.identity;

import dev.sightline.server.platform.Open;
import dev.sightline.server.platform.Requires;
import dev.sightline.server.platform.RequiresSignIn;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Holds every endpoint to its declaration, before anything of the request is read. An endpoint of ours without one is refused to
 * everybody. Thread-safe.
 */
final class PermissionCheck implements HandlerInterceptor {
    private static final Logger log = LoggerFactory.getLogger(PermissionCheck.class);
    private static final String OURS = "dev.sightline.";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // An answer that is written bit by bit comes by again, and has been checked.
        if (request.getDispatcherType() != DispatcherType.ASYNC
                && handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith(OURS)) {
            check(method);
        }
        return true;
    }

    private static void check(HandlerMethod method) {
        if (method.hasMethodAnnotation(Open.class)) {
            return;
        }
        Requires requires = method.getMethodAnnotation(Requires.class);
        if (requires == null && !method.hasMethodAnnotation(RequiresSignIn.class)) {
            log.error("{} does not say who may call it", method);
            throw new AccessDeniedException("no declaration");
        }
        SignedIn signedIn = signedIn();
        if (requires != null) {
            signedIn.require(requires.value());
        }
    }

    /** @throws AuthenticationCredentialsNotFoundException where nobody is signed in */
    static SignedIn signedIn() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof SignedIn signedIn) {
            return signedIn;
        }
        throw new AuthenticationCredentialsNotFoundException("nobody is signed in");
    }
}
