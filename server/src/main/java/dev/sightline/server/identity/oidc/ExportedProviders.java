package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.identity.ExportedSettings;
import dev.sightline.server.identity.oidc.ProvidersController.ProviderItem;
import java.util.List;
import org.springframework.stereotype.Component;

/** The organisation's sign-in providers as its administrators see them, so without their secrets. */
@Component
final class ExportedProviders implements ExportedSettings {
    private final Providers providers;

    ExportedProviders(Providers providers) {
        this.providers = providers;
    }

    @Override
    public String name() {
        return "sign_in_providers";
    }

    @Override
    public List<ProviderItem> all(OrganizationId organization) {
        return providers.all(organization).stream().map(ProviderItem::of).toList();
    }
}
