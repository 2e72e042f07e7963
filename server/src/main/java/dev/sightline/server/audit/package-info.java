/** The audit log: what is recorded of people's actions, searched and exported by administrators. */
@ApplicationModule(
        displayName = "audit",
        allowedDependencies = {"platform", "tenancy", "identity", "ingest"})
@NullMarked
package dev.sightline.server.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
