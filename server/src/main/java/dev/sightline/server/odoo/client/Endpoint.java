package dev.sightline.server.odoo.client;

import java.net.URI;

/**
 * Where an Odoo is and as whom to sign in. Immutable.
 *
 * @param url root of the server, {@code http} or {@code https}, without a trailing slash
 * @param database may be empty on a server with one database that is 19 or newer
 * @param login used by JSON-RPC only
 * @param key API key (or password)
 */
public record Endpoint(URI url, String database, String login, String key) {
    public Endpoint {
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                    "the address of Odoo starts with http:// or https:// and names a host, such as https://erp.example.com");
        }
        if (key.isBlank()) {
            throw new IllegalArgumentException("an API key is needed to read Odoo");
        }
        String text = url.toString();
        if (text.endsWith("/")) {
            url = URI.create(text.replaceAll("/+$", ""));
        }
    }

    /** Host and port, for people: never the path, never credentials. */
    public String host() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    URI resolve(String path) {
        return URI.create(url + path);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Odoo at " + host() + ", database '" + database + "', login '" + login + "'";
    }
}
