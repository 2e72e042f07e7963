/** Event log, projections and deciders on PostgreSQL. Start at {@link dev.sightline.eventstore.EventStore}. */
@NullMarked
package dev.sightline.eventstore;

import org.jspecify.annotations.NullMarked;
