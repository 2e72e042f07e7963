package dev.sightline.server.odoo.connections;

import dev.sightline.eventstore.OrganizationId;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Odoo that an organisation has connected itself, its key still enclosed. Immutable; equal while nothing has changed.
 *
 * @param url scheme, host and port
 * @param changedBy the account that set it; it may be gone since
 */
public record Connection(
        OrganizationId organization,
        UUID id,
        URI url,
        String database,
        String login,
        Envelope key,
        Instant changedAt,
        UUID changedBy) {

    /** Bytes that are compared by what they hold. Not to be changed. */
    record Envelope(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Envelope(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** Host and port, for people. */
    public String host() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** Whether the key that was given for this one may be sent to where the form says. */
    boolean isOf(ConnectionForm form) {
        return url.equals(form.url()) && database.equals(form.database()) && login.equals(form.login());
    }
}
