package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Permission;
import dev.sightline.server.platform.Refused;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The account, or the service's key, behind a request, as it is now. Available to controllers as a method argument. Immutable.
 *
 * @param accountId of the account; of the key, for a service
 * @param session null for a service
 * @param suspended whether the organisation is, or is to be deleted: nothing may be done there
 */
public record SignedIn(
        UUID accountId,
        OrganizationId organization,
        String email,
        Role role,
        @Nullable UUID session,
        Set<Permission> permissions,
        boolean suspended) {

    public SignedIn {
        permissions = Set.copyOf(permissions);
    }

    /** A person, who may do what the role may. */
    public SignedIn(UUID accountId, OrganizationId organization, String email, Role role, @Nullable UUID session) {
        this(accountId, organization, email, role, session, role.permissions(), false);
    }

    /**
     * The session, where a person asks.
     *
     * @throws Refused 403 for a service, which has none
     */
    UUID requireSession() {
        if (session == null) {
            throw Refused.forbidden("Services have no session.");
        }
        return session;
    }

    /** Whether a platform administrator has entered the organisation. */
    public boolean visiting() {
        return role == Role.SUPER_ADMIN && may(Permission.VIEW_RECORDS);
    }

    /**
     * For what lets somebody in beyond the visit.
     *
     * @param what the visitor may not do, as the end of a sentence
     * @throws Refused 403 for a visitor
     */
    public void refuseVisitor(String what) {
        if (visiting()) {
            throw Refused.forbidden("Visitors do not " + what
                    + ", as that would outlive the visit. An administrator of the organisation can.");
        }
    }

    public boolean may(Permission permission) {
        return !suspended && permissions.contains(permission);
    }

    /**
     * For what an endpoint's declaration cannot say: a part of the request that asks for more, or a door that is no endpoint.
     *
     * @throws Refused 403, where the account lacks the permission
     */
    public void require(Permission permission) {
        if (suspended) {
            throw Refused.of(
                    HttpStatus.FORBIDDEN,
                    "organization_suspended",
                    "The organisation is suspended. Ask whoever runs Sightline for you.");
        }
        if (role == Role.PENDING) {
            throw Refused.of(
                    HttpStatus.FORBIDDEN,
                    "approval_pending",
                    "An administrator of your organisation has to approve your account first.");
        }
        if (!may(permission)) {
            throw Refused.forbidden("Your account may not do this. Ask an administrator of your organisation.");
        }
    }
}
