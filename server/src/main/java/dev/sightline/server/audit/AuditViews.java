package dev.sightline.server.audit;

import dev.sightline.eventstore.projection.CompositeProjection;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The view behind the audit search, with a checkpoint of its own: rebuilding the sales views leaves it alone. */
@Configuration(proxyBeanMethods = false)
class AuditViews {
    static final String NAME = "audit";

    @Bean
    CompositeProjection auditViewProjection() {
        return new CompositeProjection(NAME, List.of(new AuditProjection()));
    }
}
