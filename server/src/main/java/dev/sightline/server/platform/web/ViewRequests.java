package dev.sightline.server.platform.web;

import dev.sightline.server.platform.FreshnessSource;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.platform.ViewRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.HttpHeaders;

/** Reads what a {@link ViewRequest} is made of. */
final class ViewRequests {
    private static final long QUARTER_OF_AN_HOUR = 900;

    private ViewRequests() {}

    static ViewRequest parse(
            HttpServletRequest request, FreshnessSource freshness, @Nullable BuildProperties build, Instant now) {
        String era = (build == null ? "" : build.getVersion() + "@" + build.getTime()) + "/"
                + now.getEpochSecond() / QUARTER_OF_AN_HOUR;
        String query = request.getQueryString();
        return new ViewRequest(
                freshness,
                minPosition(request.getParameter("min_position")),
                era,
                request.getRequestURI() + "?" + (query == null ? "" : query),
                request.getHeader(HttpHeaders.IF_NONE_MATCH));
    }

    private static long minPosition(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Refused.field("min_position", "invalid_value", "min_position must be a whole number from 0 on.");
        }
        return Long.parseLong(text);
    }
}
