package dev.sightline.eventstore.projection;

import dev.sightline.eventstore.OrganizationId;

/**
 * Is told after the commit that a projection's tables advanced, also when another process did the work. Called on the
 * projection's worker: be quick. What it throws is logged.
 */
@FunctionalInterface
public interface AdvanceListener {
    void advanced(String projection, OrganizationId organization, long position);
}
