package dev.sightline.server.odoo.sync;

import dev.sightline.server.odoo.client.Domain;
import dev.sightline.server.odoo.client.ModelFields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Everything the first time, then what was written since.
 *
 * @param overlap how far a window reaches back into the last one: a transaction of Odoo's may commit that long after the
 *     time that it writes
 */
record Changes(Duration overlap) implements ReadAhead.Window {

    @Override
    public Domain of(SyncCursor cursor, ModelFields fields) {
        Instant from = cursor.windowFrom();
        Instant to = cursor.windowTo();
        if (!cursor.complete() || from == null || to == null || !fields.has("write_date")) {
            return Domain.ALL;
        }
        Domain written = Domain.ALL
                .and("write_date", ">=", Values.dateTime(from.minus(overlap)))
                .and("write_date", "<", Values.dateTime(to));
        if (!cursor.undated()) {
            return written;
        }
        return new Domain(List.of(
                "|",
                List.of("write_date", "=", false),
                "&",
                written.terms().get(0),
                written.terms().get(1)));
    }

    @Override
    public boolean counted(SyncCursor cursor) {
        return !cursor.complete();
    }
}
