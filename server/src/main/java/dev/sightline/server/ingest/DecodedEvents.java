package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.ProjectionBatch;
import java.util.ArrayList;
import java.util.List;

/** The events of a projection batch as records of the catalogue, decoded once for all parts of a composite projection. */
public final class DecodedEvents {
    private static final EventCodec CODEC = new EventCodec();

    private final List<Decoded<DomainEvent>> events;

    private DecodedEvents(List<Decoded<DomainEvent>> events) {
        this.events = List.copyOf(events);
    }

    /**
     * What the log holds, and what it says.
     *
     * @param recorded where it stands and where it came from
     * @param event the payload
     */
    public record Decoded<E extends DomainEvent>(RecordedEvent recorded, E event) {

        /** The key of the event's stream, such as {@code odoo-6}. */
        public String key() {
            return recorded.stream().key();
        }
    }

    /** @throws IllegalArgumentException for an event that the catalogue cannot read: a poison event (R7) */
    public static DecodedEvents of(ProjectionBatch batch) {
        return batch.sharedOr(DecodedEvents.class, () -> new DecodedEvents(decode(batch.events())));
    }

    /** All of them, in the order of the log. */
    public List<Decoded<DomainEvent>> all() {
        return events;
    }

    /** Those below {@code branch}, such as {@code CrmEvent.OpportunityEvent.class}, in the order of the log. */
    public <E extends DomainEvent> List<Decoded<E>> of(Class<E> branch) {
        List<Decoded<E>> found = new ArrayList<>();
        for (Decoded<DomainEvent> decoded : events) {
            if (branch.isInstance(decoded.event())) {
                found.add(new Decoded<>(decoded.recorded(), branch.cast(decoded.event())));
            }
        }
        return found;
    }

    private static List<Decoded<DomainEvent>> decode(List<RecordedEvent> batch) {
        List<Decoded<DomainEvent>> decoded = new ArrayList<>(batch.size());
        for (RecordedEvent recorded : batch) {
            decoded.add(new Decoded<>(
                    recorded, CODEC.read(recorded.type(), recorded.event().schemaVersion(), recorded.data())));
        }
        return decoded;
    }
}
