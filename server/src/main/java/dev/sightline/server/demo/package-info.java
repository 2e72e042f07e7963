/** The demonstration: a company that was made up, in an Odoo that is simulated, read by the real connector. */
@ApplicationModule(
        displayName = "demo",
        allowedDependencies = {"platform", "tenancy", "identity"})
@NullMarked
package dev.sightline.server.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
