package dev.sightline.server.identity;

import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.Refused;
import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Month;
import java.time.ZoneId;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * What the platform's administrators do to organisations. Each deed stands in the log of the organisation and in that of the platform's
 * own one, which outlives it. Thread-safe. Throws {@link Refused}: 404, and 409 where the state of the organisation forbids it.
 */
@Component
class Platform {
    /** From the wish to delete until it is done; restorable so long. */
    static final Duration GRACE = Duration.ofDays(30);

    private final Organizations organizations;
    private final Accounts accounts;
    private final Sessions sessions;
    private final AuditLog audit;
    private final Clock clock;

    Platform(Organizations organizations, Accounts accounts, Sessions sessions, AuditLog audit, Clock clock) {
        this.organizations = organizations;
        this.accounts = accounts;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param administrator e-mail of its first one, who signs in as they do elsewhere or gets a password later; null: none yet */
    Organization create(
            String slug,
            String name,
            String currency,
            ZoneId zone,
            Month fiscalYearStart,
            @Nullable String administrator,
            Caller by) {
        Organization made = organizations
                .create(slug, name, currency, zone, fiscalYearStart)
                .orElseThrow(() -> Refused.of(
                        HttpStatus.CONFLICT, "slug_taken", "There is an organisation of this short name already."));
        record("organization.created", made, by);
        if (administrator != null) {
            accounts.create(made.id(), administrator, null, Role.ADMIN, null, by);
        }
        return made;
    }

    Organization suspend(String slug, Caller by) {
        return change(
                slug, Organization.Status.ACTIVE, Organization.Status.SUSPENDED, "organization.suspended", by, false);
    }

    Organization resume(String slug, Caller by) {
        return change(
                slug, Organization.Status.SUSPENDED, Organization.Status.ACTIVE, "organization.resumed", by, false);
    }

    /** Nobody gets in from now on; after {@link #GRACE} all of it is removed. */
    Organization delete(String slug, Caller by) {
        return change(slug, null, Organization.Status.DELETING, "organization.deletion_requested", by, true);
    }

    /** As it was before, though suspended, until somebody has looked. */
    Organization restore(String slug, Caller by) {
        return change(
                slug,
                Organization.Status.DELETING,
                Organization.Status.SUSPENDED,
                "organization.deletion_cancelled",
                by,
                false);
    }

    /** A session within the organisation, for its administrators to see; the one at home ends. */
    Sessions.Granted enter(SignedIn signedIn, String slug, Caller by) {
        signedIn.requireSession();
        Organization organization = find(slug);
        if (!organization.active()) {
            throw conflict(organization);
        }
        Account visitor = accounts.visitor(organization.id(), signedIn.email(), by);
        Sessions.Granted granted =
                sessions.goOn(visitor, signedIn, by).orElseThrow(() -> Refused.notFound("organisation"));
        record("organization.entered", organization, by);
        sessions.leave(signedIn, by);
        return granted;
    }

    Organization find(String slug) {
        return organizations.bySlug(slug).orElseThrow(() -> Refused.notFound("organisation"));
    }

    void record(String action, Organization organization, Caller by) {
        UnaryOperator<AuditEntry> on = entry -> entry.on("organization", organization.slug(), organization.name());
        audit.record(organization.id(), on.apply(AuditEntry.of(action, by)));
        Organization own = organizations.own();
        if (!own.id().equals(organization.id())) {
            audit.record(own.id(), on.apply(AuditEntry.of(action, by)));
        }
    }

    /** @param from null: whatever but the wanted one */
    private Organization change(
            String slug,
            Organization.@Nullable Status from,
            Organization.Status to,
            String action,
            Caller by,
            boolean later) {
        Organization organization = find(slug);
        // One that another server's settings made its own may be suspended by then, and has to come back.
        if (organization.active()
                && organization.id().equals(organizations.own().id())) {
            throw Refused.of(
                    HttpStatus.CONFLICT,
                    "own_organization",
                    "This is the organisation that the server's settings name; it can be neither suspended nor deleted.");
        }
        boolean fits = from == null ? organization.status() != to : organization.status() == from;
        Organization changed = fits
                ? organizations
                        .setStatus(
                                organization.id(),
                                organization.status(),
                                to,
                                later ? clock.instant().plus(GRACE) : null)
                        .orElse(null)
                : null;
        if (changed == null) {
            throw conflict(organization);
        }
        record(action, changed, by);
        return changed;
    }

    private static Refused conflict(Organization organization) {
        return Refused.of(
                HttpStatus.CONFLICT,
                "organization_status",
                "The organisation is " + organization.status().name().toLowerCase(java.util.Locale.ROOT)
                        + "; this is not possible now.");
    }
}
