package dev.sightline.server.platform.database;

import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.personal.PersonalKeys;
import dev.sightline.eventstore.secret.SecretBox;
import java.security.SecureRandom;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The event log, in the same database as everything else: what commits with it commits together. */
@Configuration(proxyBeanMethods = false)
class EventLogConfiguration {

    @Bean
    EventStore eventStore(DataSource dataSource, Clock clock) {
        return new PostgresEventStore(dataSource, clock);
    }

    @Bean
    PersonalKeys personalKeys(SecretBox box) {
        return new PersonalKeys(box, new SecureRandom());
    }
}
