/**
 * A program that tries to break the event store, and says whether it did: writers, projections and sealers in processes that are
 * killed and stopped, on a database that is killed too. Start at {@link dev.sightline.eventstore.testkit.chaos.Chaos}.
 */
@NullMarked
package dev.sightline.eventstore.testkit.chaos;

import org.jspecify.annotations.NullMarked;
