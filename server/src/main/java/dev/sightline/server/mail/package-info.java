/** Outgoing mail: letters wait in the database until the mail server has taken them. */
@ApplicationModule(
        displayName = "mail",
        allowedDependencies = {"platform", "tenancy"})
@NullMarked
package dev.sightline.server.mail;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
