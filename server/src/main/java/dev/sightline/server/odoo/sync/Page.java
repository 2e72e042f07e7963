package dev.sightline.server.odoo.sync;

import dev.sightline.server.odoo.client.ModelFields;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Records that were read together.
 *
 * @param records as they came, in ascending order of their ids
 * @param lastId the window has been read up to and including this id
 * @param unreadable ids of records that Odoo itself fails to read
 * @param ended whether nothing follows
 * @param refused fields that Odoo lists and does not let us read; they were left out
 */
record Page(
        List<JsonNode> records,
        ModelFields fields,
        long lastId,
        List<Long> unreadable,
        boolean ended,
        List<String> refused) {

    /** The records in canonical form with their checksums. Takes a while: not for whoever could ask for the next page meanwhile. */
    List<Snapshot> snapshots() {
        Set<String> idSets = fields.idSets();
        return records.stream()
                .map(record -> Snapshot.of(record, fields, idSets))
                .toList();
    }
}
