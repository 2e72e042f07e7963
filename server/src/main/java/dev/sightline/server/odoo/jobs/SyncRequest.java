package dev.sightline.server.odoo.jobs;

import dev.sightline.server.odoo.sync.SyncRun;
import java.util.Locale;
import java.util.Set;

/**
 * What somebody wants of a sync. Immutable.
 *
 * @param confirmed an administrator says that vanished records are really gone
 */
public record SyncRequest(SyncRun.Kind kind, String requestedBy, boolean confirmed, Set<SyncRun.Hint> hints) {
    public static SyncRequest of(SyncRun.Kind kind, String requestedBy) {
        return new SyncRequest(kind, requestedBy, false, Set.of());
    }

    boolean readsChanges() {
        return kind.readsChanges();
    }

    /** Whether whoever wants {@code other} is served when this is done. */
    boolean covers(SyncRequest other) {
        boolean does = switch (kind) {
            case FULL -> other.readsChanges() || other.kind == SyncRun.Kind.RESCAN;
            case INCREMENTAL, RESCAN, DELETIONS -> kind == other.kind;
            case WEBHOOK -> kind == other.kind && hints.containsAll(other.hints);
        };
        return does && (confirmed || !other.confirmed);
    }

    /** Whether it is when another process's job is done, as far as the table tells: not whether anything was confirmed, nor which records were named. */
    boolean isServedBy(Job another) {
        String does = another.kind().equals(Job.FIRST) ? SyncRun.Kind.INCREMENTAL.text() : another.kind();
        return of(SyncRun.Kind.valueOf(does.toUpperCase(Locale.ROOT)), another.requestedBy())
                .covers(this);
    }
}
