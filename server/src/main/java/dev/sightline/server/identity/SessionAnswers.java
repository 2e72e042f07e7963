package dev.sightline.server.identity;

import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.SightlineSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What a session's beginning is answered with: an access token in the body, a refresh token in a cookie. Thread-safe. */
@Component
class SessionAnswers {
    static final String PATH = "/api/v2/session";

    /**
     * To whoever signs out: the browser drops what it has kept of answers for the sake of their ETags. Not the cookies, as the one by which
     * a browser is known outlives sessions.
     */
    static final HttpHeaders LEFT_BEHIND = clearing();

    private final AccessTokens tokens;
    private final SightlineSettings.Token settings;
    private final KnownDevices devices;

    SessionAnswers(AccessTokens tokens, SightlineSettings settings, KnownDevices devices) {
        this.tokens = tokens;
        this.devices = devices;
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
                .header(
                        HttpHeaders.SET_COOKIE,
                        SessionCookies.REFRESH.set(granted.refresh().text(), settings.refreshLifetime(), request))
                .body(new AccessGranted(token, "Bearer", tokens.lifetimeSeconds()));
    }

    /** The same to whoever has given their password: the browser is known as theirs from now on. */
    ResponseEntity<AccessGranted> granted(
            Sessions.Granted granted, String email, @Nullable KnownDevice device, HttpServletRequest request) {
        ResponseEntity<AccessGranted> answer = granted(granted, request);
        String known = devices.remember(email, device).word();
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .header(HttpHeaders.SET_COOKIE, SessionCookies.DEVICE.set(known, KnownDevices.REMEMBERED, request))
                .body(answer.getBody());
    }

    /**
     * The cookie is SameSite=Strict; this stands behind it where a browser says where a request comes from. What older ones say
     * counts where newer words are missing; programs say neither, and nobody's cookie is in them.
     */
    static void refuseOtherSites(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if ("cross-site".equals(site)
                || "same-site".equals(site)
                || site == null && origin != null && !hostOf(origin).equalsIgnoreCase(request.getServerName())) {
            throw Refused.forbidden("Sessions can be used from Sightline's own pages only.");
        }
    }

    private static HttpHeaders clearing() {
        HttpHeaders headers = new HttpHeaders();
        headers.set("Clear-Site-Data", "\"cache\"");
        return HttpHeaders.readOnlyHttpHeaders(headers);
    }

    private static String hostOf(String origin) {
        try {
            return Objects.requireNonNullElse(URI.create(origin).getHost(), "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
