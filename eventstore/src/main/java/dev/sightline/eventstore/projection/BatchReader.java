package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.PostgresEventStore.Portion;
import dev.sightline.eventstore.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the events of a projection's next batch in an organisation's log. Thread-safe. */
final class BatchReader {
    /** Of the payloads of a batch, unless one alone has more: what a projection holds at once is some times as much. */
    static final long MOST_CHARACTERS = 16_000_000;
    /** How far to look at most at once for events of wanted types, when few of the log's are. */
    private static final int LARGEST_WINDOW = 20_000;

    private final Projection projection;
    private final OrganizationId organization;
    private final Map<String, Integer> knownEvents;
    /**
     * How far the next batch looks: no further than it is likely to find a batch full, since where a table's rows are not counted
     * yet the database may read and sort all that it is asked to look at, whatever the limit. Any value is a right one.
     */
    private volatile int window;

    /** @param knownEvents as in {@link EngineSettings} */
    BatchReader(Projection projection, OrganizationId organization, Map<String, Integer> knownEvents) {
        this.projection = projection;
        this.organization = organization;
        this.knownEvents = knownEvents;
    }

    /**
     * The next events that the projection wants.
     *
     * @param reached the position up to which there is no other
     * @param newer what is left to a newer program, right behind that; null for nothing
     */
    record Found(
            List<RecordedEvent> events,
            long reached,
            @Nullable String newer) {}

    /**
     * @param position the last one that was applied
     * @param end the last one to look at
     * @param most events
     */
    Found read(Connection transaction, long position, long end, int most) throws SQLException {
        int looked = Math.max(window, most);
        long upTo = Math.min(end, position + looked);
        EventFilter wanted = EventFilter.all()
                .after(position)
                .upTo(upTo)
                .ofTypes(projection.eventTypes())
                .orUnknownTo(knownEvents.keySet());
        Portion portion = PostgresEventStore.read(transaction, organization, wanted, most, MOST_CHARACTERS);
        List<RecordedEvent> events = portion.events();
        if (!portion.complete()) {
            window = Math.max(most, looked / 2);
        } else if (upTo < end && 2 * events.size() < most) {
            window = Math.max(most, Math.min(LARGEST_WINDOW, 2 * looked));
        }
        RecordedEvent newer = NewerEvent.first(events, projection.eventTypes(), knownEvents);
        if (newer != null) {
            return new Found(
                    events.subList(0, events.indexOf(newer)), newer.position() - 1, NewerEvent.describe(newer));
        }
        return new Found(events, portion.complete() ? upTo : events.getLast().position(), null);
    }
}
