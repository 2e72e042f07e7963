package dev.sightline.server.mail;

import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.EnclosedSecrets;
import dev.sightline.server.platform.Ids;
import dev.sightline.server.platform.SightlineSettings;
import dev.sightline.server.tenancy.EnclosedColumn;
import dev.sightline.server.tenancy.OrganizationTransactions;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the settings say of mail. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    @Bean
    Outbox outbox(
            OrganizationTransactions transactions, SecretBox box, SightlineSettings settings, Ids ids, Clock clock) {
        return new Outbox(transactions, box, settings.smtp().connected(), settings.publicAddress(), ids, clock);
    }

    @Bean
    EnclosedSecrets waitingLetterTexts(OrganizationTransactions transactions, SecretBox box) {
        return new EnclosedColumn(
                transactions, box, "letters that wait", "mail_outbox", "mail_id", "body", Outbox::purpose);
    }

    @Bean
    MailServer mailServer(SightlineSettings settings) {
        return new MailServer(settings.smtp());
    }
}
