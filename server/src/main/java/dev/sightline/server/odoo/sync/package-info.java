/** Reads an Odoo page by page into raw snapshots and events. Start at {@link dev.sightline.server.odoo.sync.OdooSync}. */
@NullMarked
package dev.sightline.server.odoo.sync;

import org.jspecify.annotations.NullMarked;
