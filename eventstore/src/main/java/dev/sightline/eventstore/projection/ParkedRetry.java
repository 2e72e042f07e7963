package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.PostgresEventStore;
import dev.sightline.eventstore.RecordedEvent;
import dev.sightline.eventstore.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a parked stream back, a page of its events per transaction: the stream stays blocked until the last page is applied, so
 * the order is kept whoever is killed in between. A page is one event where effects go outside: what was done is never handed out
 * again because a later event fails. Thread-safe.
 */
final class ParkedRetry {
    static final int PAGE = 200;

    private final BatchApplication application;

    ParkedRetry(BatchApplication application) {
        this.application = application;
    }

    /** @param left events of the stream still parked, where the page was the last that was tried */
    private record Page(int applied, int left, @Nullable String error, boolean last) {}

    /** From the stream's first parked event on, in order, until one fails. */
    RetryOutcome retry(StreamId stream) throws SQLException {
        int applied = 0;
        while (true) {
            Page page = application.inTurn((transaction, lot) -> page(transaction, lot, stream));
            applied += page.applied;
            if (page.last) {
                return new RetryOutcome(applied, page.left, page.error);
            }
        }
    }

    /**
     * Drops a stream's first parked event for good.
     *
     * @return its stream; empty where no event is parked at the position, or another one of its stream is before it
     */
    Optional<StreamId> discard(long position, String reason, String by) throws SQLException {
        return application.inTurn((transaction, lot) -> {
            List<ParkedStream> first = lot.streams(position - 1, 1);
            if (first.isEmpty() || first.getFirst().first().position() != position) {
                return Optional.empty();
            }
            lot.discard(first.getFirst().first(), reason, by);
            application.revise(transaction);
            return Optional.of(first.getFirst().first().stream());
        });
    }

    private Page page(Connection transaction, ParkingLot lot, StreamId stream) throws SQLException {
        int most = application.projection().replayable() ? PAGE : 1;
        List<Long> waiting =
                lot.parked(stream, 0, most).stream().map(ParkedEvent::position).toList();
        if (waiting.isEmpty()) {
            return new Page(0, 0, null, true);
        }
        Taken taken = take(transaction, lot, waiting);
        List<Long> positions = taken.positions;
        List<RecordedEvent> events = taken.events;
        Throwable fault = events.isEmpty() ? null : application.attempt(transaction, events);
        if (fault == null) {
            lot.release(positions);
            application.revise(transaction);
            boolean whole = positions.size() == waiting.size() && waiting.size() < most;
            int left = whole ? 0 : lot.count(stream);
            return new Page(events.size(), left, null, left == 0);
        }
        if (events.size() == 1) {
            return failed(lot, stream, events.getFirst(), fault, 0);
        }
        return singly(transaction, lot, stream, events);
    }

    private static Page failed(ParkingLot lot, StreamId stream, RecordedEvent event, Throwable fault, int applied)
            throws SQLException {
        lot.failedAgain(event.position(), fault);
        return new Page(applied, lot.count(stream), Faults.describe(fault), true);
    }

    private Page singly(Connection transaction, ParkingLot lot, StreamId stream, List<RecordedEvent> events)
            throws SQLException {
        List<Long> applied = new ArrayList<>();
        for (RecordedEvent event : events) {
            Throwable fault = application.attempt(transaction, List.of(event));
            if (fault != null) {
                release(transaction, lot, applied);
                return failed(lot, stream, event, fault, applied.size());
            }
            applied.add(event.position());
        }
        release(transaction, lot, applied); // the page was too much at once
        int left = lot.count(stream);
        return new Page(applied.size(), left, null, left == 0);
    }

    private void release(Connection transaction, ParkingLot lot, List<Long> applied) throws SQLException {
        if (!applied.isEmpty()) {
            lot.release(applied);
            application.revise(transaction);
        }
    }

    /** @param events at the positions, without those that were discarded meanwhile for another edition */
    private record Taken(List<Long> positions, List<RecordedEvent> events) {}

    /** From the first on, as many as a batch may hold. */
    private Taken take(Connection transaction, ParkingLot lot, List<Long> waiting) throws SQLException {
        Set<Long> discarded = lot.discarded(waiting.getFirst() - 1, waiting.getLast());
        List<Long> positions = new ArrayList<>();
        List<RecordedEvent> events = new ArrayList<>();
        long characters = 0;
        for (long position : waiting) {
            if (!discarded.contains(position)) {
                RecordedEvent event = event(transaction, application.organization(), position);
                characters += event.data().length();
                if (characters > BatchReader.MOST_CHARACTERS && !events.isEmpty()) {
                    break;
                }
                events.add(event);
            }
            positions.add(position);
        }
        return new Taken(positions, events);
    }

    static RecordedEvent event(Connection transaction, OrganizationId organization, long position) throws SQLException {
        EventFilter itself = EventFilter.all().after(position - 1).upTo(position);
        return PostgresEventStore.read(transaction, organization, itself, 1).getFirst();
    }
}
