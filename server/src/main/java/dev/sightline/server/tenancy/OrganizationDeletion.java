package dev.sightline.server.tenancy;

import dev.sightline.server.platform.AuditEntry;
import dev.sightline.server.platform.AuditLog;
import dev.sightline.server.platform.Caller;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Removes organisations whose time of grace is over, every minute while the server serves. Thread-safe, on any number of servers. */
@Component
public class OrganizationDeletion implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(OrganizationDeletion.class);
    private static final long EVERY_SECONDS = 60;

    private final Organizations organizations;
    private final ObjectProvider<AuditLog> audit;
    private final Clock clock;
    private final boolean background;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("organisation-deletion").factory());

    OrganizationDeletion(
            Organizations organizations,
            ObjectProvider<AuditLog> audit,
            Clock clock,
            @Value("${sightline.background:true}") boolean background) {
        this.organizations = organizations;
        this.audit = audit;
        this.clock = clock;
        this.background = background;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (background) {
            timer.scheduleWithFixedDelay(this::deleteDue, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Removes those that are due; each in a transaction of its own. */
    void deleteDue() {
        try {
            for (Organization organization : organizations.all()) {
                var due = organization.deleteAfter();
                if (due != null && !due.isAfter(clock.instant()) && organizations.delete(organization.id())) {
                    log.warn("organisation {} was deleted, its time of grace being over", organization.slug());
                    audit.getObject()
                            .record(
                                    organizations.own().id(),
                                    AuditEntry.of("organization.deleted", Caller.program("schedule"))
                                            .on("organization", organization.slug(), organization.name()));
                }
            }
        } catch (RuntimeException e) {
            // The next minute tries again; a scheduler that throws would never run again.
            log.error("organisations that are due could not be deleted", e);
        }
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
