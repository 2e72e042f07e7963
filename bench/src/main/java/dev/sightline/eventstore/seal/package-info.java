/** Benchmarks of what seals hide: in their package, so that it may stay hidden. */
@NullMarked
package dev.sightline.eventstore.seal;

import org.jspecify.annotations.NullMarked;
