/** Companies, currencies, rates: translators. */
@ApplicationModule(
        displayName = "finance",
        allowedDependencies = {"platform", "tenancy", "ingest", "access"})
@NullMarked
package dev.sightline.server.finance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
