/** Organisations, row-level security, per-request organisation. */
@ApplicationModule(
        displayName = "tenancy",
        allowedDependencies = {"platform"})
@NullMarked
package dev.sightline.server.tenancy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
