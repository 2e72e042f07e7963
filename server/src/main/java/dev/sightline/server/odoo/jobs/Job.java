package dev.sightline.server.odoo.jobs;

import dev.sightline.server.odoo.sync.Counts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sync, running or past. Immutable.
 *
 * @param kind {@code first} until a sync has read everything once, then {@code full}, {@code incremental},
 *     {@code rescan}, {@code deletions} or {@code webhook}
 * @param state {@code running}, {@code succeeded}, {@code failed} or {@code stopped}
 * @param requestedBy an e-mail, or {@code schedule} or {@code webhook}
 * @param model what is being read, or was when it ended
 * @param modelSince when its turn began; null before the first one's
 * @param done how many of {@code total} records of that model have been read
 * @param total null where unknown
 * @param error one sentence for people
 * @param entities counts by model, in the order of reading
 */
public record Job(
        UUID id,
        String kind,
        String state,
        String requestedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String model,
        @Nullable Instant modelSince,
        long done,
        @Nullable Long total,
        long events,
        @Nullable String error,
        Map<String, Counts> entities) {
    static final String FIRST = "first";

    public Job {
        entities = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entities));
    }

    public boolean running() {
        return "running".equals(state);
    }
}
