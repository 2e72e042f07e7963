package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.OrganizationId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where an organisation's people sign in. Immutable; without its secret.
 *
 * @param issuer who its tokens say they are from; for Entra ID the authority that the tenants stand below; no slash at its end for Entra ID
 * @param tenants ids of Entra ID's tenants whose people may come in; empty for the others
 * @param domains of the e-mail addresses that it may vouch for, in lower case
 * @param enabled whether anybody may sign in by it
 */
record Provider(
        OrganizationId organization,
        UUID id,
        Kind kind,
        String name,
        String issuer,
        List<String> tenants,
        List<String> domains,
        String clientId,
        boolean enabled,
        Instant secretChangedAt) {
    static final String DISCOVERY = "/.well-known/openid-configuration";
    /** What stands for the tenant in the issuer of an authority for several. */
    static final String PLACEHOLDER = "{tenantid}";

    private static final String ENTRA_VERSION = "/v2.0";

    enum Kind {
        /** Microsoft 365, for named tenants. */
        ENTRA,
        /** Any other that publishes what it does. */
        OIDC
    }

    Provider {
        tenants = List.copyOf(tenants);
        domains = List.copyOf(domains);
    }

    /** Where the provider says what it does. */
    URI discovery() {
        return switch (kind) {
            case OIDC -> URI.create(withoutSlash(issuer) + DISCOVERY);
            case ENTRA ->
                URI.create(issuer + "/" + (tenants.size() == 1 ? tenants.getFirst() : "organizations") + ENTRA_VERSION
                        + DISCOVERY);
        };
    }

    /** Whether the provider that says this of itself is the one that is meant. */
    boolean is(String saidIssuer) {
        return switch (kind) {
            case OIDC -> withoutSlash(issuer).equals(withoutSlash(saidIssuer));
            case ENTRA -> saidIssuer.equals(tenantIssuer(tenants.size() == 1 ? tenants.getFirst() : PLACEHOLDER));
        };
    }

    /**
     * The issuer that a token may name.
     *
     * @param saidIssuer what the provider says of itself, see {@link #is}
     * @param tenant the token's own word for its tenant; empty where it has none
     * @return empty where no token of that tenant is good
     */
    Optional<String> tokenIssuer(String saidIssuer, String tenant) {
        if (kind == Kind.OIDC) {
            return Optional.of(saidIssuer);
        }
        return tenants.contains(tenant) ? Optional.of(tenantIssuer(tenant)) : Optional.empty();
    }

    boolean vouchesFor(String domain) {
        return domains.contains(domain);
    }

    /** Whether the secret that was given for this one may be sent to where the form says. Tenants lead to no other host. */
    boolean isOf(ProviderForm form) {
        return issuer.equals(form.issuer()) && clientId.equals(form.clientId());
    }

    /** Whether everybody whom the other one lets in comes in by this one as well. */
    boolean trustsAllOf(Provider other) {
        return issuer.equals(other.issuer) && tenants.containsAll(other.tenants) && domains.containsAll(other.domains);
    }

    private String tenantIssuer(String tenant) {
        return issuer + "/" + tenant + ENTRA_VERSION;
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }
}
