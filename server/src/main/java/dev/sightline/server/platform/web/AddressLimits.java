package dev.sightline.server.platform.web;

import dev.sightline.server.platform.ClientAddress;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.SightlineSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses what floods in from one address, before a token or a body is looked at. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class AddressLimits extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(AddressLimits.class);

    private final RateLimits limits;
    private final ProblemWriter problems;
    private final boolean proxiesKnown;
    private final AtomicBoolean told = new AtomicBoolean();

    AddressLimits(RateLimits limits, ProblemWriter problems, SightlineSettings settings) {
        this.limits = limits;
        this.problems = problems;
        this.proxiesKnown = !settings.web().eachProxy().isEmpty();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String address = request.getRemoteAddr();
        if (!proxiesKnown && request.getHeader("X-Forwarded-For") != null && told.compareAndSet(false, true)) {
            log.warn(
                    "{} says for whom it asks (X-Forwarded-For) and is not believed, so everybody behind it counts as one:"
                            + " name your proxies in SIGHTLINE_WEB_PROXIES",
                    address);
        }
        Optional<Duration> wait = limits.take(RateLimits.Kind.ADDRESS, ClientAddress.network(address));
        if (wait.isPresent()) {
            problems.write(request, response, Problem.of(RateLimits.tooMany(wait.get())));
        } else {
            chain.doFilter(request, response);
        }
    }
}
