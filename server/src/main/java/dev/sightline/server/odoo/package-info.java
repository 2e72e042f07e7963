/** Connector: raw snapshots, change detection, sync jobs. */
@ApplicationModule(
        displayName = "odoo",
        allowedDependencies = {"platform", "tenancy", "ingest", "identity", "access"})
@NullMarked
package dev.sightline.server.odoo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
