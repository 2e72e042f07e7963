/** Health, lag, metrics, data quality. */
@ApplicationModule(
        displayName = "operations",
        allowedDependencies = {"platform", "tenancy", "identity", "access", "ingest", "odoo", "crm"})
@NullMarked
package dev.sightline.server.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
