/** Folds of the event log into tables. Start at {@link dev.sightline.eventstore.projection.Projection}. */
@NullMarked
package dev.sightline.eventstore.projection;

import org.jspecify.annotations.NullMarked;
