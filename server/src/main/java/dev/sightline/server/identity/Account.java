package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Someone who can sign in.
 *
 * @param personId the person of the reporting tree; null: the one with the same e-mail, where there is one
 */
public record Account(
        OrganizationId organization,
        UUID id,
        String email,
        Role role,
        boolean active,
        @Nullable String personId,
        Instant createdAt) {}
