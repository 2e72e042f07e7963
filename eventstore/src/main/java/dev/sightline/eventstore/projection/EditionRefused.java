package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.projection.EditionAnswer.Reason;

/** Carries a refusal out of a transaction, which it rolls back. */
final class EditionRefused extends RuntimeException {
    private final Reason reason;

    EditionRefused(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    EditionAnswer answer() {
        return EditionAnswer.refused(reason, String.valueOf(getMessage()));
    }
}
