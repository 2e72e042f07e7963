/** What the lists of this room share: whose records, the order with its cursor, numbers as JSON, taking them along. */
@NullMarked
package dev.sightline.server.crm.lists;

import org.jspecify.annotations.NullMarked;
