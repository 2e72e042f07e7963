/** Sets of rows to and from the database in one round trip. */
@NullMarked
package dev.sightline.server.crm.tables;

import org.jspecify.annotations.NullMarked;
