package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Someone who can sign in.
 *
 * @param role {@link Role#PENDING} until an administrator has given one
 * @param personId the person of the reporting tree; null: the one with the same e-mail, where there is one;
 *     {@link #NOBODY}: none, whoever has that e-mail
 */
public record Account(
        OrganizationId organization,
        UUID id,
        String email,
        Role role,
        Status status,
        @Nullable String personId,
        Instant createdAt) {
    /** For an account that is no person of the source, although one there has its e-mail. */
    public static final String NOBODY = "nobody";

    /** How far an account has come. */
    public enum Status {
        /** May sign in, and do nothing until an administrator approves. */
        PENDING,
        ACTIVE,
        /** May not sign in. */
        DEACTIVATED
    }

    /** Whether it may sign in. */
    public boolean open() {
        return status != Status.DEACTIVATED;
    }
}
