package dev.sightline.server.platform;

import dev.sightline.eventstore.secret.SecretBox;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Time, ids and settings for everybody. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SightlineSettings.class)
class PlatformConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Ids ids() {
        return UUID::randomUUID;
    }

    @Bean
    SecretBox secretBox(SightlineSettings settings) {
        SecureRandom random = new SecureRandom();
        return new SecretBox(MasterKeyFile.load(settings.home(), settings.master(), random), random);
    }
}
