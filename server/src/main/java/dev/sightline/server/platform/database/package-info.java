/** The pool, the migrations, and the PostgreSQL that the server brings along. */
@NullMarked
package dev.sightline.server.platform.database;

import org.jspecify.annotations.NullMarked;
