package dev.sightline.server.odoo.sync;

import dev.sightline.eventstore.OrganizationId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * What a job is to do.
 *
 * @param confirmed whether an administrator has said that vanished records are really gone
 * @param hints records that a webhook named; only for {@link Kind#WEBHOOK}
 */
public record SyncRun(OrganizationId organization, UUID job, Kind kind, boolean confirmed, Set<Hint> hints) {

    /** A record that may have changed. */
    public record Hint(String model, long id) {}

    public enum Kind {
        /** Every record of every model, whatever its date. */
        FULL,
        /** What was written since the last time; the first time everything. */
        INCREMENTAL,
        /** Open leads, whose probability changes without a trace. */
        RESCAN,
        /** Which records are gone. */
        DELETIONS,
        /** Single records that a webhook named. */
        WEBHOOK;

        /** Whether it reads all that changed, rather than something small. */
        public boolean readsChanges() {
            return this == FULL || this == INCREMENTAL;
        }

        /** As in the API and the table. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SyncRun {
        hints = Set.copyOf(hints);
    }

    List<SyncModel> models() {
        return SyncModel.ALL;
    }
}
