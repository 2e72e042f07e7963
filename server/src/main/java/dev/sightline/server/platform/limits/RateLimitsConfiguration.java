package dev.sightline.server.platform.limits;

import dev.sightline.eventstore.secret.SecretBox;
import dev.sightline.server.platform.RateLimits;
import dev.sightline.server.platform.SightlineSettings;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Limits of this server alone, or shared where there is a Redis; without one nothing of its client is loaded. */
@Configuration(proxyBeanMethods = false)
class RateLimitsConfiguration {

    @Bean
    RateLimits rateLimits(SightlineSettings settings, SecretBox secrets, MeterRegistry meters) {
        SightlineSettings.Limits limits = settings.limits();
        Refusals refusals = new Refusals(limits, TimeMeter.SYSTEM_NANOTIME, meters);
        LocalRateLimits local = new LocalRateLimits(limits, TimeMeter.SYSTEM_NANOTIME, refusals);
        if (!settings.redis().connected()) {
            return local;
        }
        return new SharedRateLimits(
                limits,
                new AskerKeys(secrets.keyFor("names of who is counted")),
                new RedisBuckets(),
                new RedisLine(settings.redis().address(), SharedRateLimits.Patience.USUAL.connection()),
                local,
                refusals,
                meters,
                SharedRateLimits.Patience.USUAL);
    }
}
