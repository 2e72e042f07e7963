package dev.sightline.server.access;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.Role;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking: every query takes one first. Immutable; minted by this room alone. Available to controllers as a method
 * argument.
 *
 * @param viewerId the person, such as {@code user-odoo-6}; null where the account belongs to nobody the source knows
 * @param all whether every record of the organisation is visible
 * @param unassigned whether records without an owner are visible
 * @param ledTeams keys of the sales teams that the viewer leads
 * @param reports about how many people are below the viewer: decides how answers are looked for, never what is in them
 */
public record Scope(
        OrganizationId organization,
        UUID accountId,
        Role role,
        @Nullable String viewerId,
        boolean all,
        boolean unassigned,
        Set<String> ledTeams,
        int reports) {
    public Scope {
        ledTeams = Set.copyOf(ledTeams);
    }
}
