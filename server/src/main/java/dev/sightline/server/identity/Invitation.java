package dev.sightline.server.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom an administrator has asked in.
 *
 * @param role that they will have, without another approval
 * @param mail the letter; null where the link was handed on
 */
record Invitation(
        UUID id,
        String email,
        Role role,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        @Nullable UUID mail,
        @Nullable Instant acceptedAt,
        @Nullable Instant revokedAt) {

    /** What has become of it. */
    enum Status {
        OPEN,
        ACCEPTED,
        REVOKED,
        EXPIRED
    }

    Status status(Instant now) {
        if (acceptedAt != null) {
            return Status.ACCEPTED;
        }
        if (revokedAt != null) {
            return Status.REVOKED;
        }
        return expiresAt.isAfter(now) ? Status.OPEN : Status.EXPIRED;
    }
}
