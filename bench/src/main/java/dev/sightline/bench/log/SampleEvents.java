package dev.sightline.bench.log;

import dev.sightline.bench.SalesHistory;
import dev.sightline.eventstore.ExpectedVersion;
import dev.sightline.eventstore.NewEvent;
import dev.sightline.eventstore.NewEvent.EventOrigin;
import dev.sightline.eventstore.StreamAppend;
import dev.sightline.eventstore.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Events as a source sends them: the payloads of a {@link SalesHistory}'s opportunities, with ids, names of streams and the
 * source's own event ids that are new each time. The payloads are made once, so handing out events costs next to nothing.
 * Immutable; a {@link Feed} is for one thread.
 */
public final class SampleEvents {
    private static final int PEOPLE = 100;

    /** The events of one opportunity each, in order. */
    private final List<List<NewEvent>> opportunities = new ArrayList<>();

    /** @param different opportunities after which the payloads begin again */
    public SampleEvents(long seed, int different) {
        new SalesHistory(seed, PEOPLE, different, Instant.now())
                .write(
                        1_000,
                        batch -> batch.stream()
                                .filter(append -> append.stream().category().equals("opportunity"))
                                .forEach(append -> opportunities.add(append.events())));
    }

    /** The types among them. */
    Set<String> types() {
        return opportunities.stream().flatMap(List::stream).map(NewEvent::type).collect(Collectors.toUnmodifiableSet());
    }

    /** Events without end. */
    public interface Feed {
        /** The next events, with the versions that their streams are at; exactly so many. */
        List<StreamAppend> next(int events);
    }

    /** Opportunities one after the other: a stream begins, is continued once or not at all, and the next begins. */
    public Feed opportunities(String prefix) {
        return new Opportunities(prefix);
    }

    /** One event for each of so many streams in turn, in an order that neither memory nor an index knows beforehand. */
    Feed longStreams(String prefix, int streams) {
        return new LongStreams(prefix, streams);
    }

    /** The version that the stream of a feed's append is at: the one it expects. */
    static long versionBefore(StreamAppend append) {
        return append.expected() instanceof ExpectedVersion.Exactly exactly ? exactly.version() : 0;
    }

    private static StreamAppend append(String prefix, long stream, int version, List<NewEvent> events) {
        return new StreamAppend(
                new StreamId("opportunity", prefix + stream),
                version == 0 ? ExpectedVersion.noStream() : ExpectedVersion.exactly(version),
                events);
    }

    private static NewEvent renamed(NewEvent template, SplittableRandom ids, UUID job, String sourceEventId) {
        return new NewEvent(
                new UUID(ids.nextLong(), ids.nextLong()),
                template.type(),
                template.schemaVersion(),
                template.occurredAt(),
                template.data(),
                new EventOrigin("import", sourceEventId, job, null, null));
    }

    private final class Opportunities implements Feed {
        private final String prefix;
        private final SplittableRandom ids;
        private final UUID job;
        private long stream = 0;
        private int version = 0;

        Opportunities(String prefix) {
            this.prefix = prefix;
            this.ids = new SplittableRandom(prefix.hashCode());
            this.job = new UUID(ids.nextLong(), ids.nextLong());
        }

        @Override
        public List<StreamAppend> next(int events) {
            List<StreamAppend> appends = new ArrayList<>();
            int missing = events;
            while (missing > 0) {
                List<NewEvent> all = opportunities.get((int) (stream % opportunities.size()));
                int until = Math.min(all.size(), version + missing);
                List<NewEvent> some = new ArrayList<>(until - version);
                for (int at = version; at < until; at++) {
                    some.add(renamed(all.get(at), ids, job, prefix + stream + "/" + at));
                }
                appends.add(append(prefix, stream, version, some));
                missing -= until - version;
                version = until;
                if (version == all.size()) {
                    stream++;
                    version = 0;
                }
            }
            return appends;
        }
    }

    private final class LongStreams implements Feed {
        /** Prime, so that each stream comes once in a turn. */
        private static final long STRIDE = 7_919;

        private final String prefix;
        private final int streams;
        private final SplittableRandom ids;
        private final UUID job;
        private long next = 0;

        LongStreams(String prefix, int streams) {
            this.prefix = prefix;
            this.streams = streams;
            this.ids = new SplittableRandom(prefix.hashCode());
            this.job = new UUID(ids.nextLong(), ids.nextLong());
        }

        @Override
        public List<StreamAppend> next(int events) {
            List<StreamAppend> appends = new ArrayList<>(events);
            for (int i = 0; i < events; i++) {
                long stream = next * STRIDE % streams;
                int version = (int) (next / streams);
                List<NewEvent> all = opportunities.get((int) (next % opportunities.size()));
                NewEvent template = all.get((int) (next / opportunities.size() % all.size()));
                appends.add(append(
                        prefix,
                        stream,
                        version,
                        List.of(renamed(template, ids, job, prefix + stream + "/" + version))));
                next++;
            }
            return appends;
        }
    }
}
