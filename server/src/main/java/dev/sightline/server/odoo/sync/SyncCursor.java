package dev.sightline.server.odoo.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a model has been read; see the table {@code sync_cursors}. Immutable. */
record SyncCursor(
        String purpose,
        String model,
        boolean complete,
        @Nullable Instant windowFrom,
        @Nullable Instant windowTo,
        long lastId,
        boolean undated) {
    static final String CHANGES = "changes";
    static final String RESCAN = "rescan";

    static SyncCursor fresh(String purpose, String model) {
        return new SyncCursor(purpose, model, false, null, null, 0, false);
    }

    SyncCursor opened(Instant to) {
        return new SyncCursor(purpose, model, complete, windowFrom, to, 0, undated);
    }

    SyncCursor advanced(long id, boolean foundUndated) {
        return new SyncCursor(purpose, model, complete, windowFrom, windowTo, id, undated || foundUndated);
    }

    SyncCursor closed() {
        return new SyncCursor(purpose, model, true, windowTo, null, 0, undated);
    }

    SyncCursor startOver() {
        return new SyncCursor(purpose, model, false, windowFrom, null, 0, undated);
    }
}
