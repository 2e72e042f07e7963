/** Benchmarks of what the event store hides: in its package, so that it may stay hidden. */
@NullMarked
package dev.sightline.eventstore;

import org.jspecify.annotations.NullMarked;
