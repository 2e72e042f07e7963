/** Small secrets at rest, enclosed under a master key that the database does not hold. */
@NullMarked
package dev.sightline.eventstore.secret;

import org.jspecify.annotations.NullMarked;
