package dev.sightline.server.odoo.connections;

import org.jspecify.annotations.Nullable;

/**
 * An organisation's Odoo, as it comes from an administrator. Its text form shows nothing.
 *
 * @param url its address, without a path: {@code https://acme.odoo.com}
 * @param login whose records are read: what this user may see, Sightline reads
 * @param key an API key of that user; may be left out where address, database and login are the ones of the connection that is kept.
 *     Never shown again
 */
public record ConnectionWish(
        @Nullable String url,
        @Nullable String database,
        @Nullable String login,
        @Nullable String key) {
    @Override
    public String toString() {
        return "ConnectionWish";
    }
}
