package dev.sightline.server.identity;

import dev.sightline.server.platform.SightlineSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CorsConfigurer;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/** Which other sites' pages may call the API (CORS): those that the settings name, with tokens of their own and never with a cookie. */
final class OtherSites {
    private OtherSites() {}

    /** Where no site is named, nothing of the kind is there; else a site that is not named learns nothing of any answer. */
    static void let(SightlineSettings.Web settings, CorsConfigurer<HttpSecurity> cors) {
        Set<String> origins = Set.copyOf(settings.eachOrigin());
        if (origins.isEmpty()) {
            cors.disable();
        } else {
            cors.configurationSource(source(origins));
        }
    }

    private static CorsConfigurationSource source(Set<String> origins) {
        CorsConfiguration let = new CorsConfiguration();
        let.setAllowedOrigins(List.copyOf(origins));
        let.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        let.setAllowedHeaders(List.of(
                HttpHeaders.AUTHORIZATION,
                HttpHeaders.CONTENT_TYPE,
                HttpHeaders.IF_NONE_MATCH,
                "X-Request-Id",
                "X-Correlation-Id"));
        let.setExposedHeaders(List.of(HttpHeaders.ETAG, HttpHeaders.RETRY_AFTER, "X-Request-Id", "X-Correlation-Id"));
        let.setAllowCredentials(false);
        let.setMaxAge(Duration.ofHours(1));
        return request -> {
            String origin = request.getHeader(HttpHeaders.ORIGIN);
            return origin != null
                            && origins.contains(origin)
                            && request.getRequestURI().startsWith("/api/")
                    ? let
                    : null;
        };
    }
}
