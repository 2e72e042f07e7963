/** Reporting tree and access matrix; mints the scope of a viewer. */
@ApplicationModule(
        displayName = "access",
        allowedDependencies = {"platform", "tenancy", "identity", "ingest"})
@NullMarked
package dev.sightline.server.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
