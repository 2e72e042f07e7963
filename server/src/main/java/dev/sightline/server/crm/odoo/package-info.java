/** Translates what an Odoo shows of leads, accounts, activities and their settings. */
@NullMarked
package dev.sightline.server.crm.odoo;

import org.jspecify.annotations.NullMarked;
