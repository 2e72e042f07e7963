package dev.sightline.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who did what to the system itself: signing in, roles, exports, commands. Streams {@code audit/KEY}: what one account did. */
public sealed interface AuditEvent extends DomainEvent {

    /** Who did it: an account, a service's key, or a part of the program. Nulls: nobody who is known. */
    record Actor(@Nullable String accountId, @Nullable String email) {}

    /** From where. Nulls: not over the network. */
    record Origin(
            @Nullable String address,
            @Nullable String userAgent,
            @Nullable String requestId) {}

    /** On whom or what. Nulls: on nothing in particular. */
    record Subject(
            @Nullable String kind,
            @Nullable String id,
            @Nullable String name) {}

    /**
     * It holds no secret and no password.
     *
     * @param action {@code session.signed_in}
     * @param outcome {@code done}, or {@code refused} where it was tried in vain
     * @param reason a word that says why it was refused
     * @param detail what more there is to say, for people
     */
    @EventType("audit.action.recorded")
    record ActionRecorded(
            String action,
            String outcome,
            @Nullable String reason,
            Actor actor,
            Origin from,
            Subject on,
            @Nullable String detail,
            Instant at)
            implements AuditEvent {}
}
