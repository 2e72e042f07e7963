package dev.sightline.eventstore.testkit.chaos;

import dev.sightline.eventstore.EventFilter;
import dev.sightline.eventstore.EventStore;
import dev.sightline.eventstore.OrganizationId;
import dev.sightline.eventstore.RecordedEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One organisation's log as it was read so far, beside what its writers were {@link Told}. R1, R2 and R5: every acknowledged event is
 * there, once, at the position that was told, none that was refused or rolled back, and none of a source twice; positions and
 * versions have no gap, and times of recording never fall, whatever the clocks did. Confined to one thread, but for {@link #told}.
 */
final class OrganizationLog {
    private final EventStore store;
    private final OrganizationId organization;
    private final Told told = new Told();
    private final Reading reading = new Reading();
    /** What all events up to a position came to, at each look. */
    private final TreeMap<Long, Long> digests = new TreeMap<>();

    OrganizationLog(EventStore store, OrganizationId organization) {
        this.store = store;
        this.organization = organization;
    }

    /** One pass through the log. */
    private final class Reading {
        final Fold fold = new Fold();
        final Map<Long, Blocks.Row> blocks = new HashMap<>();
        /** What a source has delivered, and where: a few thousand things, again and again. */
        final Map<String, Long> delivered = new HashMap<>();

        long position;
        long digest;
        private Instant latest = Instant.MIN;

        void take(RecordedEvent event) {
            if (event.position() != ++position) {
                throw broken("position " + event.position() + " follows " + (position - 1));
            }
            long before = fold.of(event.stream().toString()).version();
            if (event.version() != before + 1) {
                throw broken(event.stream() + ": version " + event.version() + " follows " + before);
            }
            if (event.recordedAt().isBefore(latest)) {
                throw broken("position " + event.position() + " was recorded at " + event.recordedAt()
                        + ", the one before at " + latest);
            }
            latest = event.recordedAt();
            String sourceEventId = event.event().origin().sourceEventId();
            if (sourceEventId != null && delivered.put(sourceEventId, position) != null) {
                throw broken(sourceEventId + " of the source is recorded again at position " + event.position());
            }
            digest = digest * 1_000_003 + event.hashCode();
            fold.add(event);
            Blocks.take(blocks, event);
        }
    }

    OrganizationId organization() {
        return organization;
    }

    Told told() {
        return told;
    }

    /** Of what was read. */
    Fold fold() {
        return reading.fold;
    }

    /** What {@link Blocks} should hold of it. */
    Map<Long, Blocks.Row> blocks() {
        return reading.blocks;
    }

    /** The last that was read. */
    long position() {
        return reading.position;
    }

    /** Reads on from where the last look ended, when all is quiet. */
    void look() {
        read(reading.position, event -> {
            reading.take(event);
            told.found(event.position(), event.event().id());
        });
        told.end(reading.position, reading.delivered);
        digests.put(reading.position, reading.digest);
    }

    /** Reads everything again: what earlier looks found must be there as it was, to the letter. */
    void lookAgain() {
        Reading again = new Reading();
        again.fold.discardAll(reading.fold);
        Told.Again known = told.again();
        read(0, event -> {
            again.take(event);
            known.found(event.position(), event.event().id());
            Long digest = digests.get(event.position());
            if (digest != null && digest != again.digest) {
                throw broken("what was read up to position " + event.position() + " is not there as it was");
            }
        });
        known.end(again.position);
        if (!again.fold.lines().equals(reading.fold.lines())) {
            throw broken("the log, read again, comes to something else");
        }
    }

    private void read(long after, Consumer<RecordedEvent> reader) {
        try (Stream<RecordedEvent> events =
                store.stream(organization, EventFilter.all().after(after))) {
            events.forEach(reader);
        }
    }

    BrokenPromise broken(String what) {
        return new BrokenPromise("organisation " + organization + ": " + what);
    }
}
