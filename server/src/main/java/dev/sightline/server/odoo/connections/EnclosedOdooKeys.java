package dev.sightline.server.odoo.connections;

import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.tenancy.EnclosedColumn;
import dev.sightline.server.tenancy.OrganizationTransactions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the keys for Odoo and those that sign webhooks lie. */
@Configuration(proxyBeanMethods = false)
class EnclosedOdooKeys {

    @Bean
    EnclosedSecrets odooKeys(OrganizationTransactions transactions, SecretBox box) {
        return new EnclosedColumn(
                transactions,
                box,
                "keys of connections to Odoo",
                "odoo_connections",
                "connection_id",
                "key",
                Connections::purpose);
    }

    @Bean
    EnclosedSecrets webhookKeys(OrganizationTransactions transactions, SecretBox box) {
        return new EnclosedColumn(
                transactions,
                box,
                "keys that sign webhooks of Odoo",
                "odoo_webhooks",
                "webhook_id",
                "hmac_key",
                Webhooks::purpose);
    }
}
