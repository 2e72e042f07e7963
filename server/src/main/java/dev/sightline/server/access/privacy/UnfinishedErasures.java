package dev.sightline.server.access.privacy;

import dev.sightline.server.tenancy.Organization;
import dev.sightline.server.tenancy.Organizations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Goes on, when the server starts, with the cleaning that another process was killed in. */
@Component
class UnfinishedErasures {
    private static final Logger log = LoggerFactory.getLogger(UnfinishedErasures.class);

    private final ForgetPerson forget;
    private final Organizations organizations;
    private final boolean background;

    UnfinishedErasures(
            ForgetPerson forget,
            Organizations organizations,
            @Value("${sightline.background:true}") boolean background) {
        this.forget = forget;
        this.organizations = organizations;
        this.background = background;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (background) {
            Thread.ofVirtual().name("unfinished-erasures").start(this::finish);
        }
    }

    private void finish() {
        for (Organization each : organizations.all()) {
            try {
                forget.finish(each.id());
            } catch (RuntimeException e) {
                // The next start tries again; asking again for the same person does as well.
                log.warn("what is stored of people who are forgotten could not be cleaned: {}", e.getMessage());
            }
        }
    }
}
