package dev.sightline.server.identity;

import dev.sightline.server.platform.ClientAddress;
import dev.sightline.server.platform.CountedAs;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.RateLimits.Kind;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Counts what each person, or service, asks for; and what tries secrets, per address or per browser that is known. What else comes without
 * a sign-in is counted by its address alone, before it gets here. Thread-safe.
 */
final class PersonLimits implements HandlerInterceptor {
    private final RateLimits limits;
    private final KnownDevices devices;

    PersonLimits(RateLimits limits, KnownDevices devices) {
        this.limits = limits;
        this.devices = devices;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // An answer that is written bit by bit, or the page of an error, comes by again.
        if (request.getDispatcherType() == DispatcherType.REQUEST) {
            Kind kind = kind(request, handler);
            String who = kind == Kind.SIGN_IN ? origin(request) : person();
            if (!who.isEmpty()) {
                limits.take(kind, who).ifPresent(wait -> {
                    throw RateLimits.tooMany(wait);
                });
            }
        }
        return true;
    }

    private static Kind kind(HttpServletRequest request, Object handler) {
        CountedAs declared =
                handler instanceof HandlerMethod method ? method.getMethodAnnotation(CountedAs.class) : null;
        if (declared != null) {
            return declared.value();
        }
        String method = request.getMethod();
        return HttpMethod.GET.matches(method) || HttpMethod.HEAD.matches(method) ? Kind.READ : Kind.WRITE;
    }

    private String origin(HttpServletRequest request) {
        return devices.find(SessionCookies.DEVICE.of(request))
                .map(KnownDevice::origin)
                .orElseGet(() -> ClientAddress.network(request.getRemoteAddr()));
    }

    /** Empty where nobody is signed in. */
    private static String person() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedIn signedIn
                ? signedIn.organization() + "/" + signedIn.accountId()
                : "";
    }
}
