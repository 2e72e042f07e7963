package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import java.util.UUID;

/** The account behind a request, as its access token says. Available to controllers as a method argument. */
public record SignedIn(UUID accountId, OrganizationId organization, String email, Role role) {}
