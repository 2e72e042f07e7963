package dev.sightline.server.odoo.web;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.odoo.connections.Webhooks;
import dev.sightline.server.platform.Secret;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organizations;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Where Odoo sends its webhooks of an organisation to. Thread-safe. */
@Component
class WebhookAddresses {
    private final Webhooks webhooks;
    private final Organizations organizations;
    private final SightlineSettings settings;

    WebhookAddresses(Webhooks webhooks, Organizations organizations, SightlineSettings settings) {
        this.webhooks = webhooks;
        this.organizations = organizations;
        this.settings = settings;
    }

    /**
     * @param address with {@code {secret}} where the secret stands, which is shown once, when it is made
     * @param setAt null for the one of the server's settings
     * @param signed whether every hook has to be signed
     */
    record WebhookAnswer(String address, @Nullable Instant setAt, boolean signed) {}

    /**
     * @param bySettings whether the organisation is read from the settings' Odoo, so that the settings' secret is good for it
     * @return null where nobody can knock
     */
    @Nullable
    WebhookAnswer of(OrganizationId organization, boolean bySettings, HttpServletRequest request) {
        return webhooks.find(organization)
                .map(own -> new WebhookAnswer(hidden(organization, request), own.setAt(), own.signed()))
                .orElseGet(() -> bySettings && settings.webhook().secret().isSet()
                        ? new WebhookAnswer(
                                hidden(organization, request),
                                null,
                                settings.webhook().hmacKey().isSet())
                        : null);
    }

    /** With the secret. */
    String full(OrganizationId organization, Secret secret, HttpServletRequest request) {
        return base(organization, request) + secret.value();
    }

    private String hidden(OrganizationId organization, HttpServletRequest request) {
        return base(organization, request) + "{secret}";
    }

    /** At the address that people open Sightline at, where it is said, else where the request came to. */
    private String base(OrganizationId organization, HttpServletRequest request) {
        String site = settings.publicAddress();
        if (site.isEmpty()) {
            site = ServletUriComponentsBuilder.fromContextPath(request)
                    .replaceQuery(null)
                    .build()
                    .toUriString();
        }
        return site + "/webhooks/odoo/" + organizations.get(organization).slug() + "/";
    }
}
