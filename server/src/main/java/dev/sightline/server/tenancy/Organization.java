package dev.sightline.server.tenancy;

import dev.sightline.eventstore.OrganizationId;
import java.time.Instant;
import java.time.Month;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param slug its name outside, such as {@code acme-corp}
 * @param currency ISO code that all figures are converted to
 * @param zone where its days begin
 * @param fiscalYearStart the month that its year and its quarters are counted from
 * @param deleteAfter when all of it is removed; null unless it is to be deleted
 */
public record Organization(
        OrganizationId id,
        String slug,
        String name,
        String currency,
        ZoneId zone,
        Month fiscalYearStart,
        Status status,
        @Nullable Instant deleteAfter) {

    /** Whether people get in. */
    public enum Status {
        ACTIVE,
        /** Nobody gets in and nothing is synced; all is kept. */
        SUSPENDED,
        /** The same, until it is restored or its time is over. */
        DELETING
    }

    public boolean active() {
        return status == Status.ACTIVE;
    }
}
