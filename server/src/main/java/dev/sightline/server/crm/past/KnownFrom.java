package dev.sightline.server.crm.past;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.server.tenancy.Organization;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Since when an organisation is watched. Of earlier days it is known what was there, but not in which stage and with what probability:
 * a deal that was first seen won has 100, whatever it was before. Thread-safe.
 */
@Component
public class KnownFrom {
    private final EventStore events;
    /** When the first event was recorded: it stays the first one. */
    private final Map<OrganizationId, Instant> beginnings = new ConcurrentHashMap<>();

    KnownFrom(EventStore events) {
        this.events = events;
    }

    /** The day of the first recorded event; {@code today} where there is none yet. */
    public LocalDate day(Organization organization, LocalDate today) {
        Instant known = beginnings.get(organization.id());
        if (known == null) {
            List<RecordedEvent> first = events.read(organization.id(), EventFilter.all(), 1);
            if (first.isEmpty()) {
                return today;
            }
            known = first.getFirst().recordedAt();
            beginnings.put(organization.id(), known);
        }
        return LocalDate.ofInstant(known, organization.zone());
    }
}
