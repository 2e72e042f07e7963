@org.jspecify.annotations.NullMarked
package dev.sightline.server.identity.oidc;
