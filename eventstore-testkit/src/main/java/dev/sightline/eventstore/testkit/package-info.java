/**
 * What tests of deciders, projections and stores are written with: a PostgreSQL ({@link
 * dev.sightline.eventstore.testkit.TestDatabase}), specs, a settable clock, seeded generators.
 */
@NullMarked
package dev.sightline.eventstore.testkit;

import org.jspecify.annotations.NullMarked;
