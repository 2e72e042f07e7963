/** Forgetting people, for administrators. */
@NullMarked
package dev.sightline.server.access.privacy;

import org.jspecify.annotations.NullMarked;
