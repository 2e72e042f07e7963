/** Speaks to an Odoo over HTTP; knows no Spring and no database. Start at {@link OdooClient}. */
@NullMarked
package dev.sightline.server.odoo.client;

import org.jspecify.annotations.NullMarked;
