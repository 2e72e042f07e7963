package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.catalog.EventCodec;
import dev.sightline.catalog.PersonalCipher;
import dev.sightline.catalog.SealedEvent;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.projection.ProjectionBatch;
import java.sql.SQLException;
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

    /**
     * Personal texts are opened with the keys that {@link OpensPersonalTexts} left in the batch: all at once, in a round trip or two.
     *
     * @throws IllegalArgumentException for an event that the catalogue cannot read: a poison event (R7)
     */
    public static DecodedEvents of(ProjectionBatch batch) throws SQLException {
        DecodedEvents known = batch.shared(DecodedEvents.class).orElse(null);
        if (known == null) {
            known = new DecodedEvents(decode(batch));
            batch.share(DecodedEvents.class, known);
        }
        return known;
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

    private static List<Decoded<DomainEvent>> decode(ProjectionBatch batch) throws SQLException {
        List<SealedEvent> sealed =
                batch.events().stream().map(DecodedEvents::sealed).toList();
        PersonalTexts texts = batch.shared(PersonalTexts.class).orElse(null);
        PersonalCipher cipher = texts == null
                ? new PersonalTexts.Ring(null)
                : texts.forReading(batch.connection(), batch.organization(), sealed);
        List<Decoded<DomainEvent>> decoded = new ArrayList<>(sealed.size());
        for (int i = 0; i < sealed.size(); i++) {
            decoded.add(new Decoded<>(batch.events().get(i), sealed.get(i).open(cipher)));
        }
        return decoded;
    }

    /** An event whose personal texts are still to be opened. */
    public static SealedEvent sealed(RecordedEvent recorded) {
        return CODEC.readSealed(
                recorded.type(),
                recorded.event().schemaVersion(),
                recorded.data(),
                recorded.stream().toString());
    }
}
