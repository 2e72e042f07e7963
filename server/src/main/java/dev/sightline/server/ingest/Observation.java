package dev.sightline.server.ingest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a source shows of one record, beside what it showed last time.
 *
 * @param source such as {@code odoo}
 * @param model the source's own name of the kind of record, such as {@code crm.lead}
 * @param id the source's own id
 * @param before the last snapshot; null when the record is seen for the first time
 * @param after the present snapshot; null when the record is gone
 * @param observedAt when it was read
 * @param revision names this change within the source, unique for ever; events are deduplicated by it (R5)
 */
public record Observation(
        String source,
        String model,
        String id,
        @Nullable JsonNode before,
        @Nullable JsonNode after,
        Instant observedAt,
        String revision) {}
