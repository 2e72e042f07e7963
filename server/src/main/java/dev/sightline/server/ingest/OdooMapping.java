package dev.sightline.server.ingest;

import dev.sightline.catalog.DomainEvent;
import dev.sightline.eventstore.StreamId;
import dev.sightline.server.ingest.Translator.Translation;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The usual translation: a record of the source is one stream, and appears, changes and vanishes. Immutable.
 *
 * @param category of the stream
 * @param read what matters of a record; pure
 * @param updated gets the names of the fields that changed
 */
public record OdooMapping<D extends Record>(
        String category,
        Function<OdooRecord, D> read,
        Function<D, DomainEvent> created,
        BiFunction<D, List<String>, DomainEvent> updated,
        Supplier<DomainEvent> deleted) {

    public List<Translation> translate(Observation observation) {
        StreamId stream = new StreamId(category, OdooRecord.keyOf(observation.id()));
        OdooRecord before = recordOf(observation, observation.before());
        OdooRecord after = recordOf(observation, observation.after());
        if (after == null) {
            return before == null
                    ? List.of()
                    : List.of(new Translation(stream, observation.observedAt(), deleted.get()));
        }
        D now = read.apply(after);
        D last = readable(before, read);
        if (last == null) {
            return List.of(new Translation(stream, time(after, "create_date", observation), created.apply(now)));
        }
        List<String> changed = ChangedFields.between(last, now);
        return changed.isEmpty()
                ? List.of()
                : List.of(new Translation(stream, time(after, "write_date", observation), updated.apply(now, changed)));
    }

    /**
     * How the last snapshot reads; null where there is none, or where it could not be read then either: the record is told
     * anew, as a whole.
     */
    public static <T> @Nullable T readable(@Nullable OdooRecord before, Function<OdooRecord, T> read) {
        try {
            return before == null ? null : read.apply(before);
        } catch (UntranslatableRecord e) {
            return null;
        }
    }

    /** The record in a snapshot; null where there is none. */
    public static @Nullable OdooRecord recordOf(Observation observation, @Nullable JsonNode snapshot) {
        return snapshot == null ? null : new OdooRecord(observation.model(), observation.id(), snapshot);
    }

    /** The time in a field, else when the record was read. */
    public static Instant time(OdooRecord record, String field, Observation observation) {
        Instant time = record.instant(field);
        return time == null ? observation.observedAt() : time;
    }
}
