package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The account behind a request, as it is now. Available to controllers as a method argument. Immutable.
 *
 * @param session null where the request needs none
 */
public record SignedIn(
        UUID accountId,
        OrganizationId organization,
        String email,
        Role role,
        @Nullable UUID session) {

    public Set<Permission> permissions() {
        return role.permissions();
    }

    public boolean may(Permission permission) {
        return permissions().contains(permission);
    }

    /**
     * For what an endpoint's declaration cannot say: a part of the request that asks for more, or a door that is no endpoint.
     *
     * @throws Refused 403, where the account lacks the permission
     */
    public void require(Permission permission) {
        if (role == Role.PENDING) {
            throw Refused.of(
                    org.springframework.http.HttpStatus.FORBIDDEN,
                    "approval_pending",
                    "An administrator of your organisation has to approve your account first.");
        }
        if (!may(permission)) {
            throw Refused.forbidden("Your account may not do this. Ask an administrator of your organisation.");
        }
    }
}
