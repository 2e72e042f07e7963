package dev.sightline.server.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The latest snapshots of a source, as far as they are stored in the current transaction, for translators. */
public interface Lookups {

    /** The latest snapshot of a record; null where there is none. Cheap to ask repeatedly. */
    @Nullable
    JsonNode latest(String model, String id);

    /** The latest snapshots of a model in which {@code field} (a many2one or plain value) refers to {@code id}. */
    List<JsonNode> latestReferring(String model, String field, String id);
}
