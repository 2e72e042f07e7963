/** A PostgreSQL that Sightline brings along. Start at {@link dev.sightline.postgres.EmbeddedPostgres}. */
@NullMarked
package dev.sightline.postgres;

import org.jspecify.annotations.NullMarked;
