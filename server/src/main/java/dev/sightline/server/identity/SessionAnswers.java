package dev.sightline.server.identity;

import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.SightlineSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What a session's beginning is answered with: an access token in the body, a refresh token in a cookie. Thread-safe. */
@Component
class SessionAnswers {
    static final String COOKIE = "sightline_refresh";
    static final String PATH = "/api/v2/session";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final AccessTokens tokens;
    private final SightlineSettings.Token settings;

    SessionAnswers(AccessTokens tokens, SightlineSettings settings) {
        this.tokens = tokens;
        this.settings = settings.token();
    }

    record AccessGranted(String accessToken, String tokenType, long expiresIn) {
        @Override
        public String toString() {
            return "AccessGranted";
        }
    }

    ResponseEntity<AccessGranted> granted(Sessions.Granted granted, HttpServletRequest request) {
        String token = tokens.issue(granted.organization(), granted.account(), granted.session());
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.SET_COOKIE, cookie(granted.refresh().text(), settings.refreshLifetime(), request))
                .body(new AccessGranted(token, "Bearer", tokens.lifetimeSeconds()));
    }

    static String cookie(String value, Duration lifetime, HttpServletRequest request) {
        return ResponseCookie.from(COOKIE, value)
                .httpOnly(true)
                .secure(secure(request))
                .sameSite("Strict")
                .path(PATH)
                .maxAge(lifetime)
                .build()
                .toString();
    }

    static boolean secure(HttpServletRequest request) {
        return request.isSecure() || !THIS_MACHINE.contains(request.getServerName());
    }

    /** The cookie is SameSite=Strict; this stands behind it where a browser says where a request comes from. */
    static void refuseOtherSites(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if ("cross-site".equals(site) || "same-site".equals(site)) {
            throw Refused.forbidden("Sessions can be used from Sightline's own pages only.");
        }
    }
}
