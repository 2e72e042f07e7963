/** People and departments: translators. */
@ApplicationModule(
        displayName = "hrm",
        allowedDependencies = {"platform", "tenancy", "ingest", "access"})
@NullMarked
package dev.sightline.server.hrm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
