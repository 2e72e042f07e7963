package dev.sightline.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Requires;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Tells the audit log of whoever is signed in and asks for what they may not do (403). For each person, or service, and permission one
 * entry an hour, the first, so that nobody fills the log by asking; each server counts for itself. Whoever waits for approval, and
 * whoever's organisation is suspended, is refused everything, and means no harm by it. Thread-safe.
 */
@Component
final class RefusedAccess implements HandlerInterceptor {
    static final String ACTION = "access.asked_for";
    static final Duration PERIOD = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(RefusedAccess.class);
    /** Beyond these, the oldest are forgotten, and may be told again within the hour. */
    private static final int MOST = 20_000;

    private record Asked(OrganizationId organization, UUID account, String what) {}

    private final AuditLog audit;
    private final Cache<Asked, Boolean> told;

    RefusedAccess(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.told = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(PERIOD)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                // Small work, done by whoever asks, and at once.
                .executor(Runnable::run)
                .build();
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (response.getStatus() == HttpServletResponse.SC_FORBIDDEN
                && request.getDispatcherType() == DispatcherType.REQUEST
                && handler instanceof HandlerMethod method) {
            var authentication = SecurityContextHolder.getContext().getAuthentication();
            if (authentication != null
                    && authentication.getPrincipal() instanceof SignedIn signedIn
                    && signedIn.role() != Role.PENDING
                    && !signedIn.suspended()) {
                tell(signedIn, method, request);
            }
        }
    }

    private void tell(SignedIn signedIn, HandlerMethod method, HttpServletRequest request) {
        // As it is declared: what stands in its place may be anything, and much.
        String endpoint =
                request.getMethod() + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        Requires requires = method.getMethodAnnotation(Requires.class);
        String what = requires == null ? endpoint : requires.value().word();
        Asked asked = new Asked(signedIn.organization(), signedIn.accountId(), what);
        if (told.asMap().putIfAbsent(asked, true) != null) {
            return;
        }
        try {
            audit.record(
                    signedIn.organization(),
                    AuditEntry.of(ACTION, CallerArgument.of(request))
                            .on(requires == null ? "endpoint" : "permission", what, null)
                            .detail(endpoint)
                            .refused("not_permitted"));
        } catch (RuntimeException e) {
            told.invalidate(asked);
            log.error("a refused request could not be recorded", e);
        }
    }
}
