package dev.sightline.server.platform;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the reading of an organisation's source stands.
 *
 * @param lastSuccessAt end of the last successful sync
 * @param nextAt when the next one is due; null where none is planned
 * @param downSince since when the source does not answer; null while it does
 */
public record SyncStatus(
        State state,
        @Nullable Instant lastSuccessAt,
        @Nullable Instant nextAt,
        @Nullable Instant downSince) {

    /** An organisation without a source. */
    public static final SyncStatus NEVER = new SyncStatus(State.NEVER, null, null, null);

    /** {@code FAILING}: the last sync failed. {@code NEVER}: none has succeeded or failed yet. */
    public enum State {
        IDLE,
        RUNNING,
        FAILING,
        NEVER
    }
}
