package dev.sightline.server.identity.oidc;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Where providers send browsers back to. Each organisation has an address of its own: what another organisation's provider, which may be
 * a dishonest one, passes on of this one's never arrives where it would count. Stateless.
 */
final class RedirectUri {
    static final String PATH = "/api/v2/session/provider";

    private RedirectUri() {}

    /** At the address that the browser knows the server by. A provider sends nobody to one that it has not been told. */
    static String of(String slug, HttpServletRequest request) {
        return ServletUriComponentsBuilder.fromContextPath(request)
                .replaceQuery(null)
                .path(PATH + "/" + slug)
                .build()
                .toUriString();
    }
}
