package dev.sightline.server.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The answer to who has no access token, or not a good one. It does not say what is wrong with a token. */
final class Unauthenticated {
    private Unauthenticated() {}

    static Problem problem(HttpServletRequest request) {
        boolean presented = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                presented ? "invalid_token" : "not_signed_in",
                presented ? "The access token is not valid, or not any more. Sign in again." : "Sign in first.",
                List.of(),
                Map.of("WWW-Authenticate", presented ? "Bearer error=\"invalid_token\"" : "Bearer"));
    }
}
