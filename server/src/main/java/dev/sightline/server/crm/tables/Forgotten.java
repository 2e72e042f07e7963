package dev.sightline.server.crm.tables;

import dev.sightline.catalog.PrivacyEvent.PersonForgotten;
import dev.sightline.eventstore.StreamId;
import dev.sightline.eventstore.projection.ProjectionBatch;
import dev.sightline.server.ingest.DecodedEvents;
import java.sql.SQLException;
import java.util.List;

/** Who is forgotten in a batch. The batch's other events about them read as erased, wherever in it they stand. */
public final class Forgotten {
    private Forgotten() {}

    /** The keys of those of a category, such as {@code odoo-7} of {@code account/odoo-7}. */
    public static List<String> in(ProjectionBatch batch, String category) throws SQLException {
        return DecodedEvents.of(batch).of(PersonForgotten.class).stream()
                .flatMap(decoded -> of(decoded.event(), category).stream())
                .distinct()
                .toList();
    }

    public static List<String> of(PersonForgotten event, String category) {
        return event.subjects().stream()
                .map(StreamId::parse)
                .filter(stream -> stream.category().equals(category))
                .map(StreamId::key)
                .toList();
    }
}
