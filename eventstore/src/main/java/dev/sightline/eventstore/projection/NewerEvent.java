package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventStoreException;
import dev.sightline.eventstore.RecordedEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event that this program does not know, as a newer one has written it beside it, or before this one was put back in its place.
 * What it means is for that one to say: this one neither parks it nor passes over it.
 */
final class NewerEvent extends EventStoreException {
    NewerEvent(String message) {
        super(message);
    }

    /**
     * The first that is not known.
     *
     * @param wanted by a projection, and so known, whatever its version
     * @param known the newest version of each type; empty for all
     */
    static @Nullable RecordedEvent first(List<RecordedEvent> events, Set<String> wanted, Map<String, Integer> known) {
        if (known.isEmpty()) {
            return null;
        }
        for (RecordedEvent event : events) {
            Integer newest = known.get(event.type());
            if (newest == null ? !wanted.contains(event.type()) : event.event().schemaVersion() > newest) {
                return event;
            }
        }
        return null;
    }

    static String describe(RecordedEvent event) {
        return "event " + event.position() + " is " + event.type() + ", version "
                + event.event().schemaVersion() + ", which this program does not know: a newer one has to apply it";
    }
}
