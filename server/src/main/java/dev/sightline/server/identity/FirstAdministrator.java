package dev.sightline.server.identity;

import dev.sightline.eventstore.OrganizationId;
import dev.sightline.server.platform.Caller;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.Organizations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** Makes the administrator that the settings name, where there is no account with that e-mail; never changes one. */
@Component
@ConditionalOnWebApplication
class FirstAdministrator implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(FirstAdministrator.class);

    private final SightlineSettings.Admin settings;
    private final ObjectProvider<Organizations> organizations;
    private final ObjectProvider<Accounts> accounts;

    // Providers: without the setting (and for verbs that need no database) nothing is asked.
    FirstAdministrator(
            SightlineSettings settings,
            ObjectProvider<Organizations> organizations,
            ObjectProvider<Accounts> accounts) {
        this.settings = settings.admin();
        this.organizations = organizations;
        this.accounts = accounts;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (settings.email().isEmpty()) {
            return;
        }
        OrganizationId own = organizations.getObject().own().id();
        Accounts existing = accounts.getObject();
        if (existing.findByEmail(own, settings.email()).isPresent()) {
            return;
        }
        try {
            existing.create(own, settings.email(), settings.password(), Role.ADMIN, null, Caller.program("settings"));
            log.info("Made the first administrator, {}", settings.email());
        } catch (AccountRefused e) {
            // Another server that started at the same moment was faster.
            log.warn("The first administrator was not made: {}", e.getMessage());
        }
    }
}
