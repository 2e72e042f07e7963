/** Leads and opportunities: their view, list and history. */
@NullMarked
package dev.sightline.server.crm.opportunities;

import org.jspecify.annotations.NullMarked;
