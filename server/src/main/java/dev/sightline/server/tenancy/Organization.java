package dev.sightline.server.tenancy;

import dev.sightline.eventstore.OrganizationId;
import java.time.Month;
import java.time.ZoneId;

/**
 * A tenant.
 *
 * @param slug its name outside, such as {@code acme-corp}
 * @param currency ISO code that all figures are converted to
 * @param zone where its days begin
 * @param fiscalYearStart the month that its year and its quarters are counted from
 */
public record Organization(
        OrganizationId id, String slug, String name, String currency, ZoneId zone, Month fiscalYearStart) {}
