/** Single sign-on: an organisation's people sign in at Microsoft 365 or another OpenID Connect provider. */
@NullMarked
package dev.sightline.server.identity.oidc;

import org.jspecify.annotations.NullMarked;
