/** Accounts, credentials, tokens, roles. */
@ApplicationModule(
        displayName = "identity",
        allowedDependencies = {"platform", "tenancy", "mail"})
@NullMarked
package dev.sightline.server.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
