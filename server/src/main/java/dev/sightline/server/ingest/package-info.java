/** The one door in: translate, deduplicate, append. */
@ApplicationModule(
        displayName = "ingest",
        allowedDependencies = {"platform", "tenancy"})
@NullMarked
package dev.sightline.server.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
