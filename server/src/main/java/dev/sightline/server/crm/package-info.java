/** Opportunities, accounts, activities: translators, projections, queries. */
@ApplicationModule(
        displayName = "crm",
        allowedDependencies = {"platform", "tenancy", "identity", "access", "ingest"})
@NullMarked
package dev.sightline.server.crm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
