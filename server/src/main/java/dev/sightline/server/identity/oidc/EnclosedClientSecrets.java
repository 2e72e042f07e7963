package dev.sightline.server.identity.oidc;

import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.tenancy.EnclosedColumn;
import dev.sightline.server.tenancy.OrganizationTransactions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the secrets of providers lie. */
@Configuration(proxyBeanMethods = false)
class EnclosedClientSecrets {

    @Bean
    EnclosedSecrets clientSecrets(OrganizationTransactions transactions, SecretBox box) {
        return new EnclosedColumn(
                transactions,
                box,
                "client secrets of sign-in providers",
                "sign_in_providers",
                "provider_id",
                "client_secret",
                Providers::purpose);
    }
}
