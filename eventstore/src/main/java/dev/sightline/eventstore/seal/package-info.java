/** Proof that a log was not altered: seals over ranges of it, and their verification away from the database. */
@NullMarked
package dev.sightline.eventstore.seal;

import org.jspecify.annotations.NullMarked;
