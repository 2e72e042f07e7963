package dev.sightline.server.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/**
 * The cookies there are, and their attributes: no script reads them, and but for {@link #ATTEMPT} no other site has them sent. Over HTTPS their names begin with
 * {@code __Host-}, which browsers take from this very host alone, so that no neighbour under the same domain can put one in place. On this
 * machine without HTTPS they have no such name, and are sent to the session's addresses alone. Stateless.
 */
enum SessionCookies {
    REFRESH("sightline_refresh", "Strict"),
    DEVICE("sightline_device", "Strict"),
    /** A sign-in at a provider that is under way; sent along when the provider sends the browser back, which is another site's doing. */
    ATTEMPT("sightline_sign_in", "Lax");

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final String HOST = "__Host-";

    private final String word;
    private final String sameSite;

    SessionCookies(String word, String sameSite) {
        this.word = word;
        this.sameSite = sameSite;
    }

    /** What the request brings; null where it brings none. */
    @Nullable
    String of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        String name = name(secure(request));
        return cookies == null
                ? null
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst()
                        .orElse(null);
    }

    /** The header that sets it. */
    String set(String value, Duration lifetime, HttpServletRequest request) {
        boolean secure = secure(request);
        return ResponseCookie.from(name(secure), value)
                .httpOnly(true)
                .secure(secure)
                .sameSite(sameSite)
                .path(secure ? "/" : SessionAnswers.PATH)
                .maxAge(lifetime)
                .build()
                .toString();
    }

    private String name(boolean secure) {
        return secure ? HOST + word : word;
    }

    /** Also where a proxy does not tell that people came over HTTPS: elsewhere than on this machine they have to. */
    static boolean secure(HttpServletRequest request) {
        return request.isSecure() || !THIS_MACHINE.contains(request.getServerName());
    }
}
